"""The addition to a model's scores: products, optimum, and that it is the same as weights of the buckets."""

import numpy as np
import pytest

from gongwen.adapt.residual import Lesson, gram, solve, table
from gongwen.runtime.decide import sigmoid, softmax

BUCKETS, TOPICS, ROLES = 64, 2, 3


def lesson(paragraphs: int = 30) -> Lesson:
    rng = np.random.default_rng(0)
    features = [
        (rng.integers(0, BUCKETS, size=n), rng.random(n).astype(np.float32)) for n in rng.integers(1, 20, paragraphs)
    ]
    wanted = np.eye(ROLES)[rng.integers(0, ROLES, paragraphs)]
    return Lesson(
        features,
        rng.normal(size=(paragraphs, TOPICS)),
        np.log(softmax(rng.normal(size=(paragraphs, ROLES)))),
        (rng.random((paragraphs, TOPICS)) > 0.5).astype(float),
        wanted,
    )


def dense(given: Lesson) -> np.ndarray:
    matrix = np.zeros((len(given), BUCKETS))
    for row, (at, values) in zip(matrix, given.features, strict=True):
        np.add.at(row, at, values)
    return matrix


def test_products_are_those_of_dense_rows() -> None:
    given = lesson()
    empty = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))
    second = [given.features[0], empty, *given.features[1:5], empty]
    matrix = dense(given)
    expected = matrix @ np.vstack([matrix[0], np.zeros(BUCKETS), *matrix[1:5], np.zeros(BUCKETS)]).T
    assert gram(given.features, second, BUCKETS) == pytest.approx(expected, abs=1e-5)


def test_the_solution_is_where_the_gradient_vanishes() -> None:
    given, penalty = lesson(), 0.3
    products = gram(given.features, given.features, BUCKETS)
    weights = solve(given, products, penalty)
    addition = products @ weights
    topics = sigmoid(given.topics + addition[:, :TOPICS])
    roles = softmax(given.roles + addition[:, TOPICS:])
    slope = np.hstack([topics - given.wanted_topics, roles - given.wanted_roles]) + penalty * weights
    assert np.abs(products @ slope).max() < 0.01
    assert given.loss(addition) < 0.7 * given.loss(np.zeros_like(addition))


def test_weights_of_buckets_add_the_same() -> None:
    given = lesson()
    products = gram(given.features, given.features, BUCKETS)
    weights = solve(given, products, 1.0)
    assert dense(given) @ table(given, weights, BUCKETS) == pytest.approx(products @ weights, abs=1e-4)


def test_what_is_wanted_already_is_left_alone() -> None:
    given = lesson()
    content = Lesson(given.features, given.topics, given.roles, sigmoid(given.topics), softmax(given.roles))
    products = gram(given.features, given.features, BUCKETS)
    assert solve(content, products, 0.1) == pytest.approx(0, abs=1e-3)
    assert np.abs(products @ solve(given, products, 1e6)).max() < 1e-3
