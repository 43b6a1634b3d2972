"""Tasks: a paragraph with what stands around it and what the tagger says, in files that Label Studio takes."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gongwen.cli import app
from gongwen.errors import DataError
from gongwen.labels import LabelSet
from gongwen.labelstudio import label_config

from ..view.invented import record, write

LABELS = LabelSet.load()


@pytest.fixture
def tagged(tmp_path: Path) -> Path:
    records = [
        record(1, "一、信访工作", role="heading", topics=["xinfang"], path=[]),
        record(2, "全年接访😀41批次。\x00\ud83d", topics=["xinfang", "dangjian"], path=["一、信访工作"], flags=["unsure"],
               topic_scores={"kepu": 0.1, "xinfang": 0.9, "dangjian": 0.45, "zhaoshang": 0.0}, ref="page 3"),
        record(3, "长" * 500),
        record(1, "另一份文件。", doc="reports/b.docx", ref="paragraph 7"),
    ]  # fmt: skip
    return write(tmp_path / "tagged.jsonl", records)


def export(tagged: Path, *options: str | Path) -> Result:
    return CliRunner().invoke(
        app, ["labelstudio", "export", str(tagged.with_name("tasks.json")), str(tagged), *map(str, options)]
    )


def tasks_of(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def test_a_task_shows_its_paragraph_among_its_neighbours(tagged: Path) -> None:
    result = export(tagged)
    assert result.exit_code == 0, result.output
    first, second, third, other = (task["data"] for task in tasks_of(tagged.with_name("tasks.json")))
    assert (first["before"], first["text"], first["path"]) == ("（文件开头）", "一、信访工作", "—")
    assert (second["text"], second["before"], second["path"]) == (
        "全年接访😀41批次。\ufffd\ufffd", "一、信访工作", "一、信访工作",
    )  # fmt: skip
    assert second["after"] == "长" * 300 + "…"
    assert second["where"] == "reports/a.txt　第 3 页　待核对"
    assert (third["after"], other["before"], other["where"]) == (
        "（文件末尾）", "（文件开头）", "reports/b.docx　第 7 段",
    )  # fmt: skip
    assert (other["source"], other["start"], other["end"]) == ("reports:b.docx", 100, 106)
    assert all(data.values() for data in (second, third, other))  # Label Studio takes an empty text for a missing one
    reserved = {
        "id",
        "role",
        "topics",
        "annotator",
        "annotation_id",
        "created_at",
        "updated_at",
        "lead_time",
        "agreement",
    }
    assert not reserved & set(first)  # JSON-MIN writes over those


def test_predictions_are_scored_by_their_least_sure_label(tagged: Path) -> None:
    export(tagged)
    (prediction,) = tasks_of(tagged.with_name("tasks.json"))[1]["predictions"]
    assert prediction["model_version"] == "gongwen-student"
    assert prediction["score"] == 0.45
    assert [(r["from_name"], r["value"]["choices"], r["score"]) for r in prediction["result"]] == [
        ("role", ["举措"], 0.9), ("topics", ["信访", "党建"], 0.45),
    ]  # fmt: skip


def test_the_interface_offers_what_predictions_say(tagged: Path) -> None:
    export(tagged)
    view = ET.fromstring(tagged.with_name("label-config.xml").read_text(encoding="utf-8"))
    offered = {c.get("name"): [x.get("value") for x in c] for c in view.iter("Choices")}
    assert offered == {"role": [x.name for x in LABELS.roles], "topics": [x.name for x in LABELS.topics]}
    keys = [choice.get("hotkey") for choice in view.iter("Choice")]
    assert len(set(keys)) == len(keys) == 15
    assert {c.get("choice") for c in view.iter("Choices")} == {"single-radio", "multiple"}
    fields = {one.get("value", "").removeprefix("$") for one in view.iter() if one.get("value", "").startswith("$")}
    assert fields <= set(tasks_of(tagged.with_name("tasks.json"))[0]["data"])
    odd = LabelSet.from_dict({"topics": [], "roles": [{"key": "a", "name": '甲"<乙>&'}]})
    assert [c.get("value") for c in ET.fromstring(label_config(odd)).iter("Choice")] == ['甲"<乙>&']
    twice = LabelSet.from_dict({"topics": [], "roles": [{"key": key, "name": "甲"} for key in "ab"]})
    with pytest.raises(DataError, match="two role called '甲'"):
        label_config(twice)


def test_ids_stay_as_they_are_whatever_else_is_exported(tagged: Path) -> None:
    export(tagged)
    ids = [task["data"]["paragraph_id"] for task in tasks_of(tagged.with_name("tasks.json"))]
    assert len(set(ids)) == 4
    lines = tagged.read_bytes().splitlines(keepends=True)
    tagged.write_bytes(lines[1].replace(b'"measure"', b'"result"'))
    export(tagged)
    assert [task["data"]["paragraph_id"] for task in tasks_of(tagged.with_name("tasks.json"))] == [ids[1]]


def test_only_the_chosen_ones_in_their_order(tagged: Path) -> None:
    chosen = [
        {"doc": "reports/b.docx", "start": 100, "end": 106, "why": {"doubt": 0.9}},
        {"doc": "reports/a.txt", "start": 200, "end": 212},
        {"doc": "reports/c.txt", "start": 5, "end": 6},
    ]
    only = write(tagged.with_name("next.jsonl"), chosen)
    result = export(tagged, "--only", only)
    assert result.exit_code == 1
    assert "reports/c.txt 5:6 is not among the tagged paragraphs" in result.output
    tasks = tasks_of(tagged.with_name("tasks.json"))
    assert [(task["data"]["source"], task["data"]["start"]) for task in tasks] == [
        ("reports:b.docx", 100),
        ("reports:a", 200),
    ]
    assert tasks[1]["data"]["before"] == "一、信访工作"  # from the whole document
    only.write_text('{"doc": "a"}\n')
    assert "next.jsonl:1: not an object with 'doc', 'start' and 'end'" in str(export(tagged, "--only", only).exception)


def test_files_of_so_many_tasks(tagged: Path) -> None:
    result = export(tagged, "--batch-size", "3")
    assert result.exit_code == 0, result.output
    files = sorted(tagged.parent.glob("tasks*.json"))
    assert [(file.name, len(tasks_of(file))) for file in files] == [("tasks-0001.json", 3), ("tasks-0002.json", 1)]
    assert "note: " not in result.output
    assert f"note: {files[1]} is left of an earlier export" in export(tagged, "--batch-size", "4").output


def test_nothing_is_written_of_nothing(tagged: Path) -> None:
    tagged.write_bytes(b"")
    assert "no paragraphs to label" in str(export(tagged).exception)
    assert not tagged.with_name("tasks.json").exists()
    assert CliRunner().invoke(app, ["labelstudio", "export", "tasks.jsonl", str(tagged)]).exit_code == 2
