"""What a user's labels add to the scores of a model: a linear function of hashed n-grams that starts at nothing.

The model's own scores are the offset of a penalized logistic regression (for the roles a multinomial one), so that only
what it does not know already is learnt. The penalty holds the addition to 0 wherever no label asks for another: texts
that share few n-grams with the labelled ones keep their labels. There are far fewer labels than n-grams, so it is
solved in the dual: the weights are sums of the labelled paragraphs' features (representer theorem; Schölkopf and Smola,
"Learning with Kernels", 2002, ch. 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..evaluation.arrays import Double, Float, Int
from ..runtime.decide import sigmoid, softmax

_STEPS = 400
_CLOSE = 1e-4
"""Change of the dual weights at which they are settled."""
_LEAST = 1e-6

Row = tuple[Int, Float]
"""Buckets and values of a paragraph (`runtime.ngrams.features`)."""


@dataclass(frozen=True)
class Lesson:
    """Paragraphs to learn from.

    Attributes:
        features: of each paragraph.
        topics: (paragraphs, topics) log-odds that the model gives.
        roles: (paragraphs, roles) log-probabilities that the model gives.
        wanted_topics: (paragraphs, topics) probabilities it should give, mostly 0 and 1.
        wanted_roles: (paragraphs, roles).
    """

    features: Sequence[Row]
    topics: Double
    roles: Double
    wanted_topics: Double
    wanted_roles: Double

    def __len__(self) -> int:
        return len(self.features)

    def at(self, chosen: Int) -> "Lesson":
        """Some of the paragraphs."""
        return Lesson(
            [self.features[n] for n in chosen],
            self.topics[chosen],
            self.roles[chosen],
            self.wanted_topics[chosen],
            self.wanted_roles[chosen],
        )

    def loss(self, addition: Double) -> float:
        """Summed log-losses with an addition (paragraphs, topics + roles) to the scores."""
        topics = self.topics.shape[1]
        given = np.clip(sigmoid(self.topics + addition[:, :topics]), _LEAST, 1 - _LEAST).astype(np.float64)
        roles = np.clip(softmax(self.roles + addition[:, topics:]), _LEAST, 1).astype(np.float64)
        yes, no = self.wanted_topics * np.log(given), (1 - self.wanted_topics) * np.log1p(-given)
        return -float(yes.sum() + no.sum() + (self.wanted_roles * np.log(roles)).sum())

    def and_(self, other: "Lesson") -> "Lesson":
        """Both, one after the other."""
        return Lesson(
            [*self.features, *other.features],
            np.concatenate([self.topics, other.topics]),
            np.concatenate([self.roles, other.roles]),
            np.concatenate([self.wanted_topics, other.wanted_topics]),
            np.concatenate([self.wanted_roles, other.wanted_roles]),
        )


def gram(first: Sequence[Row], second: Sequence[Row], buckets: int) -> Double:
    """(first, second): inner products of the features."""
    joined = np.concatenate([b for b, _ in second]) if second else np.zeros(0, dtype=np.int64)
    values = np.concatenate([v for _, v in second]).astype(np.float64) if second else np.zeros(0)
    # A paragraph without features would make reduceat repeat its neighbour: it gets a bucket of value 0.
    starts = np.cumsum([0] + [len(b) for b, _ in second])[:-1]
    empty = np.array([not len(b) for b, _ in second], dtype=bool)
    products = np.zeros((len(first), len(second)))
    dense = np.zeros(buckets)
    for n, (at, value) in enumerate(first):
        np.add.at(dense, at, value)  # a bucket may stand in two fields
        if len(joined):
            sums = np.add.reduceat(np.append(dense[joined] * values, 0.0), np.minimum(starts, len(joined)))
            products[n] = np.where(empty, 0.0, sums)
        dense[at] = 0.0
    return products


def solve(lesson: Lesson, products: Double, penalty: float) -> Double:
    """Dual weights (paragraphs, topics + roles) of least loss: the addition to the scores is `products` times them.

    Args:
        lesson: what to learn from.
        products: (paragraphs, paragraphs) from `gram`.
        penalty: half of this times the squared norm of the addition is added to the summed log-losses.
    """
    topics = lesson.topics.shape[1]
    offset = np.hstack([lesson.topics, lesson.roles])
    wanted = np.hstack([lesson.wanted_topics, lesson.wanted_roles])
    step = 1.0 / (0.5 * _largest(products) + penalty)  # the log-loss of a softmax curves by 1/2 at most
    weights = ahead = np.zeros_like(offset)
    added = added_ahead = np.zeros_like(offset)  # products times them
    momentum = 1.0
    for _ in range(_STEPS):  # Nesterov's method on the functions, with restarts (O'Donoghue and Candès, 2015)
        scores = offset + added_ahead
        given = np.hstack([sigmoid(scores[:, :topics]), softmax(scores[:, topics:])])
        slope = given - wanted + penalty * ahead
        following = ahead - step * slope
        adding = products @ following
        if float(np.sum(slope * (adding - added))) > 0:
            momentum = 1.0
        faster = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        further = (momentum - 1) / faster
        ahead = following + further * (following - weights)
        added_ahead = adding + further * (adding - added)
        change = float(np.abs(following - weights).max(initial=0.0))
        weights, added, momentum = following, adding, faster
        if change < _CLOSE * penalty:
            break
    return weights


def _largest(products: Double) -> float:
    """A bound on the largest eigenvalue of a symmetric matrix: the largest sum of a row's absolute values."""
    return float(np.abs(products).sum(axis=1).max(initial=0.0))


def table(lesson: Lesson, weights: Double, buckets: int) -> Float:
    """(buckets, topics + roles): the same addition as weights of the buckets."""
    summed = np.zeros((buckets, weights.shape[1]))
    for (at, values), row in zip(lesson.features, weights, strict=True):
        np.add.at(summed, at, values[:, None] * row)
    return summed.astype(np.float32)
