"""Annotations → rows: what one annotator says stands, what several say is settled by majority.

A role holds with more than half of the votes, a topic as well; with half of them it is a tie, and the paragraph gets no
row. Everyone has one vote a paragraph: the annotation that was changed last.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from ..data.agreement import Agreement, agreement
from ..data.rows import Row
from ..errors import DataError
from ..labels import LabelSet
from .exports import Annotation


@dataclass
class Settled:
    """What came of the annotations."""

    rows: list[Row] = field(default_factory=list)
    """By source and place."""
    readings: dict[str, list[Row]] = field(default_factory=dict)
    """Every annotator's own rows."""
    disagreements: list[dict[str, Any]] = field(default_factory=list)
    """Paragraphs of which not all say the same: place, text, who said what, and what was settled, if anything was."""

    @property
    def ties(self) -> int:
        return sum(not one["settled"] for one in self.disagreements)

    def agreements(self, labels: LabelSet) -> dict[tuple[str, str], Agreement]:
        """Of every two annotators that have paragraphs in common."""
        found = {}
        for first, second in combinations(self.readings, 2):
            try:
                found[first, second] = agreement(self.readings[first], self.readings[second], labels)
            except DataError:  # nothing in common
                continue
        return found


def settle(annotations: Iterable[Annotation], labels: LabelSet) -> Settled:
    """Rows, readings and disagreements, each in the order of sources and places."""
    votes: dict[str, dict[str, Annotation]] = {}
    for one in annotations:
        said = votes.setdefault(one.id, {})
        if one.annotator not in said or one.when >= said[one.annotator].when:
            said[one.annotator] = one
    result = Settled()
    readings: dict[str, list[Row]] = {}
    for said in sorted(votes.values(), key=_order):
        first = next(iter(said.values()))
        for annotator, one in said.items():
            readings.setdefault(annotator, []).append(_row(one, one.role, one.topics))
        found = _majority(list(said.values()), labels)
        if found is not None:
            result.rows.append(_row(first, *found))
        if len({(one.role, one.topics) for one in said.values()}) > 1:
            result.disagreements.append(_disagreement(said, found))
    result.readings = dict(sorted(readings.items()))
    return result


def _order(said: dict[str, Annotation]) -> tuple[str, tuple[int, int]]:
    one = next(iter(said.values()))
    return one.source, one.span


def _row(one: Annotation, role: str, topics: tuple[str, ...]) -> Row:
    line, end_line = one.lines or (None, None)
    return Row(one.source, line, end_line, topics, role, None, one.span, one.where)


def _majority(said: list[Annotation], labels: LabelSet) -> tuple[str, tuple[str, ...]] | None:
    role, votes = Counter(one.role for one in said).most_common(1)[0]
    if 2 * votes <= len(said):
        return None
    if labels.role_kind(role) == "noise":
        return role, ()
    counts = {key: sum(key in one.topics for one in said) for key in labels.topic_keys}
    if any(2 * count == len(said) for count in counts.values()):
        return None
    return role, tuple(key for key, count in counts.items() if 2 * count > len(said))


def _disagreement(said: dict[str, Annotation], found: tuple[str, tuple[str, ...]] | None) -> dict[str, Any]:
    first = next(iter(said.values()))
    return {
        "source": first.source,
        "start": first.span[0],
        "end": first.span[1],
        "settled": None if found is None else {"role": found[0], "topics": list(found[1])},
        "said": {who: {"role": one.role, "topics": list(one.topics)} for who, one in sorted(said.items())},
        "tasks": sorted({one.where for one in said.values()}),
        "text": first.text,
    }
