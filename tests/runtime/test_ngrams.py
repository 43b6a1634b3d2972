"""The n-gram table: hashing that never changes, scores that depend on a paragraph alone, files that are checked."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen.documents import segment
from gongwen.errors import ModelError
from gongwen.evaluation.calibration import fit
from gongwen.labels import LabelSet
from gongwen.runtime.decide import decide
from gongwen.runtime.ngrams import NgramHeads, bag, weighted_bag
from gongwen.runtime.scorer import Logits

BITS = 10


def heads(topics: int = 2, roles: int = 3) -> NgramHeads:
    rng = np.random.default_rng(0)
    return NgramHeads(
        rng.integers(-127, 128, (1 << BITS, topics + roles), dtype=np.int8),
        np.linspace(0.01, 0.02, topics + roles, dtype=np.float32),
        np.linspace(-1, 1, topics + roles, dtype=np.float32),
        rng.uniform(1, 8, 1 << BITS).astype(np.float16).astype(np.float32),
        topics,
    )


# Two characters and the ends; their pairs; their triples.
GOLDEN = [83781, 101145, 114174, 140481, 144827, 155379, 162763, 181774, 201725, 218619, 240325, 252515]


def test_buckets_stay_the_same_for_ever() -> None:
    """A shipped table is read by later versions: another hash would make its weights those of other n-grams."""
    buckets, values = bag("招商招商", 18)
    assert buckets.tolist() == GOLDEN
    assert sorted(values.tolist())[-3:] == pytest.approx([1 + np.log(2)] * 3)


def test_digits_width_and_script_make_no_difference() -> None:
    assert bag("２０１６年招商", BITS)[0].tolist() == bag("1999年招商", BITS)[0].tolist()
    assert bag("黨的建設", BITS)[0].tolist() == bag("党的建设", BITS)[0].tolist()


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_score_depends_on_its_own_text_alone(first: str, second: str) -> None:
    table = heads()
    alone = table.score([first])
    beside = table.score([second, first, second])
    assert np.array_equal(alone.topics[0], beside.topics[1])
    assert np.array_equal(alone.roles[0], beside.roles[1])
    assert np.isfinite(beside.roles).all()


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    assert np.isfinite(heads().score(["科普\ud83d"]).topics).all()


def test_bags_have_unit_length() -> None:
    _, values = weighted_bag("今年举办科普讲座12场。", heads().idf)
    assert float(values @ values) == pytest.approx(1.0, abs=1e-5)


def test_a_score_is_the_weighted_sum() -> None:
    table = heads()
    buckets, values = weighted_bag("来信来访", table.idf)
    by_hand = (table.weights[buckets].astype(float) * values[:, None]).sum(0) * table.scales + table.biases
    scores = table.score(["来信来访"])
    assert np.hstack([scores.topics[0], scores.roles[0]]) == pytest.approx(by_hand, abs=1e-4)


def test_a_table_survives_the_disk(tmp_path: Path) -> None:
    table = heads()
    table.save(tmp_path / "ngrams.safetensors")
    again = NgramHeads.load(tmp_path / "ngrams.safetensors")
    assert np.array_equal(again.score(["党建"]).roles, table.score(["党建"]).roles)
    assert (again.topics, again.bits) == (2, BITS)


def test_a_damaged_table_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ngrams.safetensors"
    with pytest.raises(ModelError, match="not a readable n-gram table"):
        NgramHeads.load(path)
    path.write_bytes(b"x" * 100)
    with pytest.raises(ModelError, match="not a readable n-gram table"):
        NgramHeads.load(path)
    table = heads()
    for wrong in (
        NgramHeads(table.weights[:-1], table.scales, table.biases, table.idf, 2),
        NgramHeads(table.weights, table.scales[:1], table.biases, table.idf, 2),
        NgramHeads(table.weights, table.scales, table.biases, table.idf[:0], 2),
        NgramHeads(table.weights, table.scales * np.float32("nan"), table.biases, table.idf, 2),
        NgramHeads(table.weights, table.scales, table.biases, table.idf, 9),
    ):
        wrong.save(path)
        with pytest.raises(ModelError, match="do not fit each other"):
            NgramHeads.load(path)


def test_what_the_table_says_decides_where_the_encoder_says_nothing() -> None:
    labels = LabelSet.load()
    document = segment("第一段说的是科普讲座。\n第二段说的是来信来访。\n第三段什么也不说。")
    count = len(document.paragraphs)
    rng = np.random.default_rng(1)
    gold_topics, gold_roles = rng.random((count, 4)) < 0.5, rng.integers(0, 11, count)
    said = Logits(np.where(gold_topics, 1.0, -1.0).astype(np.float32), np.eye(11, dtype=np.float32)[gold_roles] * 2 - 1)
    silent = Logits(np.zeros((count, 4), np.float32), np.zeros((count, 11), np.float32), said)
    fitted = fit(silent, ["body/middle"] * count, gold_topics, gold_roles, labels, {})
    assert min(fitted.topic_ngram_weight, fitted.role_ngram_weight) > 1
    assert fitted.structure_weight == 0
    records = decide(document, silent, labels, fitted)
    assert [labels.role_keys.index(r.role) for r in records] == gold_roles.tolist()
    without = decide(document, Logits(silent.topics, silent.roles), labels, fitted)
    assert len({r.role for r in without}) == 1
