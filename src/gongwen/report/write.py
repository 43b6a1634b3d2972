"""The report's folder: ``report.html``, ``metrics.json``, ``figures/*.png`` and ``*.svg``."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from matplotlib.figure import Figure

from ..errors import OutputError
from ..evaluation import Evaluation, summary
from ..outputs.atomic import write_atomically
from . import figures
from .page import page
from .style import data_uri

PAGE, METRICS, FIGURES = "report.html", "metrics.json", "figures"


def write_report(evaluation: Evaluation, output: Path, others: Mapping[str, Evaluation] | None = None) -> list[Path]:
    """Write the report of one system, made new where there is one.

    Args:
        evaluation: the system that is reported.
        output: folder to write into.
        others: systems to compare it with, by the name they go by.

    Returns:
        The files written.

    Raises:
        DataError: one of the others has other labels, or was measured on other paragraphs.
        OutputError: a file cannot be written.
    """
    numbers = summary(evaluation, others)
    folder = output / FIGURES
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder, error) from error
    drawn = {name: draw() for name, draw in _wanted(evaluation, others or {}).items()}
    for path in folder.iterdir():  # of an earlier report of another system
        if path.suffix in (".png", ".svg") and path.stem not in drawn:
            path.unlink(missing_ok=True)
    written = [output / PAGE, output / METRICS]
    for name, figure in drawn.items():
        written += figures.save(figure, folder, name)
    pictures = {name: data_uri((folder / f"{name}.svg").read_text(encoding="utf-8")) for name in drawn}
    write_atomically(output / METRICS, json.dumps(numbers, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    write_atomically(output / PAGE, page(evaluation, numbers, pictures))
    return written


def _wanted(evaluation: Evaluation, others: Mapping[str, Evaluation]) -> dict[str, Callable[[], Figure]]:
    """Figures that the evaluation has the numbers for."""
    always = ("parts", "labels", "role_confusion", "worst_slices")
    topical = ("topic_confusion",) if evaluation.labels.topics else ()
    scored = ("role_curves", "reliability", "risk_coverage") if evaluation.trust else ()
    both = ("topic_curves",) if topical and scored else ()
    wanted = {name: _maker(name, evaluation) for name in (*always, *topical, *scored, *both)}
    if others:
        wanted["comparison"] = lambda: figures.comparison(evaluation, others)
    return wanted


def _maker(name: str, evaluation: Evaluation) -> Callable[[], Figure]:
    return lambda: getattr(figures, name)(evaluation)
