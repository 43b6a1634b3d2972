"""Where a model is weakest, in three questions: on which kind of paragraph, between which roles, and in which topic."""

from dataclasses import dataclass

import numpy as np

from .arrays import Bool
from .evaluation import Evaluation
from .slices import Slice


@dataclass(frozen=True)
class Confused:
    """Two roles that are taken for each other.

    Attributes:
        first: key of a role.
        second: key of another.
        there: paragraphs of the first that were given the second.
        back: the other way round.
        share: of all wrong roles.
        mask: (paragraphs,) which they are.
    """

    first: str
    second: str
    there: int
    back: int
    share: float
    mask: Bool


@dataclass(frozen=True)
class WeakTopic:
    """A topic.

    Attributes:
        key: of the label.
        f1: its F1.
        gold: paragraphs that have it.
        missed: of these, those not given it.
        extra: paragraphs given it without having it.
        mask: (paragraphs,) missed and extra ones.
    """

    key: str
    f1: float
    gold: int
    missed: int
    extra: int
    mask: Bool


def weakest_slice(evaluation: Evaluation, leave_out: tuple[str, ...] = ("role",)) -> Slice | None:
    """The slice that is most certainly worse than the rest; None where all are too small to tell.

    Args:
        evaluation: of a model.
        leave_out: dimensions that are not asked about.
    """
    return next((one for one in evaluation.worst_slices(len(evaluation)) if one.dimension not in leave_out), None)


def most_confused(evaluation: Evaluation) -> Confused | None:
    """The two roles taken for each other most often; None where every role is right."""
    confusion, p, keys = evaluation.confusion(), evaluation.predictions, evaluation.labels.role_keys
    mixed = np.triu(confusion + confusion.T, 1)
    if not mixed.any():
        return None
    a, b = (int(n) for n in np.unravel_index(mixed.argmax(), mixed.shape))
    mask = np.isin(p.gold_roles, (a, b)) & np.isin(p.roles, (a, b)) & (p.gold_roles != p.roles)
    share = float(mixed[a, b] / mixed.sum())
    return Confused(keys[a], keys[b], int(confusion[a, b]), int(confusion[b, a]), share, mask)


def weakest_topic(evaluation: Evaluation) -> WeakTopic | None:
    """The topic of least F1 among those that occur; None where none does."""
    gold, given = evaluation.predictions.gold_topics, evaluation.predictions.topics
    if not gold.any():
        return None
    f1 = 2 * (gold & given).sum(0) / np.maximum(gold.sum(0) + given.sum(0), 1)
    k = int(np.where(gold.any(0), f1, 2).argmin())
    missed, extra = (gold & ~given)[:, k], (given & ~gold)[:, k]
    key = evaluation.labels.topic_keys[k]
    return WeakTopic(key, float(f1[k]), int(gold[:, k].sum()), int(missed.sum()), int(extra.sum()), missed | extra)
