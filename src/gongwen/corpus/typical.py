"""Typical paragraphs of a topic and a role: those most like all the others, and those the model is surest of.

Likeness is the cosine of hashed character n-grams weighted by tf-idf. With vectors of length 1 the paragraph nearest to
the mean is the medoid: the one with the greatest mean cosine to all (Manning et al., "Introduction to Information
Retrieval", 2008, ch. 14 and 17).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ..copies import THRESHOLD, grams, similarity
from ..evaluation.arrays import Double, Float, Int
from ..runtime.ngrams import bag
from ..runtime.record import Record
from .articles import Collection

_BITS = 18
SHORTEST, LONGEST = 40, 200
"""Characters of a paragraph that serves as an example. Likeness alone would choose the longest, which have something
of everything."""


@dataclass(frozen=True)
class Typical:
    """A paragraph and how typical it is."""

    record: Record
    score: float
    """Mean cosine to the paragraphs like it, or the probability of its labels; 0 to 1."""


def medoids(collection: Collection, topic: str | None, role: str, count: int = 3) -> list[Typical]:
    """The paragraphs most like all those of the same topic and role, most typical first, no two nearly the same.

    Args:
        collection: the articles.
        topic: its key; None for paragraphs without a topic.
        role: its key.
        count: how many at most.
    """
    records = _of(collection, topic, role)
    if not records:
        return []
    central = _centrality([record.text for record in records])
    ranked = (Typical(records[n], float(central[n])) for n in np.argsort(-central, kind="stable"))
    return _different(ranked, count)


def certain(collection: Collection, topic: str | None, role: str, count: int = 3) -> list[Typical]:
    """The paragraphs of that topic and role whose labels are most probable, no two nearly the same.

    Args as in `medoids`.
    """

    def probability(record: Record) -> float:
        given = [record.topic_scores.get(topic, 0.0)] if topic else [1 - s for s in record.topic_scores.values()]
        return record.role_score * float(np.prod(given))

    ranked = sorted(_of(collection, topic, role), key=probability, reverse=True)
    return _different((Typical(record, probability(record)) for record in ranked), count)


def _of(collection: Collection, topic: str | None, role: str) -> list[Record]:
    return [
        record
        for record in collection.body
        if record.role == role and (topic in record.topics if topic else not record.topics)
    ]


def _different(ranked: Iterable[Typical], count: int) -> list[Typical]:
    """The first `count` that can serve as examples and of which none is a near-copy of one before."""
    chosen: list[Typical] = []
    known: list[frozenset[str]] = []
    for one in ranked:
        if len(chosen) == count:
            break
        found = grams(one.record.text)
        readable = SHORTEST <= len(one.record.text) <= LONGEST
        if readable and all(similarity(found, other) < THRESHOLD for other in known):
            chosen.append(one)
            known.append(found)
    return chosen


def _centrality(texts: Sequence[str]) -> Double:
    """(texts,): mean cosine to all of them."""
    bags: list[tuple[Int, Float]] = [bag(text, _BITS) for text in texts]
    seen = np.zeros(1 << _BITS)
    for buckets, _ in bags:
        seen[buckets] += 1
    idf = np.log((1 + len(texts)) / (1 + seen)) + 1
    vectors = []
    total = np.zeros(1 << _BITS)
    for buckets, values in bags:
        weights = values * idf[buckets]
        weights /= np.linalg.norm(weights)
        vectors.append(weights)
        total[buckets] += weights
    return np.array([w @ total[b] for (b, _), w in zip(bags, vectors, strict=True)]) / len(texts)
