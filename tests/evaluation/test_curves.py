"""Curves against scikit-learn, confusions and disagreements against counts made by hand."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, confusion_matrix, precision_recall_curve

from gongwen.evaluation import Predictions, calibration_bins, precision_recall, risk_curve
from gongwen.evaluation.confusion import role_cells, role_confusion, topic_confusion
from gongwen.evaluation.disagreement import suspects, worst_errors
from gongwen.evaluation.reliability import expected_calibration_error
from gongwen.labels import LabelSet

LABELS = LabelSet.from_dict(
    {
        "version": 1,
        "topics": [{"key": "a", "name": "甲"}, {"key": "b", "name": "乙"}],
        "roles": [{"key": k, "name": k} for k in ("r", "s", "t")],
    }
)
RNG = np.random.default_rng(3)


def test_precision_and_recall_are_those_of_scikit_learn() -> None:
    gold = RNG.random(500) < 0.2
    scores = np.round(np.clip(gold * 0.3 + RNG.random(500) * 0.7, 0, 1), 2).astype(np.float32)  # with equals
    curve = precision_recall(gold, scores)
    precision, recall, thresholds = precision_recall_curve(gold, scores)
    np.testing.assert_allclose(curve.precision[::-1], precision[:-1])
    np.testing.assert_allclose(curve.recall[::-1], recall[:-1])
    np.testing.assert_allclose(curve.thresholds[::-1], thresholds)
    assert curve.average_precision == pytest.approx(average_precision_score(gold, scores))
    given = scores >= 0.5
    assert curve.at(0.5) == pytest.approx(((gold & given).sum() / gold.sum(), (gold & given).sum() / given.sum()))
    assert curve.at(2.0)[0] == 0
    assert np.isnan(precision_recall(np.zeros(5, dtype=bool), scores[:5]).average_precision)


def test_the_bins_are_what_the_calibration_error_sums_up() -> None:
    scores = RNG.random(1000).astype(np.float32)
    right = RNG.random(1000) < scores**2
    bins = calibration_bins(scores, right)
    assert bins.count.sum() == 1000
    gap = (np.abs(bins.probability - bins.right) * bins.count).sum() / 1000
    assert gap == pytest.approx(expected_calibration_error(scores, right), abs=1e-6)
    assert len(calibration_bins(np.array([0.05, 1.0], dtype=np.float32), np.array([False, True])).count) == 2


def _predictions() -> Predictions:
    gold_topics = np.array([[1, 0], [1, 1], [0, 0], [0, 0], [1, 0]], dtype=bool)
    topics = np.array([[1, 1], [0, 1], [0, 0], [1, 0], [1, 0]], dtype=bool)
    gold_roles, roles = np.array([0, 1, 2, 2, 0]), np.array([0, 1, 2, 1, 0])
    scores = np.array([[0.9, 0.96], [0.2, 0.8], [0.1, 0.1], [0.6, 0.0], [0.7, 0.3]], dtype=np.float32)
    every = np.full((5, 3), 0.05, dtype=np.float32)
    every[np.arange(5), roles] = 0.9
    return Predictions(
        ("d",), np.zeros(5, dtype=int), gold_topics, gold_roles, topics, roles, scores, every.max(1), None, every
    )


def test_confusions_count_what_their_cells_hold() -> None:
    p = _predictions()
    np.testing.assert_array_equal(role_confusion(p, LABELS), confusion_matrix(p.gold_roles, p.roles, labels=[0, 1, 2]))
    assert role_cells(p, LABELS)[2][1].tolist() == [3]
    assert topic_confusion(p).tolist() == [
        [2, 1, 1],  # 甲: given twice, 乙 added to the first, missed in the second
        [0, 1, 0],
        [1, 0, 1],  # no topic: 甲 given to one, the other rightly left alone
    ]


def test_the_least_probable_labels_come_first() -> None:
    found = suspects(_predictions(), LABELS)
    assert [(s.at, s.label, s.given, s.said) for s in found] == [
        (0, "b", False, ""),
        (3, "t", True, "s"),
        (1, "a", True, ""),
        (3, "a", False, ""),
    ]
    assert [s.probability for s in found] == pytest.approx([0.04, 0.05, 0.2, 0.4])
    assert worst_errors(_predictions()) == [3, 0, 1]
    plain = _predictions()
    rules = Predictions(plain.sources, plain.owner, plain.gold_topics, plain.gold_roles, plain.topics, plain.roles)
    assert suspects(rules, LABELS) == []
    assert worst_errors(rules) == [3, 0, 1]  # two wrong decisions before one


def test_the_risk_curve_ends_at_the_error_and_orders_by_confidence() -> None:
    curve = risk_curve(_predictions())
    assert curve.coverage.tolist() == pytest.approx([0.2, 0.4, 0.6, 0.8, 1.0])
    assert curve.risk[-1] == pytest.approx(3 / 5)
    assert curve.confidence[0] == pytest.approx(0.9 * 0.9 * 0.96)  # both topics of the first, given or not
    assert (np.diff(curve.confidence) <= 0).all()
    with pytest.raises(ValueError, match="no probabilities"):
        risk_curve(
            Predictions(
                ("d",), *(getattr(_predictions(), n) for n in ("owner", "gold_topics", "gold_roles", "topics", "roles"))
            )
        )
