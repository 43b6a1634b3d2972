"""Fitting the n-gram classifier that stands beside the encoder (`gongwen.runtime.ngrams`)."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from ..data import LabelledDocument
from ..evaluation import gold
from ..evaluation.arrays import Bool, Float
from ..labels import LabelSet
from ..runtime.ngrams import FIELD_WEIGHTS, NgramHeads, View, bag, features, views

COST = 2.0
"""Of the support vector machines; chosen on dev (docs/experiments.md)."""
_LEAST_PARAGRAPHS = 2
"""That a bucket must occur in to be learnt from."""


def fit_ngrams(documents: Sequence[LabelledDocument], labels: LabelSet, bits: int) -> NgramHeads:
    """The table for labelled documents, cut where their rows say; see `fit_table`."""
    topics, roles = gold(documents, labels)
    wanted = np.hstack([topics, roles[:, None] == np.arange(len(labels.roles))])
    return fit_table(labelled_views(documents), wanted, len(labels.topics), bits)


def fit_table(seen: Sequence[View], wanted: Bool, topics: int, bits: int, weights: Float | None = None) -> NgramHeads:
    """One linear support vector machine a label, each against all others, on tf-idf of hashed character n-grams.

    Args:
        seen: what is to be seen of every paragraph.
        wanted: (paragraphs, labels), topics first.
        topics: how many of the columns are topics.
        bits: the table has 2 to the power of `bits` buckets.
        weights: (paragraphs,) how much each counts; equal by default.
    """
    idf = _idf(seen, bits)
    matrix = _matrix(seen, idf)
    columns = wanted.shape[1]
    table, biases = np.zeros((1 << bits, columns), dtype=np.float32), np.zeros(columns, np.float32)
    for column in range(columns):
        if not 0 < wanted[:, column].sum() < len(seen):  # nothing to tell apart
            biases[column] = 1.0 if wanted[:, column].any() else -1.0
            continue
        machine = LinearSVC(C=COST, dual=True, random_state=0).fit(matrix, wanted[:, column], weights)
        table[:, column], biases[column] = machine.coef_[0], machine.intercept_[0]
    scales = np.abs(table).max(axis=0) / 127
    scales[scales == 0] = 1.0
    return NgramHeads(np.round(table / scales).astype(np.int8), scales.astype(np.float32), biases, idf, topics)


def labelled_views(documents: Sequence[LabelledDocument]) -> list[View]:
    """What the table sees of every labelled paragraph, in order."""
    return [view for d in documents for view, row in zip(views(d.document), d.rows, strict=True) if row is not None]


def _idf(seen: Sequence[View], bits: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    counts = np.zeros(1 << bits)
    for view in seen:
        for field, text in enumerate(view):
            if text and FIELD_WEIGHTS[field]:
                counts[bag(text, bits, field)[0]] += 1
    idf = np.log((1 + len(seen)) / (1 + counts)) + 1
    idf[counts < _LEAST_PARAGRAPHS] = 0.0
    return np.asarray(idf.astype(np.float16), dtype=np.float32)  # as it will be kept


def _matrix(seen: Sequence[View], idf: np.ndarray[tuple[int], np.dtype[np.float32]]) -> csr_matrix:
    rows = [features(view, idf) for view in seen]
    ends = np.cumsum([0] + [len(buckets) for buckets, _ in rows])
    return csr_matrix(
        (np.concatenate([v for _, v in rows]), np.concatenate([b for b, _ in rows]), ends), (len(seen), len(idf))
    )
