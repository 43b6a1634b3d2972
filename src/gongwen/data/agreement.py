"""How well two independent readings agree: Cohen's kappa per role and per topic, and where they differ.

Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological Measurement 20 (1960).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import DataError
from ..labels import LabelSet
from .rows import Row


@dataclass(frozen=True)
class Difference:
    """A paragraph that two readers labelled differently."""

    first: Row
    second: Row


@dataclass(frozen=True)
class Agreement:
    """Agreement of two readings of the same paragraphs. Kappas are NaN where neither reader used a label."""

    paragraphs: int
    role: float
    """Kappa over all roles at once."""
    roles: dict[str, float]
    """Kappa of each role against the rest."""
    topics: dict[str, float]
    differences: tuple[Difference, ...]


def kappa(first: Sequence[object], second: Sequence[object]) -> float:
    """Cohen's kappa of two sequences of labels; NaN where chance agreement is certain."""
    total = len(first)
    observed = sum(a == b for a, b in zip(first, second, strict=True)) / total
    expected = sum(first.count(value) * second.count(value) for value in set(first)) / total**2
    return (observed - expected) / (1 - expected) if expected < 1 else float("nan")


def agreement(first: Iterable[Row], second: Iterable[Row], labels: LabelSet) -> Agreement:
    """Compare two readings; only paragraphs that both have are compared.

    Raises:
        DataError: they have no paragraph in common.
    """
    theirs = {place: row for row in second for place in _places(row)}
    pairs = []
    for row in {_places(row)[0]: row for row in first}.values():
        other = next((theirs[place] for place in _places(row) if place in theirs), None)
        if other is not None:
            pairs.append((row, other))
    if not pairs:
        raise DataError("the two readings have no paragraph in common")
    pairs.sort(key=lambda pair: (pair[0].source, pair[0].line or 0, pair[0].span or (0, 0)))
    a, b = [x.role for x, _ in pairs], [y.role for _, y in pairs]
    return Agreement(
        len(pairs),
        kappa(a, b),
        {key: kappa([role == key for role in a], [role == key for role in b]) for key in labels.role_keys},
        {
            key: kappa([key in x.topics for x, _ in pairs], [key in y.topics for _, y in pairs])
            for key in labels.topic_keys
        },
        tuple(Difference(x, y) for x, y in pairs if x.role != y.role or set(x.topics) != set(y.topics)),
    )


def _places(row: Row) -> list[tuple[str, str, int]]:
    """What a paragraph is known by: its first line, its first character, or either."""
    lines = [] if row.line is None else [(row.source, "line", row.line)]
    return lines + ([] if row.span is None else [(row.source, "start", row.span[0])])
