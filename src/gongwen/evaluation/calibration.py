"""Fitting what turns logits into probabilities one can trust and labels: temperatures and thresholds, on dev only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress, product
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
from ..runtime.sequence import Places
from .arrays import Bool, Double, Float, Int
from .metrics import best_threshold
from .reliability import confidence_for_error

SURE_ERROR = 0.05
"""Share of wrong paragraphs among those not flagged unsure that the band is chosen for, by default."""

_TEMPERATURES = np.geomspace(0.4, 8.0, 41)
_STRUCTURE_WEIGHTS = np.linspace(0.0, 1.5, 7)
_NGRAM_WEIGHTS = np.linspace(0.0, 4.0, 17)
_TRANSITION_WEIGHTS = np.linspace(0.0, 0.8, 9)
_COOLER = (1.0, 1.1, 1.2, 1.35, 1.5)
"""A chain makes scores surer that had been fitted without one: factors on the temperature …"""
_LIGHTER = (0.0, 0.5, 1.0)
"""… and on the weight of the structure, part of which the chain tells."""
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


def transition_log_odds(pairs: Sequence[tuple[int | None, int]], labels: LabelSet) -> list[list[float]]:
    """(1 + roles, roles): log of each role's share at the beginning of an article, and after each role, over its share
    in all.

    Args:
        pairs: role before (None at the beginning) and role of (training) paragraphs.
        labels: the label table.
    """
    counts = np.zeros((1 + len(labels.roles), len(labels.roles)))
    for before, role in pairs:
        counts[0 if before is None else 1 + before, role] += 1
    overall = counts.sum(axis=0) + 1.0
    overall /= overall.sum()
    counts += _PRIOR_COUNT * overall
    odds = np.log(counts / counts.sum(axis=1, keepdims=True) / overall)
    return [[round(float(x), 4) for x in row] for row in odds]


@dataclass(frozen=True)
class Priors:
    """What train says of roles before anyone reads a word."""

    structure: dict[str, list[float]] = field(default_factory=dict)
    """From `structure_log_odds`."""
    transitions: list[list[float]] = field(default_factory=list)
    """From `transition_log_odds`."""


def fit(
    logits: Logits,
    places: Places,
    known: Bool,
    gold_topics: Bool,
    gold_roles: Int,
    labels: LabelSet,
    priors: Priors,
    weights: Double | None = None,
    sure_error: float = SURE_ERROR,
) -> Calibration:
    """Temperatures and the weights of the n-gram table, the structure and the chain by least negative log-likelihood
    (Guo et al. 2017), then the threshold of best F1 for each topic, then the confidence below which a paragraph is
    flagged unsure.

    Args:
        logits: of all paragraphs of the dev documents, from the model as shipped.
        places: where they stand.
        known: (paragraphs,) those that are labelled.
        gold_topics: (labelled paragraphs, topics).
        gold_roles: (labelled paragraphs,).
        labels: the label table.
        priors: counted on train.
        weights: (labelled paragraphs,) how much each counts; equal by default.
        sure_error: share of paragraphs with a wrong label to allow among those not flagged.
    """
    w = np.ones(len(gold_roles)) if weights is None else weights * (len(weights) / weights.sum())
    every, logits, classes = logits, logits.at(known), list(compress(places.classes, known))
    ngram_weights = [0.0] if logits.ngrams is None else _NGRAM_WEIGHTS.tolist()

    def topic_loss(setting: tuple[float, float]) -> float:
        p = np.clip(sigmoid(topic_scores(logits, *setting)), _EPSILON, 1 - _EPSILON)
        return float(-(w[:, None] * np.where(gold_topics, np.log(p), np.log1p(-p))).mean())

    odds = structure_odds(classes, Calibration(1.0, 1.0, {}, priors.structure))

    def surprise(p: Float) -> float:
        return float(-(w * np.log(np.clip(p[np.arange(len(gold_roles)), gold_roles], _EPSILON, 1))).mean())

    def role_loss(setting: tuple[float, float, float]) -> float:
        *scores, structure_weight = setting
        values = role_scores(logits, *scores)
        return surprise(softmax(values if odds is None else values + structure_weight * odds))

    topic_temperature, topic_ngrams = 1.0, 0.0
    if labels.topics:
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
        priors.structure,
        round(structure_weight, 4),
        topic_ngram_weight=round(topic_ngrams, 4),
        role_ngram_weight=round(role_ngrams, 4),
    )
    if priors.transitions:

        def chained(setting: tuple[float, ...]) -> Calibration:
            weight, cooler, lighter = setting
            return replace(
                fitted,
                role_temperature=round(role_temperature * cooler, 4),
                structure_weight=round(structure_weight * lighter, 4),
                transitions=priors.transitions,
                transition_weight=round(weight, 4),
            )

        def chain_loss(setting: tuple[float, ...]) -> float:
            return surprise(probabilities(every, places, chained(setting))[1][known])

        fitted = chained(_least(chain_loss, _TRANSITION_WEIGHTS.tolist(), list(_COOLER), list(_LIGHTER)))
    topics, roles = (p[known] for p in probabilities(every, places, fitted))
    return _with_band(fitted, topics, roles, gold_topics, gold_roles, labels, w, sure_error)


def _with_band(
    fitted: Calibration,
    topics: Float,
    roles: Float,
    gold_topics: Bool,
    gold_roles: Int,
    labels: LabelSet,
    weights: Double,
    sure_error: float,
) -> Calibration:
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
