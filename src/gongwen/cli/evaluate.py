"""`gongwen evaluate`."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from .data import say_note
from .extras import extra

if TYPE_CHECKING:
    from ..data import LabelledDocument


def evaluate(
    model: Path | None = typer.Argument(
        None,
        metavar="MODEL",
        help="Model folder, or a word: shipped, the shipped model (the default); rules, keywords and numbering.",
    ),
    folder: Path = typer.Argument(Path("data"), metavar="DATA", help="Data folder: labels/, splits.json, texts."),
    split: str = typer.Option("dev", "--split", help="train, dev or test; all for a folder without splits."),
    texts: list[Path] = typer.Option([], "--texts", "-t", help="Further folder with texts (repeatable)."),
    against: list[Path] = typer.Option(
        [],
        "--against",
        metavar="MODEL",
        help="Another model folder, or one of these words: a paired test of the two (repeatable).",
    ),
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="DIR", help="Write the report here: report.html, metrics.json, figures/."
    ),
) -> None:
    """Compare a model's labels with those that people gave.

    Prints every collection, the written and the public part and the whole, with 95% intervals from a bootstrap over
    documents; calibration and the band of doubt; and with --against the difference to other systems.

    The report (in Chinese) is one page for any browser, without network: figures, confusions with the paragraphs behind
    them, kinds of paragraphs that go wrong, labels that may be wrong, curves. It shows the texts. Needs the extra:
    `pip install 'gongwen-tagger[reports]'`.

    Examples:

        gongwen evaluate --split test --texts ../fetched --output report

        gongwen evaluate models/mine ../my-data --split test --against shipped --against rules
    """
    if output is not None:
        with extra("the report", "reports"):
            from ..report import write_report  # what is missing is told before minutes of tagging
            from ..report.fonts import NOTE, lettering
    from ..data import DataFolder
    from ..evaluation import evaluate as measure
    from .tables import print_comparison, print_evaluation

    data = DataFolder(folder, texts)
    say_note(data)
    evaluation = measure(model, data, split, _progress)
    print_evaluation(evaluation.intervals, evaluation.trust, evaluation.cut, evaluation.labels)
    others = {str(other): measure(other, data, split, _progress) for other in against}
    for name, other in others.items():
        print_comparison(evaluation.against(other), name)
    if output is not None:
        written = write_report(evaluation, output, others)
        if not lettering().chinese:
            typer.echo(f"note: {NOTE}", err=True)
        typer.echo(f"{written[0]} written, and {len(written) - 1} files beside it", err=True)


def _progress(documents: "Sequence[LabelledDocument]") -> "Iterable[LabelledDocument]":
    """A bar on standard error, where that is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return track(documents, "Tagging", console=console, transient=True, disable=not console.is_terminal)
