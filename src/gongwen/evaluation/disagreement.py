"""Where people and the model disagree most: labels that the model finds improbable.

A label that a good model is sure is wrong often is (Northcutt et al., "Confident Learning", JAIR 2021: rank by the
probability of the given label). Either may be at fault; only a reader can tell.
"""

from dataclasses import dataclass

import numpy as np

from ..labels import LabelSet
from .arrays import Double
from .predictions import Predictions

_EPSILON = 1e-9


@dataclass(frozen=True)
class Suspect:
    """One label of one paragraph on which gold and the system differ."""

    at: int
    """Position of the paragraph."""
    label: str
    """Key: of the topic, or of the role that gold has."""
    given: bool
    """Gold has it; False for a topic that only the system gives."""
    said: str
    """Key of the role that the system gives in its place; empty for a topic."""
    probability: float
    """Of what gold says of it, as the system sees it."""


def suspects(predictions: Predictions, labels: LabelSet) -> list[Suspect]:
    """All differing labels, the least probable first; none for a system without probabilities."""
    p = predictions
    if p.topic_scores is None or p.role_probabilities is None:
        return []
    found = []
    for at in np.flatnonzero(p.roles != p.gold_roles):
        gold, said = int(p.gold_roles[at]), int(p.roles[at])
        probability = float(p.role_probabilities[at, gold])
        found.append(Suspect(int(at), labels.role_keys[gold], True, labels.role_keys[said], probability))
    for at, k in np.argwhere(p.topics != p.gold_topics):
        score, given = float(p.topic_scores[at, k]), bool(p.gold_topics[at, k])
        found.append(Suspect(int(at), labels.topic_keys[k], given, "", score if given else 1 - score))
    return sorted(found, key=lambda suspect: (suspect.probability, suspect.at))


def surprise(predictions: Predictions) -> Double:
    """(paragraphs,): negative log-probability of all gold labels of a paragraph together, as if independent; for a
    system without probabilities, the number of its wrong decisions."""
    p = predictions
    if p.topic_scores is None or p.role_probabilities is None:
        return np.asarray((p.roles != p.gold_roles) + (p.topics != p.gold_topics).sum(axis=1), dtype=np.float64)
    topics = np.where(p.gold_topics, p.topic_scores, 1 - p.topic_scores)
    roles = p.role_probabilities[np.arange(len(p)), p.gold_roles]
    logs = np.log(np.maximum(topics, _EPSILON)).sum(axis=1) + np.log(np.maximum(roles, _EPSILON))
    return np.asarray(-logs, dtype=np.float64)


def worst_errors(predictions: Predictions) -> list[int]:
    """Positions of all wrongly labelled paragraphs, the most surprising gold labels first."""
    order = np.argsort(-surprise(predictions), kind="stable")
    return [int(at) for at in order if predictions.wrong[at]]
