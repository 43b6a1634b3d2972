"""How far a figure can be trusted: bootstrap over documents, for one system and for the difference of two.

Paragraphs of one document resemble each other, so documents are drawn, not paragraphs (Efron and Tibshirani, "An
Introduction to the Bootstrap", 1993; for the paired test: Berg-Kirkpatrick et al., "An Empirical Investigation of
Statistical Significance in NLP", EMNLP 2012).
"""

from dataclasses import dataclass

import numpy as np

from .arrays import Double
from .metrics import Counts

RESAMPLES = 2000


@dataclass(frozen=True)
class Interval:
    """A figure and the bounds that hold it in 95 of 100 draws."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Difference(Interval):
    """First system minus second on the same documents; `p` is the two-sided bootstrap p-value of no difference."""

    p: float


def draws(documents: int, resamples: int = RESAMPLES, seed: int = 0) -> Double:
    """(resamples, documents): how often each document is drawn."""
    return (
        np.random.default_rng(seed).multinomial(documents, np.full(documents, 1 / documents), resamples).astype(float)
    )


def bootstrap(counts: Counts, resamples: int = RESAMPLES, seed: int = 0) -> dict[str, Interval]:
    """95% percentile interval of every figure."""
    once = counts.figures()
    drawn = counts.figures(draws(len(counts.spans), resamples, seed))
    return {name: Interval(float(once[name][0]), *bounds(values)) for name, values in drawn.items()}


def paired(first: Counts, second: Counts, resamples: int = RESAMPLES, seed: int = 0) -> dict[str, Difference]:
    """Difference of two systems in every figure, both drawn on the same documents; of a single document, all draws of
    which are the same, nothing can be told, and p is 1.

    Raises:
        ValueError: the two did not label the same documents.
    """
    if not np.array_equal(first.roles[..., 2], second.roles[..., 2]):
        raise ValueError("the two systems were not asked about the same paragraphs")
    weights = draws(len(first.spans), resamples, seed)
    once = first.figures(), second.figures()
    drawn = first.figures(weights), second.figures(weights)
    result = {}
    for name in once[0]:
        difference = drawn[0][name] - drawn[1][name]
        known = difference[~np.isnan(difference)]
        # The plain sign test of the draws, never 0: with n draws nothing below 1/n can be told.
        testable = len(known) and len(first.spans) > 1
        tail = min((known <= 0).mean(), (known >= 0).mean()) if testable else 1.0
        p = min(1.0, 2 * max(float(tail), 1 / resamples))
        value = float(once[0][name][0] - once[1][name][0])
        result[name] = Difference(value, *bounds(difference), p)
    return result


def bounds(values: Double) -> tuple[float, float]:
    """Of the middle 95% of some draws; those that are NaN left out."""
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, [2.5, 97.5])
    return float(low), float(high)
