"""The n-gram table: hashing that never changes, scores that depend on a view alone, files that are checked."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from gongwen.documents import segment
from gongwen.errors import ModelError
from gongwen.evaluation.calibration import Priors, fit
from gongwen.labels import LabelSet
from gongwen.runtime.decide import decide
from gongwen.runtime.ngrams import FIELD_WEIGHTS, NEAR, NgramHeads, View, bag, features, views
from gongwen.runtime.scorer import Logits
from gongwen.runtime.sequence import Places

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


def alone(text: str) -> View:
    return text, "", "", ""


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


def test_the_same_word_is_another_one_in_another_field() -> None:
    buckets = [set(bag("招商引资", 18, field)[0].tolist()) for field in range(len(FIELD_WEIGHTS))]
    assert len(set.union(*buckets)) == sum(map(len, buckets))


@given(st.tuples(*[st.text(max_size=60)] * 4), st.tuples(*[st.text(max_size=60)] * 4))
def test_a_score_depends_on_its_own_view_alone(first: View, second: View) -> None:
    table = heads()
    once = table.score([first])
    beside = table.score([second, first, second])
    assert np.array_equal(once.topics[0], beside.topics[1])
    assert np.array_equal(once.roles[0], beside.roles[1])
    assert np.isfinite(beside.roles).all()


def test_views_show_neighbours_of_the_same_article_and_the_headings_above() -> None:
    long = "今年举办科普讲座十二场，" * 20
    document = segment(f"一、主要做法\n{long}\n二、下一步打算\n明年再办。\n")
    heading, body, second, last = views(document)
    assert heading == ("一、主要做法", "", long[:NEAR], "")
    assert body == (long, "一、主要做法", "二、下一步打算", "一、主要做法")
    assert second[1] == long[-NEAR:]
    assert last == ("明年再办。", "二、下一步打算", "", "二、下一步打算")
    body = "今年工作有序推进，成效明显，群众满意。\n" * 4
    articles = segment("工作总结范文\n" + "".join(f"篇{n}\n{body}" for n in (1, 2, 3)))
    seen = {p.article: view for p, view in zip(articles.paragraphs, views(articles), strict=True) if p.text[0] == "篇"}
    assert sorted(seen) == [1, 2, 3]
    assert [view[1] for view in seen.values()] == ["工作总结范文", "", ""]


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    assert np.isfinite(heads().score([alone("科普\ud83d")]).topics).all()


def test_every_field_has_the_length_of_its_weight() -> None:
    text = "今年举办科普讲座12场。"
    _, values = features(alone(text), heads().idf)
    assert float(values @ values) == pytest.approx(1.0, abs=1e-5)
    _, values = features((text, text, "", text), heads().idf)
    squares = [weight**2 for weight in FIELD_WEIGHTS]
    assert float(values @ values) == pytest.approx(squares[0] + squares[1] + squares[3], abs=1e-5)


def test_a_score_is_the_weighted_sum() -> None:
    table = heads()
    view = ("来信来访", "", "下一步打算", "一、信访工作")
    buckets, values = features(view, table.idf)
    by_hand = (table.weights[buckets].astype(float) * values[:, None]).sum(0) * table.scales + table.biases
    scores = table.score([view])
    assert np.hstack([scores.topics[0], scores.roles[0]]) == pytest.approx(by_hand, abs=1e-4)


def test_a_table_survives_the_disk(tmp_path: Path) -> None:
    table = heads()
    table.save(tmp_path / "ngrams.safetensors")
    again = NgramHeads.load(tmp_path / "ngrams.safetensors")
    view = ("党建", "前", "后", "上")
    assert np.array_equal(again.score([view]).roles, table.score([view]).roles)
    assert (again.topics, again.bits, again.fields) == (2, BITS, FIELD_WEIGHTS)


def test_a_table_of_a_model_of_format_2_sees_the_paragraph_alone(tmp_path: Path) -> None:
    table, path = heads(), tmp_path / "ngrams.safetensors"
    table.save(path)
    arrays = {name: array for name, array in load_file(path).items() if name != "fields"}
    save_file(arrays, path)
    old = NgramHeads.load(path)
    assert np.array_equal(old.score([("党建", "前", "后", "上")]).roles, old.score([alone("党建")]).roles)


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
        NgramHeads(table.weights, table.scales, table.biases, table.idf, 2, (1.0,)),
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
    fitted = fit(silent, Places.of(document), np.ones(count, bool), gold_topics, gold_roles, labels, Priors())
    assert min(fitted.topic_ngram_weight, fitted.role_ngram_weight) > 1
    assert fitted.structure_weight == 0
    records = decide(document, silent, labels, fitted)
    assert [labels.role_keys.index(r.role) for r in records] == gold_roles.tolist()
    without = decide(document, Logits(silent.topics, silent.roles), labels, fitted)
    assert len({r.role for r in without}) == 1
