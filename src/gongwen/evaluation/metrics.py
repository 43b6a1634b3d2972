"""The one place where predictions are compared with labels: training, export and evaluation all report from here."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..labels import LabelSet

Bool = NDArray[np.bool_]
Int = NDArray[np.int64]


@dataclass(frozen=True)
class Metrics:
    """F1 per label (NaN for one in neither gold nor prediction; means leave it out) and role accuracy."""

    topic_f1: dict[str, float]
    role_f1: dict[str, float]
    role_accuracy: float
    paragraphs: int

    @property
    def topic_macro_f1(self) -> float:
        return _mean(self.topic_f1.values())

    @property
    def role_macro_f1(self) -> float:
        return _mean(self.role_f1.values())

    @property
    def selection(self) -> float:
        """What the best checkpoint is chosen by on dev: the mean of both macro-F1 and role accuracy."""
        return (self.topic_macro_f1 + self.role_macro_f1 + self.role_accuracy) / 3

    def to_dict(self) -> dict[str, float]:
        """Flat figures with stable keys."""
        return {
            "topic_macro_f1": self.topic_macro_f1,
            "role_macro_f1": self.role_macro_f1,
            "role_accuracy": self.role_accuracy,
            **{f"topic_f1/{key}": value for key, value in self.topic_f1.items()},
            **{f"role_f1/{key}": value for key, value in self.role_f1.items()},
            "paragraphs": self.paragraphs,
            "selection": self.selection,
        }


def compare(gold_topics: Bool, topics: Bool, gold_roles: Int, roles: Int, labels: LabelSet) -> Metrics:
    """Compare (paragraphs, topics) and (paragraphs,) arrays; labels are known from the table, not from gold."""
    return Metrics(
        {key: f1(gold_topics[:, k], topics[:, k]) for k, key in enumerate(labels.topic_keys)},
        {key: f1(gold_roles == k, roles == k) for k, key in enumerate(labels.role_keys)},
        float((gold_roles == roles).mean()) if len(gold_roles) else 0.0,
        len(gold_roles),
    )


def f1(gold: Bool, predicted: Bool) -> float:
    """F1 of a yes/no label; NaN where it occurs neither in gold nor in the prediction (means leave it out)."""
    hits = int((gold & predicted).sum())
    either = int(gold.sum()) + int(predicted.sum())
    return 2 * hits / either if either else float("nan")


def best_threshold(gold: Bool, probabilities: NDArray[np.float32], lowest: float = 0.15, highest: float = 0.9) -> float:
    """Probability from which to say yes so that F1 is greatest on this (dev) data.

    The middle of the best gap between neighbouring scores, within bounds: few examples must not push a threshold to an
    extreme that only fits them. 0.5 where there is no positive example.
    """
    if not gold.any():
        return 0.5
    scores = np.unique(probabilities)
    cuts = (scores[1:] + scores[:-1]) / 2
    cuts = np.unique(np.append(cuts[(cuts >= lowest) & (cuts <= highest)], 0.5))
    values = np.array([f1(gold, probabilities >= cut) for cut in cuts])
    best = np.flatnonzero(values >= values.max() - 1e-9)
    return float(cuts[best[np.abs(cuts[best] - 0.5).argmin()]])


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if not np.isnan(value)]
    return float(np.mean(known)) if known else 0.0
