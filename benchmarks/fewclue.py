"""FewCLUE (arXiv 2107.07498) as data folders, so that the trainer runs on it by config alone.

    python benchmarks/fewclue.py fewclue_tnews.jsonl OUT --fold 0
    gongwen train configs/few-labels.yaml data.folder=OUT output=runs/tnews-0

Input: JSON lines with `text`, `label`, `label_zh` (where the label is no Chinese name) and `split` (train_0 …, dev_0 …,
test_public, and whatever else there is). Train and dev are those of the fold; test is test_public. Everything else, but
never test, goes without its label into OUT/unlabelled.jsonl. Every class is a role of the label table and there are no
topics, as every text has exactly one label.
"""

import argparse
import json
from pathlib import Path

import yaml


def convert(source: Path, output: Path, fold: int) -> dict[str, int]:
    """Write the data folder; returns how many texts went where."""
    name = source.stem.removeprefix("fewclue_")
    lines = [json.loads(line) for line in source.read_text(encoding="utf-8").split("\n") if line.strip()]
    names = {row["label"]: row.get("label_zh") or row["label"] for row in lines}
    splits = {f"train_{fold}": "train", f"dev_{fold}": "dev", "test_public": "test"}
    (output / "labels").mkdir(parents=True, exist_ok=True)
    table = {"version": 1, "topics": [], "roles": [{"key": k, "name": v} for k, v in sorted(names.items())]}
    (output / "labels.yaml").write_text(yaml.safe_dump(table, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assigned: dict[str, list[str]] = {split: [] for split in splits.values()}
    texts, rows, unlabelled = [], [], []
    taken = {_one_line(row["text"]) for row in lines if row["split"] in splits}
    for number, row in enumerate(lines):
        text, document = _one_line(row["text"]), f"{row['split']}-{number}"
        if row["split"] in splits:
            texts.append({"doc_id": document, "text": text})
            rows.append({"source": f"{name}:{document}", "line": 1, "topics": [], "role": row["label"]})
            assigned[splits[row["split"]]].append(f"{name}:{document}")
        elif text not in taken:
            taken.add(text)
            unlabelled.append({"doc_id": document, "text": text})
    _write(output / f"{name}.jsonl", texts)
    _write(output / "labels" / f"{name}.jsonl", rows)
    _write(output / "unlabelled.jsonl", unlabelled)
    (output / "splits.json").write_text(json.dumps(assigned, ensure_ascii=False, indent=1), encoding="utf-8")
    return {split: len(sources) for split, sources in assigned.items()} | {"unlabelled": len(unlabelled)}


def _one_line(text: str) -> str:
    """A text is one paragraph here, whatever line breaks it has."""
    return " ".join(text.split())


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--fold", type=int, default=0)
    args = parser.parse_args()
    print(convert(args.source, args.output, args.fold))


if __name__ == "__main__":
    main()
