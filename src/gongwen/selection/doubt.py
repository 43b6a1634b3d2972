"""How doubtful the labels of a record are."""

from dataclasses import dataclass
from typing import Literal

from ..labels import LabelSet
from ..runtime.record import Record

Reason = Literal["role", "topic", "context"]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a paragraph is worth a person's look.

    Attributes:
        value: probability that the role or one of the topic decisions is wrong, were they independent: 1 less what
            `gongwen.runtime.decide.confidence` gives.
        reason: what is most doubtful: the ``role``, or a ``topic``; ``context`` for a paragraph that only comes with
            its document.
        label: key of that role or topic.
    """

    value: float
    reason: Reason
    label: str


def doubt(record: Record, labels: LabelSet) -> Doubt:
    """The doubt of a record, from its own scores. Noise has no topics, so that only its role can be in doubt."""
    right = worst = record.role_score
    reason: Reason = "role"
    label = record.role
    if labels.role_kind(record.role) != "noise":
        for topic, score in record.topic_scores.items():
            sure = score if topic in record.topics else 1 - score
            right *= sure
            if sure < worst:
                worst, reason, label = sure, "topic", topic
    return Doubt(min(max(1 - right, 0.0), 1.0), reason, label)
