"""Linear classifiers over any features: one a topic, and one of several classes for the role."""

from collections.abc import Callable
from typing import Any

import numpy as np

from ...evaluation.arrays import Bool, Double, Float, Int
from .base import Scores


class LinearHeads:
    """scikit-learn classifiers with a `decision_function`.

    Args:
        make: makes an unfitted classifier.
        features: (paragraphs, n), dense or sparse.
        topics: (paragraphs, topics).
        roles: (paragraphs,).
        all_roles: how many roles the label table has; those that train lacks are never given.
    """

    def __init__(self, make: Callable[[], Any], features: Any, topics: Bool, roles: Int, all_roles: int) -> None:
        # What never changes needs no classifier, and scikit-learn refuses to fit one.
        self._topics = [make().fit(features, yes) if 0 < yes.sum() < len(yes) else bool(yes.any()) for yes in topics.T]
        self._classes = np.unique(roles)
        self._roles = make().fit(features, roles) if len(self._classes) > 1 else None
        self._all_roles = all_roles

    def __call__(self, features: Any) -> Scores:
        rows = features.shape[0]
        topics = [
            np.full(rows, float(head)) if isinstance(head, bool) else _sigmoid(head.decision_function(features))
            for head in self._topics
        ]
        return Scores(np.stack(topics, axis=1), spread(self._role_scores(features), self._classes, self._all_roles))

    def _role_scores(self, features: Any) -> Double:
        if self._roles is None:
            return np.zeros((features.shape[0], 1))
        values = np.asarray(self._roles.decision_function(features))
        return np.stack([-values, values], axis=1) if values.ndim == 1 else values


def spread(values: Double | Float, classes: Int, columns: int) -> Float:
    """(texts, classes) → (texts, columns): the scores of `classes`, below all others where there is none."""
    result = np.full((len(values), columns), -np.inf, dtype=np.float32)
    result[:, classes] = values
    return result


def _sigmoid(values: Double) -> Float:
    """Only the order matters for thresholds; 0 to 1 is what they are looked for in."""
    return np.exp(-np.logaddexp(0.0, -values)).astype(np.float32)
