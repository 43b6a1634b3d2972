"""Kinds of paragraphs that errors are counted by: of their length, place and labels, and of their documents."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..data.catalogue import Entry
from ..labels import LabelSet
from .arrays import Bool
from .contexts import PLACES, Context
from .predictions import Predictions

LENGTHS = (20, 60, 150, 300, 600)
"""Characters that paragraphs of a length class have at most; the last class is open."""
NOT_NOTED = "not noted"
Group = tuple[str, str, Bool]
"""Dimension, value, (paragraphs,) mask."""


def groups(
    contexts: Sequence[Context], predictions: Predictions, labels: LabelSet, catalogue: Mapping[str, Entry]
) -> list[Group]:
    """All slices by dimension; a dimension in which all paragraphs are alike is left out.

    Dimensions: ``collection``, ``origin`` (written, public), ``length`` of the paragraph, ``place`` in its article,
    gold ``role``, number of gold ``topics`` (0, 1, 2+), and of its document ``unit``, ``year`` (decades), ``script``
    and ``noise`` as the catalogue has them (a document may have several kinds of noise).
    """
    from ..data.stats import WRITTEN  # noqa: PLC0415 (it counts with our rules)

    entries = [catalogue.get(context.source, Entry(context.source)) for context in contexts]
    collections = [context.source.partition(":")[0] for context in contexts]
    numbers = np.minimum(predictions.gold_topics.sum(axis=1), 2)
    values: dict[str, Sequence[tuple[str, ...]]] = {
        "origin": [("written" if name in WRITTEN else "public",) for name in collections],
        "collection": [(name,) for name in collections],
        "length": [(length_class(len(context.text)),) for context in contexts],
        "place": [(context.place,) for context in contexts],
        "role": [(labels.role_keys[role],) for role in predictions.gold_roles],
        "topics": [(("0", "1", "2+")[n],) for n in numbers] if labels.topics else [("0",)] * len(contexts),
        "unit": [(entry.unit or NOT_NOTED,) for entry in entries],
        "year": [(f"{entry.year // 10 * 10}s" if entry.year else NOT_NOTED,) for entry in entries],
        "script": [(entry.script or NOT_NOTED,) for entry in entries],
        "noise": [(NOT_NOTED,) if entry.noise is None else entry.noise or ("none",) for entry in entries],
    }
    return [group for dimension, each in values.items() for group in _groups(dimension, each, labels)]


def length_class(characters: int) -> str:
    """``1–20``, …, ``601+``."""
    low = 1
    for high in LENGTHS:
        if characters <= high:
            return f"{low}–{high}"
        low = high + 1
    return f"{low}+"


def _groups(dimension: str, each: Sequence[tuple[str, ...]], labels: LabelSet) -> Iterator[Group]:
    found = sorted({value for values in each for value in values})
    orders: dict[str, Sequence[str]] = {
        "length": [length_class(size) for size in (*LENGTHS, LENGTHS[-1] + 1)],
        "place": PLACES,
        "role": labels.role_keys,
    }
    if len(found) > 1:
        for value in [v for v in orders.get(dimension, found) if v in found]:
            yield dimension, value, np.array([value in values for values in each], dtype=bool)
