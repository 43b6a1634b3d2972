"""What the n-gram table makes of a collection that it has not learnt from: how narrow is the data set?

    python benchmarks/leave_one_out.py --texts FOLDER

Fits the table on train with one public collection left out at a time, with the written and with the public part alone,
and prints topic macro-F1, role macro-F1 and role accuracy on dev. Thresholds are those of best F1 on all of dev. Some
ten minutes.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from gongwen.data import WRITTEN, DataFolder, LabelledDocument
from gongwen.evaluation import best_threshold, compare, gold
from gongwen.evaluation.calibration import origin_weights
from gongwen.runtime.decide import sigmoid
from gongwen.training.ngrams import fit_ngrams, labelled_views

BITS = 19


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--texts", type=Path, action="append", default=[])
    args = parser.parse_args()
    folder = DataFolder(args.data, args.texts)
    labels, parts = folder.labels, folder.parts()
    dev = parts["dev"]
    seen = labelled_views(dev)
    topics, roles = gold(dev, labels)
    collection = np.repeat([d.collection for d in dev], [d.labelled for d in dev])
    public = ~np.isin(collection, sorted(WRITTEN))
    weights = origin_weights(public)

    def report(learnt: str, documents: Iterable[LabelledDocument], asked: Iterable[str]) -> None:
        scores = fit_ngrams(list(documents), labels, BITS).score(seen)
        given = sigmoid(scores.topics.astype(np.float64))
        thresholds = [best_threshold(topics[:, k], given[:, k], weights=weights) for k in range(len(labels.topics))]
        for name in asked:
            here = public if name == "public" else collection == name
            m = compare(topics[here], (given >= thresholds)[here], roles[here], scores.roles[here].argmax(1), labels)
            figures = f"{m.topic_macro_f1:.3f} / {m.role_macro_f1:.3f} / {m.role_accuracy:.3f}"
            print(f"| {learnt} | {name} | {m.paragraphs:,} | {figures} |", flush=True)

    train = parts["train"]
    names = sorted(set(collection[public]))
    report("all", train, [*names, "public", "written"])
    for name in names:
        if any(d.collection == name for d in train):
            report(f"all but {name}", (d for d in train if d.collection != name), [name])
    report("written part", (d for d in train if d.collection in WRITTEN), [*names, "public"])
    report("public part", (d for d in train if d.collection not in WRITTEN), [*names, "public", "written"])


if __name__ == "__main__":
    main()
