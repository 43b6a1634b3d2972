"""Whether probabilities can be trusted: calibration error, Brier score, errors left where the system is sure."""

from dataclasses import dataclass

import numpy as np

from ..runtime.decide import confidence
from .arrays import Bool, Double, Float
from .predictions import Predictions


@dataclass(frozen=True)
class Reliability:
    """Figures of one set of predictions."""

    topic_ece: float
    role_ece: float
    topic_brier: float
    role_brier: float
    error: float
    """Share of paragraphs with a wrong role or a wrong set of topics."""
    unsure: float
    """Share of paragraphs flagged."""
    sure_error: float
    """`error` among those not flagged."""
    error_at_90: float
    """`error` among the nine tenths it is most confident of, whatever its own band says."""


def reliability(predictions: Predictions) -> Reliability:
    """ECE in ten bins (Guo et al., "On Calibration of Modern Neural Networks", ICML 2017) and Brier scores.

    Topic figures are over all paragraph–topic decisions, role figures over the probability of the role given. How
    confident it is of a paragraph is reckoned as if all decisions on it were independent (`runtime.decide`).

    Raises:
        ValueError: the system gives no probabilities.
    """
    topics, roles = predictions.topic_scores, predictions.role_scores
    if topics is None or roles is None:
        raise ValueError("no probabilities to measure")
    right = predictions.roles == predictions.gold_roles
    wrong = predictions.wrong
    flagged = predictions.unsure if predictions.unsure is not None else np.zeros(len(wrong), dtype=bool)
    return Reliability(
        expected_calibration_error(topics.ravel(), predictions.gold_topics.ravel()),
        expected_calibration_error(roles, right),
        float(np.mean((topics - predictions.gold_topics) ** 2)) if topics.size else 0.0,  # a label table without topics
        float(np.mean((roles - right) ** 2)),
        float(wrong.mean()),
        float(flagged.mean()),
        float(wrong[~flagged].mean()) if (~flagged).any() else 0.0,
        _error_at(0.9, confidence(roles, topics, predictions.topics), wrong),
    )


def _error_at(coverage: float, sure: Float, wrong: Bool) -> float:
    """Share of errors among the most confident part; where equals stand at its edge, each counts in part."""
    wanted = coverage * len(wrong)
    levels, at = np.unique(-sure, return_inverse=True)
    counts, errors = np.bincount(at, minlength=len(levels)), np.bincount(at, wrong, minlength=len(levels))
    taken = np.clip(wanted - (np.cumsum(counts) - counts), 0, counts)
    return float((taken * errors / np.maximum(counts, 1)).sum() / max(wanted, 1))


def expected_calibration_error(probabilities: Float, correct: Bool, bins: int = 10) -> float:
    """Mean distance of confidence and accuracy over equal-width bins, weighted by their size."""
    at = np.minimum((probabilities * bins).astype(int), bins - 1)
    parts = [at == b for b in range(bins)]
    gaps = [abs(float(probabilities[p].mean()) - float(correct[p].mean())) * float(p.mean()) for p in parts if p.any()]
    return sum(gaps)


def risk_coverage(confidence: Float, wrong: Bool, weights: Double | None = None) -> Double:
    """(paragraphs,): share of errors among the k + 1 most confident (El-Yaniv and Wiener, JMLR 2010)."""
    order = np.argsort(-confidence, kind="stable")
    w = np.ones(len(wrong)) if weights is None else weights[order]
    errors: Double = np.cumsum(w * wrong[order]) / np.cumsum(w)
    return errors


def confidence_for_error(confidence: Float, wrong: Bool, error: float, weights: Double | None = None) -> float:
    """Least confidence from which on the share of errors is at most `error`; 0 if all may pass, above 1 if none may."""
    allowed = np.flatnonzero(risk_coverage(confidence, wrong, weights) <= error)
    if not len(allowed):
        return 1.01
    ordered, last = np.sort(confidence)[::-1], int(allowed[-1])
    return 0.0 if last == len(ordered) - 1 else float(ordered[last] + ordered[last + 1]) / 2
