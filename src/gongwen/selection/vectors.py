"""Texts → vectors that tell how alike they are: tf-idf of character n-grams, hashed and projected by signs.

The n-grams are those of the n-gram table (`gongwen.runtime.ngrams.bag`); adding their buckets with random signs keeps
inner products in expectation (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009).
"""

from collections.abc import Sequence

import numpy as np

from ..runtime.ngrams import bag
from ..runtime.scorer import Float

DIMENSIONS = 1024
"""Unrelated texts then have a similarity of 0 ± 0.03."""
_BITS = 18
_LONGEST = 1_000
"""Characters of a text that are looked at."""


def vectors(texts: Sequence[str]) -> Float:
    """(texts, `DIMENSIONS`), each of length 1; 0 for a text without any n-gram that others have too."""
    counts = np.zeros(1 << _BITS, dtype=np.float32)
    for text in texts:
        counts[bag(text[:_LONGEST], _BITS)[0]] += 1
    idf = np.log((1 + len(texts)) / (1 + counts)) + 1
    found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    for row, text in zip(found, texts, strict=True):
        buckets, values = bag(text[:_LONGEST], _BITS)  # again, as keeping them would take more memory than all else
        signs = 1 - 2 * (buckets >> (_BITS - 1))
        row[:] = np.bincount(buckets % DIMENSIONS, values * idf[buckets] * signs, DIMENSIONS)
    lengths = np.sqrt((found**2).sum(axis=1, keepdims=True))
    np.divide(found, lengths, out=found, where=lengths > 0)
    return found
