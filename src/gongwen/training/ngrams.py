"""Fitting the n-gram classifier that stands beside the encoder (`gongwen.runtime.ngrams`)."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from ..data import LabelledDocument
from ..evaluation import gold
from ..labels import LabelSet
from ..runtime.ngrams import NgramHeads, bag, weighted_bag

COST = 2.0
"""Of the support vector machines; chosen on dev (docs/experiments.md)."""
_LEAST_PARAGRAPHS = 2
"""That a bucket must occur in to be learnt from."""


def fit_ngrams(documents: Sequence[LabelledDocument], labels: LabelSet, bits: int) -> NgramHeads:
    """One linear support vector machine a label, each against all others, on tf-idf of hashed character n-grams.

    Args:
        documents: to learn from, cut where their rows say.
        labels: their label table.
        bits: the table has 2 to the power of `bits` buckets.
    """
    texts = [p.text for d in documents for p, row in zip(d.document.paragraphs, d.rows, strict=True) if row is not None]
    topics, roles = gold(documents, labels)
    wanted = np.hstack([topics, roles[:, None] == np.arange(len(labels.roles))])
    idf = _idf(texts, bits)
    features = _matrix(texts, idf)
    weights, biases = np.zeros((1 << bits, wanted.shape[1]), dtype=np.float32), np.zeros(wanted.shape[1], np.float32)
    for column in range(wanted.shape[1]):
        if not 0 < wanted[:, column].sum() < len(texts):  # nothing to tell apart
            biases[column] = 1.0 if wanted[:, column].any() else -1.0
            continue
        machine = LinearSVC(C=COST, dual=True, random_state=0).fit(features, wanted[:, column])
        weights[:, column], biases[column] = machine.coef_[0], machine.intercept_[0]
    scales = np.abs(weights).max(axis=0) / 127
    scales[scales == 0] = 1.0
    return NgramHeads(
        np.round(weights / scales).astype(np.int8), scales.astype(np.float32), biases, idf, len(labels.topics)
    )


def _idf(texts: Sequence[str], bits: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    seen = np.zeros(1 << bits)
    for text in texts:
        seen[bag(text, bits)[0]] += 1
    idf = np.log((1 + len(texts)) / (1 + seen)) + 1
    idf[seen < _LEAST_PARAGRAPHS] = 0.0
    return np.asarray(idf.astype(np.float16), dtype=np.float32)  # as it will be kept


def _matrix(texts: Sequence[str], idf: np.ndarray[tuple[int], np.dtype[np.float32]]) -> csr_matrix:
    bags = [weighted_bag(text, idf) for text in texts]
    ends = np.cumsum([0] + [len(buckets) for buckets, _ in bags])
    return csr_matrix(
        (np.concatenate([v for _, v in bags]), np.concatenate([b for b, _ in bags]), ends), (len(texts), len(idf))
    )
