"""The report's folder: the page asks nothing of any network, text stays text, and the figures have stable keys."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from gongwen.errors import DataError, OutputError
from gongwen.evaluation import Evaluation, Minimum, summary
from gongwen.report import write_report

from .conftest import HOSTILE, make

KEYS = """\
comparison/*/*/*/high
comparison/*/*/*/low
comparison/*/*/*/p
comparison/*/*/*/value
confusion/roles
confusion/topics
cut_as_labelled/*
data/absent/*
data/documents
data/paragraphs
data/split
figures/*/*/high
figures/*/*/low
figures/*/*/value
labels/roles/*/average_precision
labels/roles/*/f1/high
labels/roles/*/f1/low
labels/roles/*/f1/value
labels/roles/*/given
labels/roles/*/precision
labels/roles/*/recall
labels/roles/*/support
labels/roles/*/threshold
labels/topics/*/average_precision
labels/topics/*/f1/high
labels/topics/*/f1/low
labels/topics/*/f1/value
labels/topics/*/given
labels/topics/*/precision
labels/topics/*/recall
labels/topics/*/support
labels/topics/*/threshold
model/name
model/sha256
reliability/*/error
reliability/*/error_at_90
reliability/*/role_brier
reliability/*/role_ece
reliability/*/sure_error
reliability/*/topic_brier
reliability/*/topic_ece
reliability/*/unsure
schema
slices/minimum/documents
slices/minimum/paragraphs
slices/slices/difference/high
slices/slices/difference/low
slices/slices/difference/value
slices/slices/dimension
slices/slices/documents
slices/slices/error/high
slices/slices/error/low
slices/slices/error/value
slices/slices/paragraphs
slices/slices/ranked
slices/slices/role_accuracy
slices/slices/topic_macro_f1
slices/slices/topic_micro_f1
slices/slices/value
unsure_below
"""
"""Of metrics.json; * stands for the names of parts, labels, figures, collections and systems."""
_NAMED = {"figures": 2, "comparison": 3, "reliability": 1, "cut_as_labelled": 1, "absent": 1, "labels": 0}
"""How many levels of names follow a key."""


def _keys(value: Any, path: tuple[str, ...] = (), names: int = 0) -> set[str]:
    if isinstance(value, list):
        return set().union(*(_keys(one, path) for one in value)) or {"/".join(path)}
    if not isinstance(value, dict):
        return {"/".join(path)}
    found = set()
    for key, one in value.items():
        below = names - 1 if names else _NAMED.get(key, int(path[-1:] == ("labels",)))
        found |= _keys(one, (*path, "*" if names else key), below)
    return found


def _page(report: Path) -> Any:
    return lxml.html.fromstring((report / "report.html").read_text(encoding="utf-8"))


def test_the_keys_of_the_metrics_stay(report: Path) -> None:
    metrics = json.loads((report / "metrics.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert metrics["schema"] == 2
    assert "".join(f"{key}\n" for key in sorted(_keys(metrics))) == KEYS
    assert metrics["data"] == {"split": "test", "documents": 12, "paragraphs": 60, "absent": {"letters": 7}}
    water = metrics["labels"]["topics"]["water"]
    assert water["support"] == 36
    assert water["f1"]["value"] == metrics["figures"]["all"]["topic_f1/water"]["value"]
    assert set(metrics["figures"]) == {"news", "written", "written part", "public part", "all"}
    assert sum(map(sum, metrics["confusion"]["roles"])) == 60


def test_text_stays_text(report: Path) -> None:
    page = _page(report)
    scripts = page.findall(".//script")
    assert [script.get("type") for script in scripts] == ["application/json", None]
    assert "alert" not in scripts[1].text
    assert not page.findall(".//i")
    assert not page.findall(".//u")
    assert not page.findall(".//b")
    assert all(image.get("src").startswith("data:image/svg+xml;base64,") for image in page.findall(".//img"))
    excerpts = [node.text_content() for node in page.findall(".//bdi")]
    assert any(text.startswith(HOSTILE[:40]) for text in excerpts)
    data = json.loads(scripts[0].text)
    assert data["rows"][2][0] == HOSTILE.replace("\u2028", " ")
    assert data["topics"][1] == "<b>道路$x$</b>"


def test_the_page_needs_no_network(report: Path) -> None:
    page = _page(report)
    assert not [a for a in page.iterlinks() if not a[2].startswith(("#", "data:"))]
    style, script = page.find(".//style").text, page.findall(".//script")[1].text
    assert "url(" not in style
    assert "@import" not in style
    policy = page.find(".//meta[@http-equiv]").get("content")
    assert "default-src 'none'" in policy
    for text in (style, script):
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy
    assert not page.xpath("//@style | //*[@*[starts-with(name(), 'on')]]")  # the policy would refuse them


def test_every_number_opens_the_paragraphs_it_counts(report: Path, evaluation: Evaluation) -> None:
    page = _page(report)
    lists = json.loads(page.findall(".//script")[0].text)["lists"]
    buttons = {button.get("data-list"): button.text_content() for button in page.xpath("//button[@data-list]")}
    assert set(buttons) | {"worst"} == set(lists)
    for key, text in buttons.items():
        if not key.startswith("suspect"):
            assert int(text.replace(",", "")) == len(lists[key][1])
    confusion, p = evaluation.confusion(), evaluation.predictions
    for i, j in zip(*confusion.nonzero(), strict=True):
        paragraphs = lists[f"role-{i}-{j}"][1]
        assert len(paragraphs) == confusion[i, j]
        assert {(p.gold_roles[at], p.roles[at]) for at in paragraphs} == {(i, j)}
    assert lists["worst"][1] == evaluation.worst_errors(20)


def test_what_there_is_no_number_for_is_left_out(rules: Evaluation, tmp_path: Path) -> None:
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "role_curves.svg").write_text("of an earlier report")
    written = write_report(rules, tmp_path)
    assert sorted(p for p in tmp_path.rglob("*") if p.is_file()) == sorted(written)
    stems = {p.stem for p in written if p.suffix == ".png"}
    assert stems == {"parts", "labels", "role_confusion", "topic_confusion", "worst_slices"}
    ids = [section.get("id") for section in _page(tmp_path).findall(".//section")]
    assert ids == ["overview", "parts", "labels", "roles", "topics", "slices", "worst"]
    assert (
        "nan"
        not in re.sub(r"base64,[^\"]*", "", (tmp_path / "report.html").read_text(encoding="utf-8"))
        .lower()
        .split("<main>")[1]
        .split("<dialog")[0]
    )


def test_a_report_that_cannot_be_is_explained(evaluation: Evaluation, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(OutputError, match="taken"):
        write_report(evaluation, tmp_path / "taken")
    other = make(1, 0.1)
    smaller = type(other)(**{**vars(other), "labels": type(other.labels)(other.labels.topics, other.labels.roles[:3])})
    with pytest.raises(DataError, match="different label tables"):
        summary(evaluation, {"other": smaller})


def test_slices_are_those_of_the_evaluation(evaluation: Evaluation) -> None:
    assert all(one.ranked for one in evaluation.worst_slices())
    lows = [one.difference.low for one in evaluation.worst_slices(100)]
    assert lows == sorted(lows, reverse=True)
    assert len(evaluation.worst_slices(100, Minimum(1, 1))) > len(lows)
    masks = [one.mask.tobytes() for one in evaluation.worst_slices(100)]
    assert len(set(masks)) == len(masks)  # a collection that is one unit's stands there once
