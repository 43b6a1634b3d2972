"""Logits → labels: temperatures, thresholds, and the outline as the roles decide it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..documents import Document, Entry, build_outline, structure_classes
from ..labels import LabelSet
from .bundle import Calibration
from .record import JOINED, UNSURE, Record
from .scorer import Float, Logits

SCORE_DIGITS = 4
Bool = NDArray[np.bool_]


def topic_probabilities(logits: Float, temperature: float) -> Float:
    """Sigmoid of the tempered logits, any shape."""
    return np.exp(-np.logaddexp(0.0, -logits.astype(np.float64) / temperature)).astype(np.float32)


def structure_odds(classes: Sequence[str], calibration: Calibration) -> Float | None:
    """(paragraphs, roles): weighted log-odds of the roles where the paragraphs stand; None if the model has none."""
    if not calibration.structure:
        return None
    none = [0.0] * len(next(iter(calibration.structure.values())))
    odds = np.array([calibration.structure.get(name, none) for name in classes], dtype=np.float32)
    return calibration.structure_weight * odds.reshape(-1, len(none))


def role_probabilities(logits: Float, temperature: float, odds: Float | None = None) -> Float:
    """Softmax over the last axis of the tempered logits, `odds` added."""
    scaled = logits.astype(np.float64) / temperature + (0.0 if odds is None else odds)
    powers = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
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
    topics = topic_probabilities(logits.topics, calibration.topic_temperature)
    classes = structure_classes(document)
    roles = role_probabilities(logits.roles, calibration.role_temperature, structure_odds(classes, calibration))
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
