"""Figures against scikit-learn and against counts made by hand."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, brier_score_loss, f1_score

from gongwen.evaluation import Predictions, bootstrap, compare, count, paired, reliability, risk_coverage
from gongwen.evaluation.calibration import origin_weights
from gongwen.evaluation.intervals import draws
from gongwen.evaluation.metrics import best_threshold
from gongwen.evaluation.reliability import confidence_for_error
from gongwen.labels import LabelSet

LABELS = LabelSet.from_dict(
    {
        "version": 1,
        "topics": [{"key": "a", "name": "甲"}, {"key": "b", "name": "乙"}, {"key": "c", "name": "丙"}],
        "roles": [{"key": k, "name": k} for k in ("r", "s", "t", "never")],
    }
)
RNG = np.random.default_rng(7)


def _random(n: int = 400, accuracy: float = 0.8) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    gold_topics = RNG.random((n, 3)) < 0.3
    topics = gold_topics ^ (RNG.random((n, 3)) < 1 - accuracy)
    gold_roles = np.repeat(RNG.integers(0, 3, n // 2), 2)
    roles = np.where(RNG.random(n) < accuracy, gold_roles, RNG.integers(0, 3, n))
    owner = np.repeat(np.arange(n // 10), 10)
    return gold_topics, topics, gold_roles, roles, owner


def test_figures_are_those_of_scikit_learn() -> None:
    gold_topics, topics, gold_roles, roles, owner = _random()
    m = compare(gold_topics, topics, gold_roles, roles, LABELS, owner)
    assert m.topic_macro_f1 == pytest.approx(f1_score(gold_topics, topics, average="macro"))
    assert m.values["topic_micro_f1"] == pytest.approx(f1_score(gold_topics, topics, average="micro"))
    assert m.role_macro_f1 == pytest.approx(f1_score(gold_roles, roles, average="macro"))
    assert m.role_accuracy == pytest.approx(accuracy_score(gold_roles, roles))
    assert m.paragraphs == 400
    assert compare(gold_topics, topics, gold_roles, roles, LABELS).role_accuracy == m.role_accuracy


def test_labels_are_those_of_the_table_whatever_gold_holds() -> None:
    nothing = np.zeros((4, 3), dtype=bool)
    said = nothing.copy()
    said[0, 1] = True
    m = compare(nothing, said, np.zeros(4, dtype=int), np.array([0, 0, 0, 3]), LABELS)
    assert set(m.role_f1) == {"r", "s", "t", "never"}
    assert m.role_f1["never"] == 0  # said, though gold never has it: an error that counts
    assert m.role_macro_f1 == pytest.approx((6 / 7 + 0) / 2)
    assert m.topic_f1["b"] == 0
    assert m.topic_macro_f1 == 0
    assert np.isnan(m.topic_f1["a"])


@pytest.mark.parametrize(
    ("gold", "said", "owner", "expected"),
    [
        ([0, 0, 1, 1], [0, 0, 1, 1], [0, 0, 0, 0], 1.0),
        ([0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 0], 0.0),  # the border is off: neither span is right
        ([0, 1, 1, 0], [0, 1, 1, 1], [0, 0, 0, 0], 2 * 1 / (3 + 2)),
        ([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 1, 1], 1.0),  # a span ends with its document
        ([0, 0, 0, 0], [0, 0, 1, 0], [0, 0, 1, 1], 2 * 1 / (2 + 3)),
    ],
)
def test_span_f1_wants_both_ends_and_the_role(
    gold: list[int], said: list[int], owner: list[int], expected: float
) -> None:
    none = np.zeros((4, 3), dtype=bool)
    m = compare(none, none, np.array(gold), np.array(said), LABELS, np.array(owner))
    assert m.values["role_span_f1"] == pytest.approx(expected)


def test_a_bootstrap_draw_equals_a_computation_on_the_drawn_documents() -> None:
    gold_topics, topics, gold_roles, roles, owner = _random(100)
    counts = count(gold_topics, topics, gold_roles, roles, LABELS, owner)
    weights = draws(10, 3, seed=5)
    drawn = counts.figures(weights)
    for n, weight in enumerate(weights):
        at = np.concatenate([np.flatnonzero(owner == d) for d in range(10) for _ in range(int(weight[d]))])
        fresh = np.repeat(np.arange(len(at) // 10), 10)
        m = compare(gold_topics[at], topics[at], gold_roles[at], roles[at], LABELS, fresh)
        for name, value in m.values.items():
            assert drawn[name][n] == pytest.approx(value, nan_ok=True), name


def test_intervals_hold_the_figure_and_narrow_with_more_documents() -> None:
    def width(n: int) -> float:
        gold_topics, topics, gold_roles, roles, owner = _random(n)
        interval = bootstrap(count(gold_topics, topics, gold_roles, roles, LABELS, owner))["role_accuracy"]
        assert interval.low < interval.value < interval.high
        return interval.high - interval.low

    assert width(4000) < 0.5 * width(200)


def test_the_paired_test_tells_a_better_system_and_not_a_twin() -> None:
    gold_topics, topics, gold_roles, roles, owner = _random(1000, accuracy=0.7)
    better = np.where(RNG.random(1000) < 0.5, gold_roles, roles)
    first = count(gold_topics, topics, gold_roles, better, LABELS, owner)
    second = count(gold_topics, topics, gold_roles, roles, LABELS, owner)
    difference = paired(first, second)["role_accuracy"]
    assert difference.p < 0.01
    assert difference.low > 0
    assert paired(second, first)["role_accuracy"].value == pytest.approx(-difference.value)
    twin = paired(first, first)["role_accuracy"]
    assert (twin.value, twin.p) == (0.0, 1.0)
    # Two systems of equal skill: p is no smaller than 5% in nearly all of many pairs.
    rare = 0
    for _ in range(60):
        gold_topics, topics, gold_roles, one, owner = _random(300)
        other = np.where(RNG.random(300) < 0.8, gold_roles, RNG.integers(0, 3, 300))
        a, b = (count(gold_topics, topics, gold_roles, r, LABELS, owner) for r in (one, other))
        rare += paired(a, b, resamples=500)["role_accuracy"].p < 0.05
    assert rare <= 9


def test_a_single_document_tells_nothing_of_chance() -> None:
    gold_topics, topics, gold_roles, roles, _ = _random(100)
    one, other = (count(gold_topics, topics, gold_roles, r, LABELS) for r in (gold_roles, roles))
    difference = paired(one, other)["role_accuracy"]
    assert difference.value > 0
    assert difference.low == difference.high == difference.value
    assert difference.p == 1


def test_systems_asked_about_different_paragraphs_are_not_compared() -> None:
    a, b = _random(100), _random(100)
    with pytest.raises(ValueError, match="not asked about the same"):
        paired(*(count(*x[:4], LABELS, x[4]) for x in (a, b)))


def _predictions(scores: np.ndarray, right: np.ndarray, unsure: np.ndarray) -> Predictions:
    n = len(right)
    topics = np.zeros((n, 3), dtype=bool)
    return Predictions(
        ("d",),
        np.zeros(n, dtype=int),
        topics,
        np.zeros(n, dtype=int),
        topics,
        np.where(right, 0, 1),
        np.zeros((n, 3), dtype=np.float32),
        scores,
        unsure,
    )


def test_reliability_of_a_calibrated_and_of_a_boastful_system() -> None:
    scores = RNG.uniform(0.3, 1.0, 20_000).astype(np.float32)
    right = RNG.random(20_000) < scores
    unsure = scores < 0.6
    honest = reliability(_predictions(scores, right, unsure))
    assert honest.role_ece < 0.015
    assert honest.role_brier == pytest.approx(brier_score_loss(right, scores), abs=1e-6)
    assert honest.topic_ece == 0
    assert honest.unsure == pytest.approx(unsure.mean())
    assert honest.sure_error == pytest.approx(1 - right[~unsure].mean())
    assert honest.sure_error < honest.error
    confident = np.sort(scores)[::-1][17_999]
    assert honest.error_at_90 == pytest.approx(1 - right[scores >= confident].mean(), abs=1e-4)
    boastful = reliability(_predictions(np.full_like(scores, 0.99), right, unsure))
    assert boastful.role_ece == pytest.approx(0.99 - right.mean(), abs=1e-4)


def test_the_band_of_doubt_keeps_its_promise() -> None:
    confidence = RNG.uniform(0, 1, 5000).astype(np.float32)
    wrong = RNG.random(5000) > confidence
    below = confidence_for_error(confidence, wrong, 0.05)
    sure = confidence >= below
    assert 0 < wrong[sure].mean() <= 0.05
    assert confidence_for_error(confidence, np.zeros(5000, dtype=bool), 0.05) == 0
    assert confidence_for_error(confidence, np.ones(5000, dtype=bool), 0.05) > 1
    risk = risk_coverage(confidence, wrong)
    assert risk[-1] == pytest.approx(wrong.mean())


def test_weights_make_both_origins_count_the_same() -> None:
    public = np.array([True] * 10 + [False] * 90)
    weights = origin_weights(public)
    assert weights[public].sum() == pytest.approx(weights[~public].sum())
    # The threshold that suits the small, hard part wins over the one that suits the large, easy one.
    gold = np.array([True] * 5 + [False] * 5 + [True] * 45 + [False] * 45)
    scores = np.array([0.25] * 5 + [0.2] * 5 + [0.9] * 45 + [0.1] * 25 + [0.3] * 20, dtype=np.float32)
    assert best_threshold(gold, scores) > 0.3
    assert best_threshold(gold, scores, weights=np.where(public, 20.0, 1.0)) == pytest.approx(0.225)
