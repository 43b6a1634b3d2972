"""Logits → labels: temperatures, thresholds, and the outline as the roles decide it."""

from collections.abc import Sequence

import numpy as np

from ..documents import Document, Entry, build_outline, structure_classes
from ..labels import LabelSet
from .bundle import Calibration
from .record import Record
from .scorer import Float, Logits

SCORE_DIGITS = 4


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


def decide(document: Document, logits: Logits, labels: LabelSet, calibration: Calibration) -> list[Record]:
    """One record a paragraph, in document order."""
    topics = topic_probabilities(logits.topics, calibration.topic_temperature)
    classes = structure_classes(document)
    roles = role_probabilities(logits.roles, calibration.role_temperature, structure_odds(classes, calibration))
    chosen = [labels.role_keys[i] for i in roles.argmax(axis=-1)]
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
                topics=_topics(topics[n], labels, calibration) if kinds[n] != "noise" else [],
                topic_scores=scores,
                role=chosen[n],
                role_score=round(float(roles[n].max()), SCORE_DIGITS),
                level=places[n].level,
                path=list(places[n].path),
                flags=["joined"] if len(paragraph.lines) > 1 else [],
            )
        )
    return records


def _topics(probabilities: Sequence[float] | Float, labels: LabelSet, calibration: Calibration) -> list[str]:
    return [key for key, p in zip(labels.topic_keys, probabilities, strict=True) if p >= calibration.thresholds[key]]
