"""Counts and agreement as tables for a person to read."""

import math
from collections import Counter

import typer
from rich.console import Console
from rich.table import Table

from ..data import Agreement, Statistics
from ..data.stats import Part
from ..evaluation import Difference, Interval, Reliability
from ..labels import Label, LabelSet

_WIDTH = 160
"""Of tables that do not go to a terminal."""


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=_WIDTH)


def print_statistics(statistics: Statistics, labels: LabelSet) -> None:
    """All counts of `gongwen data stats`."""
    console = _console()
    everything = {"origin": statistics.origin, "collection": statistics.collection, "split": statistics.split}
    size = Table(title="Documents and paragraphs")
    for column in ("", "documents", "whole", "paragraphs", "characters", "several topics"):
        size.add_column(column, justify="left" if not column else "right")
    for parts in everything.values():
        for name, p in parts.items():
            size.add_row(name, *(f"{n:,}" for n in (p.documents, p.whole, p.paragraphs, p.characters, p.several)))
        size.add_section()
    console.print(size)
    console.print(_labels("Topics", labels.topics, everything, lambda part: part.topics))
    console.print(_labels("Keyword only", labels.topics, everything, lambda part: part.keyword_only))
    console.print(_labels("Roles", labels.roles, everything, lambda part: part.roles))
    for origin, facts in statistics.facts.items():
        table = Table(title=f"Documents by what the catalogue says ({origin})", show_header=False)
        for fact, counts in facts.items():
            by_value = sorted(counts.items()) if fact == "year" else counts.most_common()
            table.add_row(fact, ", ".join(f"{value} {count}" for value, count in by_value))
        console.print(table)


def _labels(title: str, group: tuple[Label, ...], everything: dict[str, dict[str, Part]], counts: object) -> Table:
    table = Table(title=title)
    table.add_column("")
    for label in group:
        table.add_column(label.name, justify="right")
    for parts in everything.values():
        for name, part in parts.items():
            counter: Counter[str] = counts(part)  # type: ignore[operator]
            table.add_row(name, *(f"{counter[label.key]:,}" for label in group))
        table.add_section()
    return table


def print_agreement(result: Agreement, labels: LabelSet, *, list_differences: bool) -> None:
    """Kappas, and the differences where asked for."""
    typer.echo(f"{result.paragraphs} paragraphs read twice, {len(result.differences)} labelled differently")
    typer.echo(f"role: kappa {result.role:.3f}")
    for kappas in (result.roles, result.topics):
        typer.echo("  ".join(f"{labels.names[key]} {value:.3f}" for key, value in kappas.items()))
    confusions = Counter(
        tuple(sorted((labels.names[d.first.role], labels.names[d.second.role])))
        for d in result.differences
        if d.first.role != d.second.role
    )
    typer.echo("roles confused: " + ", ".join(f"{a}/{b} {n}" for (a, b), n in confusions.most_common()))
    if list_differences:
        for d in result.differences:
            labels_of = [
                f"{labels.names[r.role]} {' '.join(labels.names[t] for t in r.topics)}" for r in (d.first, d.second)
            ]
            typer.echo(f"{d.first.source} {d.first.place}: {labels_of[0].strip()} | {labels_of[1].strip()}")


_FIGURES = {
    "topic_macro_f1": "topic macro-F1",
    "role_macro_f1": "role macro-F1",
    "role_accuracy": "role accuracy",
    "role_span_f1": "role span-F1",
}


def print_evaluation(
    intervals: dict[str, dict[str, Interval]],
    trust: dict[str, Reliability],
    cut: dict[str, float],
    labels: LabelSet,
) -> None:
    """Figures with their intervals per part, calibration where there are probabilities, and F1 of every label."""
    console = _console()
    table = Table(title="Figures, with 95% intervals over documents")
    for column in ("", "paragraphs", *_FIGURES.values(), "cut as labelled"):
        table.add_column(column, justify="left" if not column else "right")
    for name, figures in intervals.items():
        values = (_with_bounds(figures[key]) for key in _FIGURES)
        table.add_row(name, f"{figures['paragraphs'].value:,.0f}", *values, f"{cut[name]:.1%}")
    console.print(table)
    if trust:
        table = Table(title="How far its probabilities can be trusted")
        for column in (
            "",
            "ECE topics",
            "ECE roles",
            "Brier topics",
            "Brier roles",
            "wrong",
            "unsure",
            "wrong if sure",
            "wrong in 90%",
        ):
            table.add_column(column, justify="left" if not column else "right")
        for name, r in trust.items():
            errors = (f"{x:.3f}" for x in (r.topic_ece, r.role_ece, r.topic_brier, r.role_brier))
            table.add_row(name, *errors, *(f"{x:.1%}" for x in (r.error, r.unsure, r.sure_error, r.error_at_90)))
        console.print(table)
    for group, members in (("topic", labels.topics), ("role", labels.roles)):
        table = Table(title=f"F1 of each {group}")
        table.add_column("")
        for label in members:
            table.add_column(label.name, justify="right")
        for name, figures in intervals.items():
            table.add_row(name, *(_plain(figures[f"{group}_f1/{label.key}"].value) for label in members))
        console.print(table)


def _with_bounds(figure: Interval) -> str:
    """Without bounds where there is but one document, which has no spread."""
    bounds = f" ({figure.low:.3f}–{figure.high:.3f})" if figure.low < figure.high else ""
    return _plain(figure.value) + bounds


def _plain(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"


def print_comparison(differences: dict[str, dict[str, Difference]], other: str) -> None:
    """Differences to another system, with intervals and p-values."""
    table = Table(title=f"Difference to {other} (paired bootstrap over documents)")
    for column in ("", *_FIGURES.values()):
        table.add_column(column, justify="left" if not column else "right")
    for name, figures in differences.items():
        cells = (f"{d.value:+.3f} ({d.low:+.3f}…{d.high:+.3f}), p {d.p:.3f}" for d in (figures[k] for k in _FIGURES))
        table.add_row(name, *cells)
    _console().print(table)
