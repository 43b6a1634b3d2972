"""Curves over thresholds: precision against recall, accuracy against probability, errors against coverage."""

from dataclasses import dataclass

import numpy as np

from ..runtime.decide import confidence
from .arrays import Bool, Double, Float, Int
from .predictions import Predictions
from .reliability import risk_coverage

BINS = 10


@dataclass(frozen=True)
class Curve:
    """Precision and recall of "yes from this probability on", for every probability that occurs."""

    thresholds: Double
    """(steps,), falling."""
    precision: Double
    recall: Double
    """Rising."""
    average_precision: float
    """Mean of the precision over the steps of the recall, not interpolated; NaN without a positive example."""

    def at(self, threshold: float) -> tuple[float, float]:
        """Recall and precision from `threshold` on; (0, NaN) where no score reaches it."""
        step = int((self.thresholds >= threshold).sum()) - 1
        return (float(self.recall[step]), float(self.precision[step])) if step >= 0 else (0.0, float("nan"))


def precision_recall(gold: Bool, scores: Float) -> Curve:
    """The curve of one yes/no label.

    Args:
        gold: (paragraphs,).
        scores: (paragraphs,) probabilities.
    """
    order = np.argsort(-scores, kind="stable")
    ordered, right = scores[order], np.cumsum(gold[order])
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True)) if len(ordered) else np.zeros(0, dtype=int)
    positives = int(gold.sum())
    precision = right[ends] / (ends + 1)
    recall = right[ends] / max(positives, 1)
    average = float((np.diff(recall, prepend=0.0) * precision).sum()) if positives else float("nan")
    return Curve(ordered[ends].astype(np.float64), precision, recall, average)


@dataclass(frozen=True)
class Bins:
    """Decisions by the probability that they were given, in bins of equal width; empty bins left out."""

    probability: Double
    """(bins,): mean probability."""
    right: Double
    """(bins,): share that is right."""
    count: Int
    """(bins,): decisions."""


def calibration_bins(probabilities: Float, right: Bool, bins: int = BINS) -> Bins:
    """What `expected_calibration_error` sums up.

    Args:
        probabilities: (decisions,).
        right: (decisions,).
        bins: how many.
    """
    at = np.minimum((probabilities * bins).astype(int), bins - 1)
    size = np.bincount(at, minlength=bins)
    held = size > 0
    mean = np.bincount(at, probabilities, minlength=bins)[held] / size[held]
    share = np.bincount(at, right, minlength=bins)[held] / size[held]
    return Bins(mean, share, size[held])


@dataclass(frozen=True)
class RiskCurve:
    """What share of paragraphs is wrong among the most confident ones (El-Yaniv and Wiener, JMLR 2010)."""

    coverage: Double
    """(paragraphs,): rising to 1."""
    risk: Double
    confidence: Double
    """(paragraphs,): falling."""


def risk_curve(predictions: Predictions) -> RiskCurve:
    """By the confidence that the unsure band goes by.

    Raises:
        ValueError: the system gives no probabilities.
    """
    if predictions.topic_scores is None or predictions.role_scores is None:
        raise ValueError("no probabilities to draw a curve of")
    sure = confidence(predictions.role_scores, predictions.topic_scores, predictions.topics)
    size = len(predictions)
    return RiskCurve(
        np.arange(1, size + 1) / size,
        risk_coverage(sure, predictions.wrong),
        np.sort(sure)[::-1].astype(np.float64),
    )
