"""What is counted of a collection."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gongwen import Tagger
from gongwen.corpus import (
    article_families,
    certain,
    collect,
    medoids,
    paragraph_families,
    read_collection,
    size,
    structure,
    tag_collection,
    topics_by_unit,
    topics_by_year,
    without_copies,
)
from gongwen.errors import DataError, Fault
from gongwen.outputs import write_jsonl

from .invented import collection, record

TALK = "全年举办科普讲座十二场，发放科学生活手册三千册，请县农技站的技术员到村里讲水稻病虫害的防治，听讲的群众有八百多人次。"
FAIR = "九月里办了一次科普集市，县科协拉来大篷车，学生排着队看静电球和机械臂，老人围着义诊台量血压，散场时还有人问下回什么时候来。"
TRIP = "镇里三次派人到沿海招商，拜访客商二十六家，带回竹木加工和服装两个项目，年内投产一个，安置本地劳力一百一十人。"
VISIT = "领导干部每月逢五在镇信访室接访，全年接待来访群众九十七批，当场答复六十四件，其余交办到站所，限期十五天回话。"
NEXT = "明年打算把科普活动站建到每个片区，再办二十场讲座，把农技手册编成顺口溜，让看字吃力的老人也能听得懂、记得住。"


def test_articles_tell_year_and_unit() -> None:
    found = collection({
        "in/2014/first.txt": [
            [("title", "乡镇工作总结（2篇）"), ("title", "篇1 青岭镇2015年工作总结"), ("measure", TALK, "kepu")],
            [("title", "篇2 白水乡工作总结"), ("heading", "一、信访"), ("measure", VISIT, "xinfang")],
        ],
        "second.txt": [[("title", "工作总结"), ("other", "上一页 下一页"), ("measure", TRIP, "zhaoshang")]],
    })  # fmt: skip
    told = [(article.name, article.year, article.unit, len(article.body)) for article in found.articles]
    assert told == [
        ("in/2014/first.txt#1", 2015, "青岭镇", 1),
        ("in/2014/first.txt#2", 2014, "白水乡", 1),
        ("second.txt#1", None, None, 1),
    ]
    assert found.articles[0].titles == ("篇1 青岭镇2015年工作总结",)


def test_topics_over_years_and_units() -> None:
    found = collection({
        "a-2015.txt": [[("title", "青岭镇工作总结"), ("measure", TALK, "kepu"), ("result", FAIR, "kepu", "dangjian")]],
        "b-2015.txt": [[("title", "白水乡工作总结"), ("heading", "一、信访", "xinfang"), ("measure", VISIT, "xinfang")]],
        "c-2016.txt": [[("title", "青岭镇工作总结"), ("measure", TRIP)]],
        "d.txt": [[("measure", NEXT, "kepu")]],
    })  # fmt: skip
    years = topics_by_year(found)
    assert years.groups == (2015, 2016)
    assert years.untold == 1
    assert years.articles.tolist() == [2, 1]
    assert years.paragraphs.tolist() == [3, 1]
    assert years.counts.tolist() == [[2, 1, 1, 0], [0, 0, 0, 0]]  # a heading's topic is not counted again
    assert years.shares[0] == pytest.approx([2 / 3, 1 / 3, 1 / 3, 0])
    assert topics_by_unit(found).groups == ("青岭镇", "白水乡")
    assert topics_by_unit(found, most=1).groups == ("青岭镇",)


def test_size() -> None:
    found = collection({"a.txt": [[("title", "总结"), ("heading", "一、科普", "kepu"), ("measure", TALK, "kepu"), ("measure", TRIP)]]})  # fmt: skip
    counted = size(found)
    assert (counted.documents, counted.articles, counted.paragraphs, counted.no_topic) == (1, 1, 4, 1)
    assert counted.topics.tolist() == [1, 0, 0, 0]
    roles = dict(zip(found.labels.role_keys, counted.roles.tolist(), strict=True))
    assert (roles["title"], roles["heading"], roles["measure"]) == (1, 1, 2)
    assert counted.together[0, found.labels.role_keys.index("heading")] == 1


def test_structure_measures_text_by_tenths() -> None:
    half = "字" * 50
    article = [("title", "总结"), ("measure", half), ("measure", half), ("heading", "二、打算"), ("result", half), ("plan", half)]  # fmt: skip
    found = structure(collection({"a.txt": [article], "b.txt": [article], "c.txt": [[("measure", half)]]}))
    at = {key: n for n, key in enumerate(found.roles)}
    assert found.articles == 2  # the third is too short to have an order
    assert found.by_part.sum(axis=1) == pytest.approx(np.ones(10))
    assert found.by_part[:5, at["measure"]] == pytest.approx(np.ones(5))
    assert found.by_part[7] == pytest.approx([0.5 * (key in ("result", "plan")) for key in found.roles])
    assert found.shares[at["measure"]] == pytest.approx(0.5)
    assert found.present[at["plan"]] == 1
    assert [(s.roles, s.count, s.example) for s in found.sequences] == [(("measure", "result", "plan"), 2, "a.txt#1")]


def test_families() -> None:
    copy = TALK.replace("十二场", "十五场")
    found = collection({
        "a.txt": [[("measure", TALK), ("measure", FAIR), ("plan", NEXT)]],
        "b.txt": [[("measure", copy), ("measure", FAIR), ("plan", NEXT)]],
        "c.txt": [[("measure", TRIP), ("measure", VISIT), ("plan", NEXT)]],
    })  # fmt: skip
    families = article_families(found)
    assert [[a.doc for a in family.articles] for family in families] == [["a.txt", "b.txt"]]
    shared = paragraph_families(without_copies(found, families))
    assert [(family.articles, family.records[0].text) for family in shared] == [(2, NEXT)]


def test_families_of_a_batch_are_taken_over() -> None:
    records = [record(doc, 1, 1, "measure", text) for doc, text in (("a.txt", TALK), ("b.txt", TRIP), ("c.txt", TALK))]
    records[1] = replace(records[1], duplicate_of="a.txt#1")
    (family,) = article_families(collect(records))
    assert [article.name for article in family.articles] == ["a.txt#1", "b.txt#1"]


def test_typical_paragraphs() -> None:
    odd = "科学课上，老师把一枚生鸡蛋放进醋里，孩子们守了两天，看蛋壳化掉，才晓得壳是碳酸钙做的，回家又试了骨头和贝壳。"
    talks = [
        TALK,
        TALK.replace("水稻病虫害", "柑橘黄龙病").replace("全年举办", "上半年举办"),
        odd,
        FAIR + "全年举办科普讲座十二场。",
    ]
    found = collect(
        [record("a.txt", 1, n, "measure", text, "kepu", score=0.6 + 0.1 * n) for n, text in enumerate(talks)]
        + [record("a.txt", 1, 9, "plan", NEXT, "kepu")]
    )
    ranked = medoids(found, "kepu", "measure", 4)
    assert ranked[0].record.text in talks[:2]
    assert ranked[-1].record.text == odd
    assert len(ranked) == 3  # the other talk is nearly the same
    assert [one.record.text for one in certain(found, "kepu", "measure", 1)] == [talks[3]]
    assert medoids(found, "xinfang", "measure") == []


def test_tag_collection(tagger: Tagger, tmp_path: Path) -> None:
    for n in range(1, 6):
        (tmp_path / f"{n}.txt").write_text(f"青岭镇201{n}年科普工作总结\n{TALK}\n{FAIR}\n", encoding="utf-8")
    (tmp_path / "1.txt").write_bytes(b"")
    found = tag_collection([tmp_path], tagger, most=3)
    assert [(article.year, article.unit) for article in found.articles] == [(2013, "青岭镇"), (2015, "青岭镇")]
    assert [error.code for error in found.failed] == [Fault.EMPTY]
    with pytest.raises(DataError, match=r"nothing to tag: .*no such file"):
        tag_collection([tmp_path / "none"], tagger)


def test_read_collection(tmp_path: Path) -> None:
    written = collection({"a-2015.txt": [[("title", "青岭镇工作总结"), ("measure", TALK, "kepu")]]})
    with (tmp_path / "tagged.jsonl").open("w", encoding="utf-8") as file:
        write_jsonl(written.records, file)
    assert read_collection([tmp_path / "tagged.jsonl"]) == written
