"""The chain of roles: exact marginals, articles apart, nothing changed at weight 0; what dev makes of it."""

from itertools import pairwise, product

import numpy as np
import pytest

from gongwen.documents import segment
from gongwen.evaluation.calibration import Priors, fit, transition_log_odds
from gongwen.labels import LabelSet
from gongwen.runtime.decide import probabilities, softmax
from gongwen.runtime.scorer import Logits
from gongwen.runtime.sequence import Places, marginals

RNG = np.random.default_rng(0)


def by_enumeration(scores: np.ndarray, transitions: np.ndarray, weight: float) -> np.ndarray:
    """Marginals of one article, over all its sequences of roles."""
    length, roles = scores.shape
    total = np.zeros_like(scores)
    for sequence in product(range(roles), repeat=length):
        steps = [transitions[0][sequence[0]], *(transitions[1 + a][b] for a, b in pairwise(sequence))]
        mass = np.exp(weight * sum(steps) + sum(scores[n, role] for n, role in enumerate(sequence)))
        for n, role in enumerate(sequence):
            total[n, role] += mass
    return total / total.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("weight", [0.0, 0.4, 1.0])
def test_marginals_are_those_of_all_sequences(weight: float) -> None:
    scores, transitions = RNG.normal(size=(5, 3)) * 2, RNG.normal(size=(4, 3))
    starts = np.array([True, False, False, False, False])
    got = marginals(scores, starts, transitions.tolist(), weight)
    assert got == pytest.approx(by_enumeration(scores, transitions, weight), abs=1e-9)
    if not weight:
        assert got == pytest.approx(softmax(scores), abs=1e-6)


def test_articles_do_not_reach_into_each_other() -> None:
    scores, transitions = RNG.normal(size=(7, 3)), RNG.normal(size=(4, 3)).tolist()
    starts = np.array([True, False, False, True, False, False, False])
    both = marginals(scores, starts, transitions, 0.7)
    apart = [marginals(scores[a:b], starts[a:b], transitions, 0.7) for a, b in ((0, 3), (3, 7))]
    assert both == pytest.approx(np.vstack(apart), abs=1e-12)


def test_scores_of_any_size_do_not_overflow() -> None:
    scores = np.array([[1e4, -1e4, 0.0], [-1e4, 0.0, 1e4]])
    got = marginals(scores, np.array([True, False]), RNG.normal(size=(4, 3)).tolist(), 1.0)
    assert np.isfinite(got).all()
    assert got.argmax(axis=1).tolist() == [0, 2]


def test_no_paragraphs() -> None:
    assert marginals(np.zeros((0, 3)), np.zeros(0, bool), np.zeros((4, 3)).tolist(), 1.0).shape == (0, 3)


def test_transitions_are_counted_after_each_role() -> None:
    labels = LabelSet.load()
    odds = np.array(transition_log_odds([(None, 0), (0, 2), (2, 4), (4, 4), (4, 4), (4, 9)] * 50, labels))
    assert odds.shape == (1 + len(labels.roles), len(labels.roles))
    assert odds[0].argmax() == 0
    assert odds[1].argmax() == 2
    assert odds[5, 4] > 0 > odds[1, 4]


def test_dev_decides_what_the_chain_counts() -> None:
    """Roles that alternate, scores that know every other one: the chain tells the rest, and is given weight."""
    labels, count = LabelSet.load(), 40
    document = segment("".join(f"这是正文的第{n}段话。\n" for n in range(count)))
    places = Places.of(document)
    roles = np.where(np.arange(count) % 2, 4, 7)
    scores = np.zeros((count, len(labels.roles)), np.float32)
    scores[np.arange(0, count, 2), 7] = 4.0
    pairs = [(None, 7), *[(7, 4), (4, 7)] * 100]
    logits, topics = Logits(np.zeros((count, 4), np.float32), scores), np.zeros((count, 4), bool)
    fitted = fit(
        logits,
        places,
        np.ones(count, bool),
        topics,
        roles,
        labels,
        Priors(transitions=transition_log_odds(pairs, labels)),
    )
    assert fitted.transition_weight > 0
    assert (probabilities(logits, places, fitted)[1].argmax(axis=1) == roles).all()
