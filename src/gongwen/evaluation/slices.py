"""Slices: kinds of paragraphs, and how much oftener each is labelled wrongly than the rest.

A slice is worse than the rest by the lower bound of the difference of their error rates, from a bootstrap over
documents (`intervals`): a slice of ten paragraphs does not stand first because chance was against it. Of many slices
some reach a lower bound above 0 by chance alone, about one in forty.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from ..labels import LabelSet
from .arrays import Bool, Double
from .groups import Group
from .intervals import RESAMPLES, Interval, bounds, draws
from .metrics import count
from .predictions import Predictions


@dataclass(frozen=True)
class Minimum:
    """What a slice must hold, and the rest as well, to be ranked."""

    paragraphs: int = 30
    documents: int = 5


MINIMUM = Minimum()


@dataclass(frozen=True)
class Slice:
    """Paragraphs that have something in common."""

    dimension: str
    value: str
    mask: Bool = field(repr=False)
    """(paragraphs,)."""
    documents: int
    paragraphs: int
    error: Interval
    """Share of paragraphs with a wrong role or a wrong set of topics."""
    difference: Interval
    """`error` less that of all other paragraphs."""
    topic_macro_f1: float
    """NaN, like `topic_micro_f1`, where gold has no topic."""
    topic_micro_f1: float
    role_accuracy: float
    ranked: bool
    """It has the minimum size."""


def slices(
    predictions: Predictions,
    labels: LabelSet,
    wanted: Iterable[Group],
    minimum: Minimum = MINIMUM,
    resamples: int = RESAMPLES,
) -> list[Slice]:
    """Figures of every slice, worst first; those below the minimum size come last."""
    wanted = list(wanted)
    if not wanted:
        return []
    p, documents = predictions, len(predictions.sources)
    masks = np.stack([mask for _, _, mask in wanted], axis=1)  # (paragraphs, slices)
    size, wrong = _sums(masks, p, documents), _sums(masks & p.wrong[:, None], p, documents)
    everywhere = np.ones((len(p), 1), dtype=bool)
    rest_size = _sums(everywhere, p, documents) - size
    rest_wrong = _sums(p.wrong[:, None], p, documents) - wrong
    weights = np.vstack([np.ones(documents), draws(documents, resamples)])  # first the documents as they are
    error = _share(weights @ wrong, weights @ size)
    difference = error - _share(weights @ rest_wrong, weights @ rest_size)
    result = []
    for k, (dimension, value, mask) in enumerate(wanted):
        inside = count(p.gold_topics[mask], p.topics[mask], p.gold_roles[mask], p.roles[mask], labels).figures()
        topical = bool(p.gold_topics[mask].any())
        held = int((size[:, k] > 0).sum())
        ranked = all(
            part[:, k].sum() >= minimum.paragraphs and (part[:, k] > 0).sum() >= minimum.documents
            for part in (size, rest_size)
        )
        result.append(
            Slice(
                dimension,
                value,
                mask,
                held,
                int(mask.sum()),
                Interval(float(error[0, k]), *bounds(error[1:, k])),
                Interval(float(difference[0, k]), *bounds(difference[1:, k])),
                float(inside["topic_macro_f1"][0]) if topical else float("nan"),
                float(inside["topic_micro_f1"][0]) if topical else float("nan"),
                float(inside["role_accuracy"][0]),
                ranked,
            )
        )
    return sorted(result, key=lambda s: (not s.ranked, -s.difference.low if s.ranked else 0.0))


def _sums(masks: Bool, predictions: Predictions, documents: int) -> Double:
    """(paragraphs, slices) → (documents, slices)."""
    sums = np.zeros((documents, masks.shape[1]))
    np.add.at(sums, predictions.owner, masks)
    return sums


def _share(part: Double, whole: Double) -> Double:
    shares: Double = np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
    return shares
