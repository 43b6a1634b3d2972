"""Fitting what turns logits into probabilities one can trust and labels: temperatures and thresholds, on dev only."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..labels import LabelSet
from ..runtime.bundle import Calibration
from ..runtime.decide import confidence, give_topics, role_probabilities, structure_odds, topic_probabilities
from ..runtime.scorer import Logits
from .arrays import Bool, Double, Int
from .metrics import best_threshold
from .reliability import confidence_for_error

SURE_ERROR = 0.05
"""Share of wrong paragraphs among those not flagged unsure that the band is chosen for, by default."""

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
    weights: Double | None = None,
    sure_error: float = SURE_ERROR,
) -> Calibration:
    """Temperatures and the weight of the structure by least negative log-likelihood (Guo et al. 2017), then the
    threshold of best F1 for each topic, then the confidence below which a paragraph is flagged unsure.

    Args:
        logits: of the dev paragraphs, from the model as shipped.
        classes: their structure classes.
        gold_topics: (paragraphs, topics).
        gold_roles: (paragraphs,).
        labels: the label table.
        structure: log-odds from `structure_log_odds`.
        weights: (paragraphs,) how much each counts; equal by default.
        sure_error: share of paragraphs with a wrong label to allow among those not flagged.
    """
    w = np.ones(len(gold_roles)) if weights is None else weights * (len(weights) / weights.sum())

    def topic_loss(temperature: float) -> float:
        p = np.clip(topic_probabilities(logits.topics, temperature), _EPSILON, 1 - _EPSILON)
        return float(-(w[:, None] * np.where(gold_topics, np.log(p), np.log1p(-p))).mean())

    odds = structure_odds(classes, Calibration(1.0, 1.0, {}, structure, 1.0))

    def role_loss(setting: tuple[float, float]) -> float:
        temperature, weight = setting
        p = role_probabilities(logits.roles, temperature, None if odds is None else weight * odds)
        return float(-(w * np.log(np.clip(p[np.arange(len(gold_roles)), gold_roles], _EPSILON, 1))).mean())

    topic_temperature = float(min(_TEMPERATURES, key=topic_loss))
    role_temperature, weight = min(((float(t), float(x)) for t in _TEMPERATURES for x in _WEIGHTS), key=role_loss)
    probabilities = topic_probabilities(logits.topics, topic_temperature)
    thresholds = {
        key: round(best_threshold(gold_topics[:, k], probabilities[:, k], weights=w), 4)
        for k, key in enumerate(labels.topic_keys)
    }
    fitted = Calibration(
        round(topic_temperature, 4), round(role_temperature, 4), thresholds, structure, round(weight, 4)
    )
    return _with_band(fitted, logits, classes, gold_topics, gold_roles, labels, w, sure_error)


def _with_band(
    fitted: Calibration,
    logits: Logits,
    classes: Sequence[str],
    gold_topics: Bool,
    gold_roles: Int,
    labels: LabelSet,
    weights: Double,
    sure_error: float,
) -> Calibration:
    topics = topic_probabilities(logits.topics, fitted.topic_temperature)
    roles = role_probabilities(logits.roles, fitted.role_temperature, structure_odds(classes, fitted))
    chosen = roles.argmax(axis=-1)
    given = give_topics(topics, chosen, labels, fitted)
    sure = confidence(roles.max(axis=-1), topics, given)
    wrong = (chosen != gold_roles) | (given != gold_topics).any(axis=1)
    below = confidence_for_error(sure, wrong, sure_error, weights)
    return replace(fitted, unsure_below=round(below, 4), sure_error=sure_error)


def origin_weights(public: Bool) -> Double:
    """(paragraphs,): the public part and the written part weigh the same, whatever their sizes.

    What is written for the purpose is easier than what users have; fitted on the plain mixture, probabilities would be
    too sure of themselves on real files.
    """
    share = float(public.mean()) if len(public) else 0.0
    if share in (0.0, 1.0):
        return np.ones(len(public))
    return np.where(public, 0.5 / share, 0.5 / (1 - share))
