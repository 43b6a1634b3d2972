"""Fitting what turns logits into probabilities one can trust and labels: temperatures and thresholds, on dev only."""

from collections.abc import Callable

import numpy as np

from ..labels import LabelSet
from ..runtime.bundle import Calibration
from ..runtime.decide import role_probabilities, topic_probabilities
from ..runtime.scorer import Float, Logits
from .metrics import Bool, Int, best_threshold

_TEMPERATURES = np.geomspace(0.4, 5.0, 93)
_EPSILON = 1e-7


def fit(logits: Logits, gold_topics: Bool, gold_roles: Int, labels: LabelSet) -> Calibration:
    """Temperature per head by least negative log-likelihood (Guo et al. 2017), then the best F1 threshold per topic."""

    def topic_loss(temperature: float) -> float:
        p = np.clip(topic_probabilities(logits.topics, temperature), _EPSILON, 1 - _EPSILON)
        return float(-np.where(gold_topics, np.log(p), np.log1p(-p)).mean())

    def role_loss(temperature: float) -> float:
        p = role_probabilities(logits.roles, temperature)[np.arange(len(gold_roles)), gold_roles]
        return float(-np.log(np.clip(p, _EPSILON, 1)).mean())

    topic_temperature, role_temperature = _least(topic_loss), _least(role_loss)
    probabilities = topic_probabilities(logits.topics, topic_temperature)
    thresholds = {
        key: round(best_threshold(gold_topics[:, k], probabilities[:, k]), 4) for k, key in enumerate(labels.topic_keys)
    }
    return Calibration(topic_temperature, role_temperature, thresholds)


def expected_calibration_error(probabilities: Float, correct: Bool, bins: int = 10) -> float:
    """Mean distance of confidence and accuracy over equal-width bins, weighted by their size."""
    at = np.minimum((probabilities * bins).astype(int), bins - 1)
    parts = [at == b for b in range(bins)]
    gaps = [abs(float(probabilities[p].mean()) - float(correct[p].mean())) * float(p.mean()) for p in parts if p.any()]
    return sum(gaps)


def _least(loss: Callable[[float], float]) -> float:
    return round(float(min(_TEMPERATURES, key=loss)), 4)
