"""Labelled paragraphs out of the project: JSON lines, Parquet, Label Studio tasks, a folder that `datasets` loads."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from ..errors import MissingExtraError
from ..labels import Label, LabelSet
from ..outputs import atomic_writer
from .dataset import Record

CONFIG_FILE = "label-config.xml"


def write_jsonl(path: Path, records: Iterable[Record]) -> int:
    """One JSON object a paragraph; returns how many."""
    count = 0
    with atomic_writer(path) as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


def write_parquet(path: Path, records: Iterable[Record]) -> int:
    """One Parquet table; returns the number of rows.

    Raises:
        MissingExtraError: the package pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("writing Parquet", "data", "pyarrow") from error
    text, whole, many = pa.string(), pa.int32(), pa.list_(pa.string())
    types: dict[str, Any] = {"path": many, "topics": many, "noise": many, "masked": pa.bool_(), "year": whole}
    types |= dict.fromkeys(("line", "end_line", "start", "end", "article", "paragraph", "level"), whole)
    rows = list(records)
    schema = pa.schema([(name, types.get(name, text)) for name in (rows[0] if rows else {})])
    with atomic_writer(path, binary=True) as file:
        # Content-defined chunks: a row that is edited changes one chunk of the file, not all that follow.
        pq.write_table(
            pa.Table.from_pylist(rows, schema=schema), file, compression="zstd", use_content_defined_chunking=True
        )
    return len(rows)


def write_label_studio(path: Path, records: Iterable[Record], labels: LabelSet) -> int:
    """Label Studio tasks (a JSON array) with the labels as annotations, and the labelling interface beside them.

    Tasks carry `source` and `line`, by which labels find their paragraph again: character offsets would not survive
    the way, as Label Studio counts them differently where a text holds emoji or CRLF.
    """
    tasks = [_task(record, labels) for record in records]
    with atomic_writer(path) as file:
        file.write("[\n" + ",\n".join(json.dumps(task, ensure_ascii=False) for task in tasks) + "\n]\n")
    with atomic_writer(path.with_name(CONFIG_FILE)) as file:
        file.write(label_studio_config(labels))
    return len(tasks)


def _task(record: Record, labels: LabelSet) -> dict[str, Any]:
    context = ("source", "line", "end_line", "article", "title")
    result = [_choice("role", [labels.names[record["role"]]])]
    if record["topics"]:
        result.append(_choice("topics", [labels.names[key] for key in record["topics"]]))
    data = {"text": record["text"], "path": " › ".join(record["path"]), **{name: record[name] for name in context}}
    return {"data": data, "annotations": [{"result": result}]}


def _choice(name: str, choices: Sequence[str]) -> dict[str, Any]:
    return {"from_name": name, "to_name": "text", "type": "choices", "value": {"choices": list(choices)}}


def label_studio_config(labels: LabelSet) -> str:
    """Labelling interface for a label table: the headings above, the paragraph, topics (several), role (one)."""

    def choices(name: str, kind: str, group: Iterable[Label]) -> str:
        items = "".join(f"\n    <Choice value={quoteattr(label.name)}/>" for label in group)
        required = "true" if kind == "single" else "false"
        return (
            f'  <Choices name="{name}" toName="text" choice="{kind}" showInline="true" required="{required}">'
            f"{items}\n  </Choices>\n"
        )

    text = '<View>\n  <Header value="$path" size="6"/>\n  <Text name="text" value="$text"/>\n'
    return text + choices("topics", "multiple", labels.topics) + choices("role", "single", labels.roles) + "</View>\n"


FORMATS: dict[str, Callable[[Path, Iterable[Record], LabelSet], int]] = {
    "jsonl": lambda path, records, _: write_jsonl(path, records),
    "parquet": lambda path, records, _: write_parquet(path, records),
    "labelstudio": write_label_studio,
}


def build(folder: Path, records: Iterable[Record]) -> dict[str, int]:
    """Write ``<split>.parquet`` into a folder, which ``datasets.load_dataset("<folder>")`` then loads as it stands.

    Masked rows are left out. A README.md that names the splits is written where there is none. Returns the number of
    rows by split.
    """
    by_split: dict[str, list[Record]] = {}
    for record in records:
        if not record["masked"]:
            kept = {name: value for name, value in record.items() if name not in ("masked", "split")}
            by_split.setdefault(record["split"], []).append(kept)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "README.md").exists():
        files = "".join(f"  - {{split: {split}, path: {split}.parquet}}\n" for split in by_split)
        with atomic_writer(folder / "README.md") as file:
            file.write(f"---\nconfigs:\n- config_name: default\n  data_files:\n{files}---\n")
    return {split: write_parquet(folder / f"{split}.parquet", rows) for split, rows in by_split.items()}
