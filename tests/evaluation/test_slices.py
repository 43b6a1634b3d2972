"""Slices against counts made by hand, and the order in which they stand."""

import numpy as np
import pytest

from gongwen.data import Entry
from gongwen.evaluation import Minimum, Predictions
from gongwen.evaluation.contexts import Context
from gongwen.evaluation.groups import groups, length_class
from gongwen.evaluation.slices import slices
from gongwen.labels import LabelSet

LABELS = LabelSet.from_dict(
    {
        "version": 1,
        "topics": [{"key": "a", "name": "甲"}, {"key": "b", "name": "乙"}],
        "roles": [{"key": k, "name": k} for k in ("r", "s")],
    }
)


def _predictions(owner: list[int], wrong: list[bool]) -> Predictions:
    n = len(owner)
    gold = np.zeros((n, 2), dtype=bool)
    gold[::2, 0] = True
    roles = np.zeros(n, dtype=np.int64)
    sources = tuple(f"written:{k}" for k in range(max(owner) + 1))
    return Predictions(sources, np.array(owner), gold, roles, gold.copy(), np.where(wrong, 1, 0))


def test_a_slices_figures_are_counts() -> None:
    p = _predictions([0, 0, 0, 1, 1, 1, 2, 2], [True, False, True, False, False, True, False, False])
    mask = np.array([True, True, False, True, False, False, False, False])
    one = slices(p, LABELS, [("length", "x", mask)], Minimum(3, 2))[0]
    assert (one.documents, one.paragraphs, one.ranked) == (2, 3, True)
    assert one.error.value == pytest.approx(1 / 3)
    assert one.difference.value == pytest.approx(1 / 3 - 2 / 5)
    assert one.error.low <= one.error.value <= one.error.high
    assert one.role_accuracy == pytest.approx(2 / 3)
    assert one.topic_micro_f1 == 1
    assert one.topic_macro_f1 == 1  # over the topic that occurs
    without = np.array([False, True, False, True, False, False, False, False])
    assert np.isnan(slices(p, LABELS, [("length", "x", without)])[0].topic_micro_f1)


def test_worst_is_what_is_most_certainly_worse_and_small_slices_come_last() -> None:
    owner = [document for document in range(40) for _ in range(10)]
    at = np.arange(400)
    certain = at % 10 < 4  # in every document, half of them wrong
    lucky = (at // 10 == 7) & (at % 10 >= 4)  # six paragraphs of one document, all wrong
    wide = (at // 10 < 6) & (at % 10 >= 4)  # 36 paragraphs of six documents; wrong in two of these, and there all
    wrong = (certain & (at % 2 == 0)) | lucky | (wide & (at // 10 < 2))
    named = [("d", "lucky", lucky), ("d", "wide", wide), ("d", "certain", certain)]
    found = slices(_predictions(owner, wrong.tolist()), LABELS, named)
    assert [(one.value, one.ranked) for one in found] == [("certain", True), ("wide", True), ("lucky", False)]
    assert found[0].difference.low > 0 > found[1].difference.low
    assert found[2].error.value == 1
    everything = slices(_predictions(owner, wrong.tolist()), LABELS, [("d", "all", np.ones(400, dtype=bool))])[0]
    assert not everything.ranked  # there is nothing to be worse than
    assert np.isnan(everything.difference.value)


def test_paragraphs_are_grouped_by_themselves_and_by_their_documents() -> None:
    def context(source: str, characters: int, place: str) -> Context:
        return Context(source, 1, "字" * characters, "", "", (), 1, place, True)

    contexts = [context("written:0", 20, "first"), context("written:0", 21, "last"), context("news:1", 700, "only")]
    catalogue = {
        "written:0": Entry("written:0", unit="county", year=1998, noise=("ocr", "ads"), script="simplified"),
        "news:1": Entry("news:1", noise=(), script="simplified"),
    }
    p = _predictions([0, 0, 1], [False] * 3)
    p.gold_topics[0] = True
    found = {(dimension, value): mask.tolist() for dimension, value, mask in groups(contexts, p, LABELS, catalogue)}
    assert found[("length", "1–20")] == [True, False, False]
    assert found[("length", "601+")] == [False, False, True]
    assert found[("origin", "public")] == [False, False, True]
    assert found[("collection", "written")] == [True, True, False]
    assert found[("year", "1990s")] == [True, True, False]
    assert found[("year", "not noted")] == [False, False, True]
    assert found[("noise", "ads")] == found[("noise", "ocr")] == [True, True, False]
    assert found[("noise", "none")] == [False, False, True]
    assert found[("topics", "2+")] == [True, False, False]
    assert found[("topics", "0")] == [False, True, False]
    assert found[("place", "last")] == [False, True, False]
    assert not [key for key in found if key[0] in ("script", "role")]  # all are alike
    assert [length_class(n) for n in (1, 60, 61, 300, 600, 601)] == [
        "1–20",
        "21–60",
        "61–150",
        "151–300",
        "301–600",
        "601+",
    ]
