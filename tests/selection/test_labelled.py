"""Records are held against rows as the reading page writes them."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from gongwen.data.rows import parse_row
from gongwen.errors import DataError
from gongwen.selection import Labelled

from .invented import record

ROW = {"source": "reports:a", "topics": [], "role": "measure"}


def rows(*places: dict[str, int]) -> Labelled:
    return Labelled(parse_row(json.dumps({**ROW, **place}), "rows:1") for place in places)


def test_lines_decide_where_both_sides_have_them() -> None:
    done = rows({"line": 4, "end_line": 6, "start": 100, "end": 160}, {"line": 9})
    for ref, expected in {
        "line 4": True,
        "lines 6-8": True,
        "line 7": False,
        "lines 8-9": True,
        "line 90": False,
    }.items():
        assert done.has("reports:a", record(start=100, ref=ref)) is expected, ref
    assert not done.has("reports:b", record(ref="line 4"))


def test_characters_decide_where_there_are_no_lines() -> None:
    spans = ((100, 160), (300, 330), (330, 350))
    done = Labelled(SimpleNamespace(source="reports:a", span=span) for span in spans)  # type: ignore[misc]
    for start, length, expected in ((100, 60, True), (90, 10, False), (95, 6, True), (160, 140, False), (349, 9, True)):
        one = record(text="字" * length, start=start, ref="paragraph 3")
        assert done.has("reports:a", one) is expected, start
    assert done.sources == ["reports:a"]


def test_rows_come_from_a_file_or_a_data_folder(tmp_path: Path) -> None:
    (tmp_path / "mine" / "labels").mkdir(parents=True)
    for file in (tmp_path / "corrections.jsonl", tmp_path / "mine" / "labels" / "a.jsonl"):
        file.write_text(json.dumps({**ROW, "line": 1}) + "\n", encoding="utf-8")
    assert Labelled.read([tmp_path / "corrections.jsonl", tmp_path / "mine"]).rows == 2
    with pytest.raises(DataError, match="nowhere: no such data folder"):
        Labelled.read([tmp_path / "nowhere"])
