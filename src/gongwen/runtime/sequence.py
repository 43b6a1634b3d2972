"""Roles come in an order: what a paragraph does is the likelier for what its neighbours do.

A linear chain over the paragraphs of an article, with the paragraphs' own scores as emissions and counted log-odds of
one role after another as transitions; the forward-backward recursions (Rabiner, "A Tutorial on Hidden Markov Models",
1989) give each paragraph's probabilities with both sides seen. Its one weight is fitted on dev: at 0 every paragraph
stands alone, and at 1 the counts would be taken at their word, although the scores have seen the neighbours too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..documents import Document, structure_classes

Double = NDArray[np.float64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True)
class Places:
    """Where paragraphs stand: those of a document in order, or of several, one after another."""

    classes: tuple[str, ...]
    """Structure class of every paragraph (`documents.structure_classes`)."""
    starts: Bool
    """(paragraphs,): it is the first of an article."""

    @classmethod
    def of(cls, *documents: Document) -> "Places":
        classes = [name for document in documents for name in structure_classes(document)]
        starts = [
            n == 0 or paragraph.article != document.paragraphs[n - 1].article
            for document in documents
            for n, paragraph in enumerate(document.paragraphs)
        ]
        return cls(tuple(classes), np.array(starts, dtype=bool))


def marginals(scores: Double, starts: Bool, transitions: Sequence[Sequence[float]], weight: float) -> Double:
    """(paragraphs, roles): probabilities of the roles of a chain, each row summing to 1.

    Args:
        scores: (paragraphs, roles) unnormalized log-probabilities of the paragraphs by themselves.
        starts: (paragraphs,) where a chain begins.
        transitions: (1 + roles, roles) log-odds of a role at the beginning of an article, and after each of the roles.
        weight: what the log-odds count.
    """
    steps = np.exp(weight * np.asarray(transitions, dtype=np.float64))
    first, following = steps[0], steps[1:]
    emissions = np.exp(scores - scores.max(axis=-1, keepdims=True))
    forward = np.empty_like(emissions)
    for n, emission in enumerate(emissions):
        reached = emission * (first if starts[n] or n == 0 else forward[n - 1] @ following)
        forward[n] = reached / reached.sum()
    backward = np.ones_like(emissions)
    for n in range(len(emissions) - 2, -1, -1):
        if not starts[n + 1]:
            left = following @ (emissions[n + 1] * backward[n + 1])
            backward[n] = left / left.sum()
    joint = forward * backward
    return np.asarray(joint / joint.sum(axis=-1, keepdims=True), dtype=np.float64)
