"""Whether the sentences that the tagger names carry the topic, by sentences that people have read.

    python benchmarks/evidence.py --texts FOLDER [--model DIR]

`data/evidence.jsonl` says, for paragraphs of dev and test with several topics and several sentences, which of its
topics each sentence carries. Asked about these topics, whether or not the tagger gives them: how often the sentence
with the highest score carries the topic, precision, recall and F1 of the sentences named (95% bootstrap intervals over
paragraphs), and the same of the sentences with one of the topic's keywords, and of all sentences.
"""

import argparse
import json
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gongwen import Tagger
from gongwen.data import DataFolder
from gongwen.documents import Paragraph
from gongwen.errors import DataError
from gongwen.evaluation.rules import rule_topics

DRAWS = 1000
Bool = NDArray[np.bool_]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--texts", type=Path, action="append", default=[])
    parser.add_argument("--model", type=Path)
    args = parser.parse_args()
    read: dict[str, dict[int, list[list[str]]]] = defaultdict(dict)
    for line in (args.data / "evidence.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        read[row["source"]][row["line"]] = row["sentences"]
    parts = DataFolder(args.data, args.texts).parts()
    tagger = Tagger.from_pretrained(args.model)
    for split in ("dev", "test"):
        # Of each system a list of (paragraph, topic): which sentences it names, and which carry it.
        named: dict[str, list[tuple[Bool, Bool]]] = defaultdict(list)
        best: list[bool] = []
        paragraphs: list[int] = []
        for labelled in parts[split]:
            if labelled.source not in read:
                continue
            tokens = tagger.logits(labelled.document).tokens
            for n, (paragraph, row) in enumerate(zip(labelled.document.paragraphs, labelled.rows, strict=True)):
                if row is None or row.line not in read[labelled.source]:
                    continue
                carried = read[labelled.source][row.line]
                found, scores = tagger.evidence.scores(paragraph.text, tokens[n])
                if len(found) != len(carried):
                    raise DataError(f"{labelled.source} line {row.line}: {len(found)} sentences, {len(carried)} read")
                words = [rule_topics(Paragraph(0, (), paragraph.text[start:end])) for start, end in found]
                for key in row.topics:
                    truth = np.array([key in topics for topics in carried])
                    column = scores[:, tagger.labels.topic_keys.index(key)]
                    ours = column >= tagger.bundle.calibration.thresholds[key]
                    ours[column.argmax()] = True
                    named["tagger"].append((ours, truth))
                    named["keywords"].append((np.array([key in topics for topics in words]), truth))
                    named["all sentences"].append((np.ones_like(truth), truth))
                    best.append(bool(truth[column.argmax()]))
                    paragraphs.append(len(set(paragraphs)) if key == row.topics[0] else paragraphs[-1])
        print(f"\n{split}: {len(set(paragraphs))} paragraphs, {len(best)} topics in them, "
              f"highest score on a sentence that carries the topic: {np.mean(best):.1%}")  # fmt: skip
        print("| named by | precision | recall | F1 |\n|---|---:|---:|---:|")
        for name, pairs in named.items():
            print(f"| {name} | {_figures(pairs, np.array(paragraphs))} |")


def _figures(pairs: list[tuple[Bool, Bool]], paragraphs: NDArray[np.int64]) -> str:
    counts = np.array([[(a & b).sum(), a.sum(), b.sum()] for a, b in pairs], dtype=np.float64)
    each = np.array([counts[paragraphs == n].sum(axis=0) for n in np.unique(paragraphs)])
    draws = np.random.default_rng(0).multinomial(len(each), np.full(len(each), 1 / len(each)), DRAWS) @ each
    both, ours, truth = each.sum(axis=0)
    low, high = np.quantile(2 * draws[:, 0] / (draws[:, 1] + draws[:, 2]), (0.025, 0.975))
    return f"{both / ours:.3f} | {both / truth:.3f} | {2 * both / (ours + truth):.3f} ({low:.3f}–{high:.3f})"


if __name__ == "__main__":
    main()
