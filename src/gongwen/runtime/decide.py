"""Logits → labels: temperatures, the order of the roles, thresholds, and the outline as the roles decide it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..documents import Document, Entry, build_outline
from ..labels import LabelSet
from .bundle import Calibration
from .record import JOINED, UNSURE, Record
from .scorer import Float, Logits
from .sequence import Bool, Double, Places, marginals

SCORE_DIGITS = 4


def probabilities(logits: Logits, places: Places, calibration: Calibration) -> tuple[Float, Float]:
    """(paragraphs, topics) and (paragraphs, roles): what the encoder, the n-gram table, the place and the neighbours'
    roles say together.

    Args:
        logits: raw scores.
        places: where the paragraphs stand.
        calibration: temperatures and weights.
    """
    topics = topic_scores(logits, calibration.topic_temperature, calibration.topic_ngram_weight)
    odds = structure_odds(places.classes, calibration)
    roles = role_scores(logits, calibration.role_temperature, calibration.role_ngram_weight)
    if odds is not None:
        roles = roles + calibration.structure_weight * odds
    if not calibration.transition_weight:
        return sigmoid(topics), softmax(roles)
    chained = marginals(roles, places.starts, calibration.transitions, calibration.transition_weight)
    return sigmoid(topics), chained.astype(np.float32)


def topic_scores(logits: Logits, temperature: float, ngram_weight: float) -> Double:
    """Log-odds of the topics: tempered logits, and weighted scores of the n-gram table."""
    return _sum(logits.topics, temperature, None if logits.ngrams is None else logits.ngrams.topics, ngram_weight)


def role_scores(logits: Logits, temperature: float, ngram_weight: float) -> Double:
    """Unnormalized log-probabilities of the roles, without what their places say."""
    return _sum(logits.roles, temperature, None if logits.ngrams is None else logits.ngrams.roles, ngram_weight)


def _sum(logits: Float, temperature: float, ngrams: Float | None, weight: float) -> Double:
    tempered = logits.astype(np.float64) / temperature
    return tempered if ngrams is None else tempered + weight * ngrams


def structure_odds(classes: Sequence[str], calibration: Calibration) -> Float | None:
    """(paragraphs, roles): log-odds of the roles where the paragraphs stand, unweighted; None if the model has none."""
    if not calibration.structure:
        return None
    none = [0.0] * len(next(iter(calibration.structure.values())))
    odds = np.array([calibration.structure.get(name, none) for name in classes], dtype=np.float32)
    return odds.reshape(-1, len(none))


def sigmoid(scores: Double) -> Float:
    """Any shape; never overflows."""
    return np.exp(-np.logaddexp(0.0, -scores)).astype(np.float32)


def softmax(scores: Double) -> Float:
    """Over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), dtype=np.float32)


def confidence(roles: Float, topics: Float, given: NDArray[np.bool_]) -> Float:
    """(paragraphs,): probability that the role and every topic decision are right, were they independent.

    Args:
        roles: (paragraphs,) probability of the role given.
        topics: (paragraphs, topics) probabilities.
        given: (paragraphs, topics) the topics given.
    """
    return np.asarray(roles * np.where(given, topics, 1 - topics).prod(axis=-1), dtype=np.float32)


def give_topics(topics: Float, roles: NDArray[np.int64], labels: LabelSet, calibration: Calibration) -> Bool:
    """(paragraphs, topics): those whose probability reaches the threshold; none where the role is noise."""
    thresholds = np.array([calibration.thresholds[key] for key in labels.topic_keys], dtype=np.float32)
    noise = np.array([labels.role_kind(key) == "noise" for key in labels.role_keys])
    return np.asarray((topics >= thresholds) & ~noise[roles][:, None])


def decide(document: Document, logits: Logits, labels: LabelSet, calibration: Calibration) -> list[Record]:
    """One record a paragraph, in document order."""
    topics, roles = probabilities(logits, Places.of(document), calibration)
    best = roles.argmax(axis=-1)
    given = give_topics(topics, best, labels, calibration)
    unsure = confidence(roles.max(axis=-1), topics, given) < calibration.unsure_below
    chosen = [labels.role_keys[i] for i in best]
    kinds = [labels.role_kind(key) for key in chosen]
    places = build_outline(
        Entry(p.text, p.article, kind == "heading", p.numbering)
        for p, kind in zip(document.paragraphs, kinds, strict=True)
    )
    records = []
    for n, paragraph in enumerate(document.paragraphs):
        scores = {key: round(float(topics[n, k]), SCORE_DIGITS) for k, key in enumerate(labels.topic_keys)}
        records.append(
            Record(
                doc=document.name,
                article=paragraph.article,
                paragraph=paragraph.index,
                start=paragraph.start,
                end=paragraph.end,
                ref=paragraph.ref,
                text=paragraph.text,
                topics=[key for key, yes in zip(labels.topic_keys, given[n], strict=True) if yes],
                topic_scores=scores,
                role=chosen[n],
                role_score=round(float(roles[n].max()), SCORE_DIGITS),
                level=places[n].level,
                path=list(places[n].path),
                flags=[JOINED] * (len(paragraph.lines) > 1) + [UNSURE] * bool(unsure[n]),
            )
        )
    return records
