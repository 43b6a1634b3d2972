"""The one place where predictions are compared with labels, for training, export, evaluation and benchmarks.

Everything is counted per document first (`Counts`), so that figures, their bootstrap intervals and tests between two
systems (`intervals`) come from the same sums.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..labels import LabelSet
from .arrays import Bool, Double, Float, Int

FREQUENT = 0.05
"""Share of the gold paragraphs from which a role counts as frequent."""


@dataclass(frozen=True)
class Counts:
    """Per document: right, given and gold occurrences of each label, and of role spans.

    A span is a run of consecutive paragraphs with one role; it is right when both ends and the role are.
    """

    topics: Double
    """(documents, topics, 3): right, given, gold."""
    roles: Double
    """(documents, roles, 3)."""
    spans: Double
    """(documents, 3)."""
    labels: LabelSet

    def figures(self, weights: Double | None = None) -> dict[str, Double]:
        """Figures under weights of the documents.

        Args:
            weights: (resamples, documents); each document once by default.

        Returns:
            Arrays (resamples,) by name. NaN for the F1 of a label that is in neither gold nor prediction; macro means
            leave it out. Labels are those of the label table, whether or not gold has them.
        """
        if weights is None:
            weights = np.ones((1, len(self.spans)))
        topics = np.tensordot(weights, self.topics, 1)  # (resamples, topics, 3)
        roles = np.tensordot(weights, self.roles, 1)
        topic_f1, role_f1 = _f1(topics), _f1(roles)
        paragraphs = roles[..., 2].sum(-1)
        frequent = roles[..., 2] >= FREQUENT * paragraphs[:, None]
        return {
            "topic_macro_f1": _mean(topic_f1),
            "topic_micro_f1": _f1(topics.sum(1)),
            "role_macro_f1": _mean(role_f1),
            "role_frequent_f1": _mean(np.where(frequent, role_f1, np.nan)),
            "role_accuracy": roles[..., 0].sum(-1) / np.maximum(paragraphs, 1),
            "role_span_f1": _f1(weights @ self.spans),
            **{f"topic_f1/{key}": topic_f1[:, k] for k, key in enumerate(self.labels.topic_keys)},
            **{f"role_f1/{key}": role_f1[:, k] for k, key in enumerate(self.labels.role_keys)},
            "paragraphs": paragraphs,
        }

    @property
    def metrics(self) -> "Metrics":
        return Metrics({name: float(values[0]) for name, values in self.figures().items()})


@dataclass(frozen=True)
class Metrics:
    """Figures of one comparison by name (`Counts.figures`)."""

    values: Mapping[str, float]

    @property
    def topic_macro_f1(self) -> float:
        return self.values["topic_macro_f1"]

    @property
    def role_macro_f1(self) -> float:
        return self.values["role_macro_f1"]

    @property
    def role_accuracy(self) -> float:
        return self.values["role_accuracy"]

    @property
    def paragraphs(self) -> int:
        return int(self.values["paragraphs"])

    @property
    def topic_f1(self) -> dict[str, float]:
        return self._below("topic_f1/")

    @property
    def role_f1(self) -> dict[str, float]:
        return self._below("role_f1/")

    @property
    def selection(self) -> float:
        """What the best checkpoint is chosen by on dev: the mean of both macro-F1 and role accuracy."""
        return (self.topic_macro_f1 + self.role_macro_f1 + self.role_accuracy) / 3

    def _below(self, prefix: str) -> dict[str, float]:
        return {name.removeprefix(prefix): value for name, value in self.values.items() if name.startswith(prefix)}

    def to_dict(self) -> dict[str, float]:
        """Flat figures with stable keys."""
        return {**self.values, "selection": self.selection}


def count(
    gold_topics: Bool, topics: Bool, gold_roles: Int, roles: Int, labels: LabelSet, owner: Int | None = None
) -> Counts:
    """Count per document.

    Args:
        gold_topics: (paragraphs, topics).
        topics: the same, predicted.
        gold_roles: (paragraphs,).
        roles: the same, predicted.
        labels: the label table.
        owner: (paragraphs,) position of each paragraph's document; one document by default.
    """
    owner = np.zeros(len(gold_roles), dtype=np.int64) if owner is None else owner
    documents = int(owner.max(initial=-1)) + 1
    keys = np.arange(len(labels.roles))
    return Counts(
        _sums(np.stack([gold_topics & topics, topics, gold_topics], -1), owner, documents),
        _sums(_outcomes(gold_roles[:, None] == keys, roles[:, None] == keys), owner, documents),
        _span_counts(gold_roles, roles, owner, documents),
        labels,
    )


def compare(
    gold_topics: Bool, topics: Bool, gold_roles: Int, roles: Int, labels: LabelSet, owner: Int | None = None
) -> Metrics:
    """`count`, summed up."""
    return count(gold_topics, topics, gold_roles, roles, labels, owner).metrics


def f1(gold: Bool, predicted: Bool, weights: Double | None = None) -> float:
    """F1 of a yes/no label; NaN where it occurs neither in gold nor in the prediction (means leave it out)."""
    w = np.ones(len(gold)) if weights is None else weights
    either = float(w[gold].sum() + w[predicted].sum())
    return float(2 * w[gold & predicted].sum() / either) if either else float("nan")


def best_threshold(
    gold: Bool, probabilities: Float, lowest: float = 0.15, highest: float = 0.9, weights: Double | None = None
) -> float:
    """Probability from which to say yes so that F1 is greatest on this (dev) data.

    The middle of the best gap between neighbouring scores, within bounds: few examples must not push a threshold to an
    extreme that only fits them. 0.5 where there is no positive example.
    """
    if not gold.any():
        return 0.5
    scores = np.unique(probabilities)
    cuts = (scores[1:] + scores[:-1]) / 2
    cuts = np.unique(np.append(cuts[(cuts >= lowest) & (cuts <= highest)], 0.5))
    values = np.array([f1(gold, probabilities >= cut, weights) for cut in cuts])
    best = np.flatnonzero(values >= values.max() - 1e-9)
    return float(cuts[best[np.abs(cuts[best] - 0.5).argmin()]])


def _outcomes(gold: Bool, predicted: Bool) -> Bool:
    return np.stack([gold & predicted, predicted, gold], -1)


def _sums(values: NDArray[np.bool_], owner: Int, documents: int) -> Double:
    """(paragraphs, …) → (documents, …)."""
    sums = np.zeros((documents, *values.shape[1:]))
    np.add.at(sums, owner, values)
    return sums


def _span_counts(gold_roles: Int, roles: Int, owner: Int, documents: int) -> Double:
    gold_starts, starts = _starts(gold_roles, owner), _starts(roles, owner)
    gold_ends, ends = np.append(gold_starts[1:], True), np.append(starts[1:], True)
    # A span is right if both begin together, agree in role, and end together; the next end of each run tells.
    gold_end = _next(gold_ends)
    end = _next(ends)
    right = gold_starts & starts & (gold_roles == roles) & (gold_end == end)
    return _sums(np.stack([right, starts, gold_starts], -1), owner, documents)


def _starts(roles: Int, owner: Int) -> Bool:
    if not len(roles):
        return np.zeros(0, dtype=bool)
    return np.append(True, (roles[1:] != roles[:-1]) | (owner[1:] != owner[:-1]))


def _next(ends: Bool) -> Int:
    """Position of the first end at or after each position."""
    at = np.where(ends[: len(ends)], np.arange(len(ends)), len(ends))
    return np.minimum.accumulate(at[::-1])[::-1]


def _f1(counts: Double) -> Double:
    """(…, 3) → (…): 2·right / (given + gold)."""
    either = counts[..., 1] + counts[..., 2]
    result: Double = np.divide(2 * counts[..., 0], either, out=np.full(either.shape, np.nan), where=either > 0)
    return result


def _mean(values: Double) -> Double:
    """Mean over the last axis, NaN left out; 0 where all are."""
    known = ~np.isnan(values)
    return np.asarray(np.where(known, values, 0.0).sum(-1) / np.maximum(known.sum(-1), 1))
