"""Names of labels and parts as the fonts of this machine can draw them."""

from collections.abc import Sequence

from ...labels import Label, LabelSet
from .. import words
from ..fonts import lettering
from ..style import say


def topic_names(labels: LabelSet) -> list[str]:
    """In column order."""
    return _names(labels.topics, "topic")


def role_names(labels: LabelSet) -> list[str]:
    """In column order."""
    return _names(labels.roles, "role")


def part_name(name: str) -> str:
    return say(*words.part(name))


def _names(labels: Sequence[Label], group: str) -> list[str]:
    """Numbers stand for labels of which nothing can be drawn."""
    return [lettering().choose(x.name, x.english, x.key, f"{group} {n}") for n, x in enumerate(labels, 1)]
