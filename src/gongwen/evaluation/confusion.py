"""Which label is given in place of which."""

import numpy as np

from ..labels import LabelSet
from .arrays import Int
from .predictions import Predictions


def role_confusion(predictions: Predictions, labels: LabelSet) -> Int:
    """(roles, roles): paragraphs by gold role (row) and role given (column)."""
    size = len(labels.roles)
    pairs = predictions.gold_roles * size + predictions.roles
    return np.bincount(pairs, minlength=size * size).reshape(size, size)


def topic_confusion(predictions: Predictions) -> Int:
    """(topics + 1, topics + 1): paragraphs by gold topic (row; the last: no topic) and what was given for it (column).

    On the diagonal the topic was given, and the last cell counts paragraphs rightly left without a topic. In the last
    column the topic was missed. Elsewhere the column's topic was given though gold does not have it, beside the row's
    gold topic or, in the last row, in a paragraph without a topic. A paragraph of several topics counts in several
    cells.
    """
    cells = topic_cells(predictions)
    return np.array([[len(at) for at in row] for row in cells], dtype=np.int64)


def topic_cells(predictions: Predictions) -> list[list[Int]]:
    """The positions of the paragraphs that `topic_confusion` counts."""
    gold, given = predictions.gold_topics, predictions.topics
    none = ~gold.any(axis=1)
    size = gold.shape[1]
    rows = []
    for k in range(size + 1):
        inside = gold[:, k] if k < size else none
        cells = [inside & given[:, j] & ~(gold[:, j] if j != k else np.zeros_like(none)) for j in range(size)]
        missed = inside & ~given[:, k] if k < size else none & ~given.any(axis=1)
        rows.append([np.flatnonzero(cell) for cell in (*cells, missed)])
    return rows


def role_cells(predictions: Predictions, labels: LabelSet) -> list[list[Int]]:
    """The positions of the paragraphs that `role_confusion` counts."""
    keys = range(len(labels.roles))
    return [[np.flatnonzero((predictions.gold_roles == i) & (predictions.roles == j)) for j in keys] for i in keys]
