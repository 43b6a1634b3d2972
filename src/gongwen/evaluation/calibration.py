"""Fitting what turns logits into probabilities one can trust and labels: temperatures and thresholds, on dev only."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from ..labels import LabelSet
from ..runtime.bundle import Calibration
from ..runtime.decide import (
    confidence,
    give_topics,
    probabilities,
    role_scores,
    sigmoid,
    softmax,
    structure_odds,
    topic_scores,
)
from ..runtime.scorer import Logits
from .arrays import Bool, Double, Int
from .metrics import best_threshold
from .reliability import confidence_for_error

SURE_ERROR = 0.05
"""Share of wrong paragraphs among those not flagged unsure that the band is chosen for, by default."""

_TEMPERATURES = np.geomspace(0.4, 8.0, 41)
_STRUCTURE_WEIGHTS = np.linspace(0.0, 1.5, 7)
_NGRAM_WEIGHTS = np.linspace(0.0, 4.0, 17)
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
    """Temperatures and the weights of the n-gram table and the structure by least negative log-likelihood (Guo et al.
    2017), then the threshold of best F1 for each topic, then the confidence below which a paragraph is flagged unsure.

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

    ngram_weights = [0.0] if logits.ngrams is None else _NGRAM_WEIGHTS.tolist()

    def topic_loss(setting: tuple[float, float]) -> float:
        p = np.clip(sigmoid(topic_scores(logits, *setting)), _EPSILON, 1 - _EPSILON)
        return float(-(w[:, None] * np.where(gold_topics, np.log(p), np.log1p(-p))).mean())

    odds = structure_odds(classes, Calibration(1.0, 1.0, {}, structure))

    def role_loss(setting: tuple[float, float, float]) -> float:
        *scores, structure_weight = setting
        values = role_scores(logits, *scores)
        p = softmax(values if odds is None else values + structure_weight * odds)
        return float(-(w * np.log(np.clip(p[np.arange(len(gold_roles)), gold_roles], _EPSILON, 1))).mean())

    topic_temperature, topic_ngrams = _least(topic_loss, _TEMPERATURES.tolist(), ngram_weights)
    role_temperature, role_ngrams, structure_weight = _least(
        role_loss, _TEMPERATURES.tolist(), ngram_weights, _STRUCTURE_WEIGHTS.tolist()
    )
    given = sigmoid(topic_scores(logits, topic_temperature, topic_ngrams))
    thresholds = {
        key: round(best_threshold(gold_topics[:, k], given[:, k], weights=w), 4)
        for k, key in enumerate(labels.topic_keys)
    }
    fitted = Calibration(
        round(topic_temperature, 4),
        round(role_temperature, 4),
        thresholds,
        structure,
        round(structure_weight, 4),
        round(topic_ngrams, 4),
        round(role_ngrams, 4),
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
    topics, roles = probabilities(logits, classes, fitted)
    chosen = roles.argmax(axis=-1)
    given = give_topics(topics, chosen, labels, fitted)
    sure = confidence(roles.max(axis=-1), topics, given)
    wrong = (chosen != gold_roles) | (given != gold_topics).any(axis=1)
    below = confidence_for_error(sure, wrong, sure_error, weights)
    return replace(fitted, unsure_below=round(below, 4), sure_error=sure_error)


def _least(loss: Callable[[Any], float], *grids: list[float]) -> tuple[float, ...]:
    """The point of the grid where `loss` is least."""
    return min(product(*grids), key=loss)


def origin_weights(public: Bool) -> Double:
    """(paragraphs,): the public part and the written part weigh the same, whatever their sizes.

    What is written for the purpose is easier than what users have; fitted on the plain mixture, probabilities would be
    too sure of themselves on real files.
    """
    share = float(public.mean()) if len(public) else 0.0
    if share in (0.0, 1.0):
        return np.ones(len(public))
    return np.where(public, 0.5 / share, 0.5 / (1 - share))
