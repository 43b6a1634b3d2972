"""Fitting what turns logits into probabilities one can trust and labels: temperatures and thresholds, on dev only."""

from collections.abc import Sequence

import numpy as np

from ..labels import LabelSet
from ..runtime.bundle import Calibration
from ..runtime.decide import role_probabilities, structure_odds, topic_probabilities
from ..runtime.scorer import Float, Logits
from .metrics import Bool, Int, best_threshold

_TEMPERATURES = np.geomspace(0.4, 5.0, 93)
_WEIGHTS = np.linspace(0.0, 1.5, 7)
_PRIOR_COUNT = 8.0
"""Pseudo-counts, shared out by the roles' overall shares, that keep rare classes from deciding anything."""
_EPSILON = 1e-7


def structure_log_odds(classes: Sequence[str], roles: Int, labels: LabelSet) -> dict[str, list[float]]:
    """Log of each role's share in a structure class over its share in all, from (training) paragraphs."""
    overall = np.bincount(roles, minlength=len(labels.roles)) + 1.0
    overall /= overall.sum()
    table = {}
    for name in sorted(set(classes)):
        inside = np.array([other == name for other in classes])
        counts = np.bincount(roles[inside], minlength=len(labels.roles)) + _PRIOR_COUNT * overall
        table[name] = [round(float(x), 4) for x in np.log(counts / counts.sum() / overall)]
    return table


def fit(
    logits: Logits,
    classes: Sequence[str],
    gold_topics: Bool,
    gold_roles: Int,
    labels: LabelSet,
    structure: dict[str, list[float]],
) -> Calibration:
    """Temperatures and the weight of the structure by least negative log-likelihood (Guo et al. 2017), then the
    threshold of best F1 for each topic.

    Args:
        logits: of the dev paragraphs, from the model as shipped.
        classes: their structure classes.
        gold_topics: (paragraphs, topics).
        gold_roles: (paragraphs,).
        labels: the label table.
        structure: log-odds from `structure_log_odds`.
    """

    def topic_loss(temperature: float) -> float:
        p = np.clip(topic_probabilities(logits.topics, temperature), _EPSILON, 1 - _EPSILON)
        return float(-np.where(gold_topics, np.log(p), np.log1p(-p)).mean())

    odds = structure_odds(classes, Calibration(1.0, 1.0, {}, structure, 1.0))

    def role_loss(setting: tuple[float, float]) -> float:
        temperature, weight = setting
        p = role_probabilities(logits.roles, temperature, None if odds is None else weight * odds)
        return float(-np.log(np.clip(p[np.arange(len(gold_roles)), gold_roles], _EPSILON, 1)).mean())

    topic_temperature = float(min(_TEMPERATURES, key=topic_loss))
    role_temperature, weight = min(((float(t), float(w)) for t in _TEMPERATURES for w in _WEIGHTS), key=role_loss)
    probabilities = topic_probabilities(logits.topics, topic_temperature)
    thresholds = {
        key: round(best_threshold(gold_topics[:, k], probabilities[:, k]), 4) for k, key in enumerate(labels.topic_keys)
    }
    return Calibration(round(topic_temperature, 4), round(role_temperature, 4), thresholds, structure, round(weight, 4))


def expected_calibration_error(probabilities: Float, correct: Bool, bins: int = 10) -> float:
    """Mean distance of confidence and accuracy over equal-width bins, weighted by their size."""
    at = np.minimum((probabilities * bins).astype(int), bins - 1)
    parts = [at == b for b in range(bins)]
    gaps = [abs(float(probabilities[p].mean()) - float(correct[p].mean())) * float(p.mean()) for p in parts if p.any()]
    return sum(gaps)
