"""The label table is data: it loads, survives a round trip, and names its faults."""

from pathlib import Path

import pytest
import yaml

from gongwen.errors import LabelError
from gongwen.labels import LabelSet


def test_the_shipped_table() -> None:
    labels = LabelSet.load()
    assert labels.topic_keys == ("kepu", "xinfang", "dangjian", "zhaoshang")
    assert len(labels.role_keys) == 11
    assert labels.names["kepu"] == "科普"
    assert labels.role_kind("other") == "noise"


def test_round_trip(tmp_path: Path) -> None:
    labels = LabelSet.load()
    labels.save(tmp_path / "labels.yaml")
    assert LabelSet.load(tmp_path / "labels.yaml") == labels


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"topics": None}, "'topics' must be a list"),
        ({"roles": []}, "'roles' must be a list with at least one entry"),
        ({"topics": [{"key": "a"}]}, "topics entry 1: 'name' is missing"),
        ({"topics": [{"key": "a", "name": "甲", "colour": "red"}]}, "unknown field 'colour'"),
        ({"topics": [{"key": "title", "name": "甲"}]}, "the key 'title' stands more than once"),
        ({"roles": [{"key": "a", "name": "甲", "kind": "noisy"}]}, "kind 'noisy' is not one of"),
        ({"roles": ["title"]}, "expected a mapping"),
    ],
)
def test_faults_are_named(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    path = tmp_path / "labels.yaml"
    path.write_text(yaml.safe_dump(LabelSet.load().to_dict() | change, allow_unicode=True), encoding="utf-8")
    with pytest.raises(LabelError, match=problem) as caught:
        LabelSet.load(path)
    assert str(path) in str(caught.value)


def test_a_table_may_have_no_topics(tmp_path: Path) -> None:
    path = tmp_path / "labels.yaml"
    path.write_text(yaml.safe_dump(LabelSet.load().to_dict() | {"topics": []}), encoding="utf-8")
    assert LabelSet.load(path).topic_keys == ()


def test_a_missing_or_unreadable_table(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="cannot read"):
        LabelSet.load(tmp_path / "none.yaml")
    (tmp_path / "bad.yaml").write_text("a: [")
    with pytest.raises(LabelError, match="not valid YAML"):
        LabelSet.load(tmp_path / "bad.yaml")
