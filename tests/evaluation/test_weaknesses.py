"""The three weaknesses against predictions made by hand."""

import numpy as np

from gongwen.evaluation import Evaluation, Predictions
from gongwen.evaluation.contexts import Context
from gongwen.evaluation.weaknesses import most_confused, weakest_slice, weakest_topic
from gongwen.labels import LabelSet

LABELS = LabelSet.from_dict(
    {
        "version": 1,
        "topics": [{"key": "a", "name": "甲"}, {"key": "b", "name": "乙"}, {"key": "c", "name": "丙"}],
        "roles": [{"key": k, "name": k} for k in ("r", "s", "t")],
    }
)


def evaluation(gold: list[int], roles: list[int], gold_topics: np.ndarray, topics: np.ndarray) -> Evaluation:
    n = len(gold)
    sources = tuple(f"written:{k}" for k in range(-(-n // 4)))
    p = Predictions(sources, np.arange(n) // 4, gold_topics, np.array(gold), topics, np.array(roles))
    contexts = tuple(
        Context(sources[k // 4], k, "字" * (30 if k % 4 else 300), "", "", (), 1, "middle", True) for k in range(n)
    )
    return Evaluation("m", "", "test", LABELS, (), p, contexts, {}, None, {}, {})


def test_roles_taken_for_each_other_are_counted_both_ways() -> None:
    none = np.zeros((8, 3), dtype=bool)
    pair = most_confused(evaluation([0, 0, 1, 1, 2, 2, 0, 0], [1, 1, 0, 1, 0, 2, 0, 0], none, none))
    assert pair is not None
    assert (pair.first, pair.second, pair.there, pair.back, pair.share) == ("r", "s", 2, 1, 0.75)
    assert pair.mask.tolist() == [True, True, True, False, False, False, False, False]
    assert most_confused(evaluation([0] * 4, [0] * 4, none[:4], none[:4])) is None


def test_the_topic_of_least_f1_is_one_that_occurs() -> None:
    gold, given = np.zeros((8, 3), dtype=bool), np.zeros((8, 3), dtype=bool)
    gold[:4, 0] = given[:4, 0] = True
    gold[2:6, 1] = True
    given[4:7, 1] = True
    given[7, 2] = True  # nobody has it
    topic = weakest_topic(evaluation([0] * 8, [0] * 8, gold, given))
    assert topic is not None
    assert (topic.key, topic.gold, topic.missed, topic.extra) == ("b", 4, 2, 1)
    assert topic.f1 == 4 / 7
    assert topic.mask.tolist() == [False, False, True, True, False, False, True, False]
    assert weakest_topic(evaluation([0] * 2, [0] * 2, gold[6:], given[6:])) is None


def test_the_worst_kind_of_paragraph_is_named_and_not_by_its_role() -> None:
    n = 160
    none = np.zeros((n, 3), dtype=bool)
    long_wrong = [2 if k % 4 == 0 else 0 for k in range(n)]
    kind = weakest_slice(evaluation([0] * n, long_wrong, none, none))
    assert kind is not None
    assert (kind.dimension, kind.paragraphs, kind.error.value) == ("length", 40, 1)
    assert weakest_slice(evaluation([0] * 4, [0] * 4, none[:4], none[:4])) is None
