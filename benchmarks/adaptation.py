"""What a user's labels gain on a new kind of document, and what they cost on the kinds the model knew.

    python benchmarks/adaptation.py --texts FOLDER [--keep] [--shares 0.5 1.0]

Teaches the shipped model parts of the 200 labelled paragraphs of statutes in data/statutes (`gongwen train --from`),
and asks it about other statutes and about the test split of data. FOLDER holds the public texts.
"""

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from gongwen.adapt import adapt
from gongwen.data import DataFolder, LabelledDocument
from gongwen.documents import Document
from gongwen.evaluation import Evaluation, evaluate

FIGURES = ("topic_macro_f1", "role_macro_f1", "role_accuracy")
SHARES = [0.1, 0.25, 0.5, 1.0]


class Part(DataFolder):
    """The first documents of train, up to a share of its labelled paragraphs."""

    share = 1.0

    def parts(self) -> dict[str, list[LabelledDocument]]:
        train = super().parts()["train"]
        wanted = self.share * sum(d.labelled for d in train)
        chosen: list[LabelledDocument] = []
        for document in train:
            if sum(d.labelled for d in chosen) < wanted:
                chosen.append(document)
        return {"train": chosen}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, action="append", required=True)
    parser.add_argument("--old", type=Path, default=Path("data"))
    parser.add_argument("--new", type=Path, default=Path("data/statutes"))
    parser.add_argument("--keep", action="store_true", help="hold the labels of train's written documents in place")
    parser.add_argument("--shares", type=float, nargs="+", default=SHARES, help="of the labels to learn from")
    options = parser.parse_args()
    old, new = DataFolder(options.old, options.texts), DataFolder(options.new, options.texts)
    before = evaluate(None, new, "test"), evaluate(None, old, "test")
    keep = [d.document for d in old.parts()["train"] if d.collection == "written"] if options.keep else []
    print("| labels | new kind: " + " / ".join(FIGURES) + " | known kinds, public and written together |")
    print("|---:|---|---|")
    print("| 0 | " + " | ".join(_plain(e) for e in before) + " |")
    for paragraphs, folder in _taught(options, keep):
        after = evaluate(folder, new, "test"), evaluate(folder, old, "test")
        print(f"| {paragraphs} | " + " | ".join(_compared(*pair) for pair in zip(after, before, strict=True)) + " |")


def _taught(options: argparse.Namespace, keep: Sequence[Document]) -> Iterator[tuple[int, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        for share in options.shares:
            part = Part(options.new, options.texts)
            part.share = share
            model = Path(folder) / f"model-{share}"
            yield adapt(None, part, model, keep).paragraphs, model


def _plain(evaluation: Evaluation) -> str:
    figures = evaluation.intervals["all"]
    return " / ".join(f"{figures[name].value:.3f}" for name in FIGURES)


def _compared(after: Evaluation, before: Evaluation) -> str:
    differences = after.against(before)["all"]
    changes = (f"{d.value:+.3f} ({d.low:+.3f} to {d.high:+.3f})" for d in (differences[name] for name in FIGURES))
    return f"{_plain(after)}: {' / '.join(changes)}"


if __name__ == "__main__":
    main()
