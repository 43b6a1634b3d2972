"""`gongwen evaluate`."""

import json
from dataclasses import asdict
from pathlib import Path

import typer

from .data import say_note

SCHEMA = 1
"""Of the JSON file; its keys stay."""


def evaluate(
    model: Path | None = typer.Option(
        None, "--model", "-m", metavar="DIR", help="Model folder (the shipped model by default)."
    ),
    folder: Path = typer.Option(Path("data"), "--data", help="Data folder: labels/, splits.json, texts."),
    texts: list[Path] = typer.Option([], "--texts", "-t", help="Further folder with texts (repeatable)."),
    split: str = typer.Option("dev", "--split", help="train, dev or test."),
    rules: bool = typer.Option(False, "--rules", help="Evaluate the keyword and numbering rules instead of a model."),
    against: Path | None = typer.Option(
        None,
        "--against",
        metavar="DIR|rules",
        help="Another model folder, or the word rules: a paired test of the two.",
    ),
    output: Path | None = typer.Option(None, "--json", metavar="FILE", help="Write all figures to a JSON file too."),
) -> None:
    """Compare a model's labels with those that people gave.

    Prints every collection, the written and the public part and the whole, with 95% intervals from a bootstrap over
    documents; calibration and the band of doubt; and with --against the difference to another system.

    Examples:

        gongwen evaluate --split test --texts ../fetched

        gongwen evaluate --split test --texts ../fetched --against rules
    """
    from ..data import DataFolder
    from ..evaluation import bootstrap, paired, reliability
    from ..evaluation.run import counted, cut_as_labelled, parts_of, predict_split
    from ..outputs import atomic_writer
    from .tables import print_comparison, print_evaluation

    data = DataFolder(folder, texts)
    say_note(data)
    predictions, labels = predict_split(model, data, split, rules=rules)
    groups = parts_of(data.parts()[split])
    parts = {name: predictions.of([d.source for d in group]) for name, group in groups.items()}
    counts = {name: counted(part, labels) for name, part in parts.items()}
    intervals = {name: bootstrap(part) for name, part in counts.items()}
    trust = {name: reliability(part) for name, part in parts.items() if part.role_scores is not None}
    cut = {name: cut_as_labelled(group) for name, group in groups.items()}
    print_evaluation(intervals, trust, cut, labels)
    result = {
        "schema": SCHEMA,
        "split": split,
        "figures": {name: {key: asdict(x) for key, x in part.items()} for name, part in intervals.items()},
        "reliability": {name: asdict(x) for name, x in trust.items()},
        "cut_as_labelled": cut,
    }
    if against is not None:
        other, _ = predict_split(against, data, split, rules=str(against) == "rules")
        differences = {
            name: paired(counts[name], counted(other.of(part.sources), labels)) for name, part in parts.items()
        }
        print_comparison(differences, str(against))
        result["against"] = {name: {key: asdict(x) for key, x in d.items()} for name, d in differences.items()}
    if output is not None:
        with atomic_writer(output) as file:
            json.dump(result, file, ensure_ascii=False, indent=2)
            file.write("\n")
