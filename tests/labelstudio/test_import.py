"""Exports → rows: the majority decides, what cannot be used is named, both of Label Studio's formats say the same."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gongwen.cli import app
from gongwen.labels import LabelSet
from gongwen.labelstudio import neighbours, prediction_tasks, read_exports, settle
from gongwen.view import read_records

from ..view.invented import record, write
from .studio import annotation, exported, minimal, save

LABELS = LabelSet.load()
LI, WANG, ZHAO = {"id": 1, "email": "li@example.org", "first_name": ""}, {"id": 2, "email": "wang@example.org"}, 3
FORMATS = pytest.mark.parametrize("form", [list, minimal], ids=["json", "json-min"])
Form = Callable[[Any], list[Any]]


@pytest.fixture
def tasks(tmp_path: Path) -> list[dict[str, Any]]:
    tagged = write(tmp_path / "tagged.jsonl", [record(n, f"第{n}段。") for n in range(1, 7)])
    return list(prediction_tasks(neighbours(read_records([tagged], LABELS)), LABELS, "model"))


def run(tmp_path: Path, data: Any, *options: str) -> Result:
    path = save(tmp_path / "export.json", data)
    output = tmp_path / "mine" / "labels" / "user.jsonl"
    return CliRunner().invoke(app, ["labelstudio", "import", str(path), "--output", str(output), *options])


def rows(path: Path) -> list[tuple[int, str, list[str]]]:
    lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [(row["start"], row["role"], row["topics"]) for row in lines]


@FORMATS
def test_one_annotator(tmp_path: Path, tasks: list[dict[str, Any]], form: Form) -> None:
    said = {
        2: [annotation(LI, "成效", ["党建", "科普"])],
        1: [annotation(LI, "举措", ["信访"])],
        3: [annotation(LI, "杂项", ["科普"])],
        4: [annotation(LI, "举措", was_cancelled=True)],
    }
    export = exported(tasks, said)
    export[4]["drafts"] = [{"result": said[1][0]["result"], "user": 1}]
    result = run(tmp_path, form(export))
    assert result.exit_code == 0, result.output
    assert rows(tmp_path / "mine" / "labels" / "user.jsonl") == [
        (100, "measure", ["xinfang"]), (200, "result", ["kepu", "dangjian"]), (300, "other", []),
    ]  # fmt: skip
    assert rows(tmp_path / "mine" / "readings" / "user" / "li@example.org.jsonl")[0] == (100, "measure", ["xinfang"])
    assert not (tmp_path / "mine" / "readings" / "user-disagreements.jsonl").exists()
    if form is list:
        assert "6 tasks, 3 without a finished annotation, 1 times skipped, 0 problems" in result.output


@FORMATS
def test_the_majority_of_several_decides(tmp_path: Path, tasks: list[dict[str, Any]], form: Form) -> None:
    said = {
        1: [annotation(LI, "举措", ["信访"]), annotation(WANG, "举措", ["信访"])],
        2: [annotation(LI, "举措", ["信访"]), annotation(WANG, "举措", ["信访", "党建"]), annotation(ZHAO, "成效")],
        3: [annotation(LI, "举措"), annotation(WANG, "成效")],
        4: [annotation(LI, "举措", ["信访"]), annotation(WANG, "举措")],
        # One who thought again has one vote: the later one.
        5: [
            annotation(LI, "问题", updated_at="2026-02-01T00:00:00Z"),
            annotation(LI, "计划"),
            annotation(WANG, "问题"),
        ],
        6: [annotation(LI, "杂项"), annotation(WANG, "杂项"), annotation(ZHAO, "举措", ["科普"])],
    }
    result = run(tmp_path, form(exported(tasks, said)))
    assert result.exit_code == 0, result.output
    assert rows(tmp_path / "mine" / "labels" / "user.jsonl") == [
        (100, "measure", ["xinfang"]), (200, "measure", ["xinfang"]), (500, "problem", []), (600, "other", []),
    ]  # fmt: skip
    readings = tmp_path / "mine" / "readings"
    assert sorted(file.name for file in (readings / "user").iterdir()) == [
        "3.jsonl", "li@example.org.jsonl", "wang@example.org.jsonl",
    ]  # fmt: skip
    listed = [
        json.loads(line) for line in (readings / "user-disagreements.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert [(one["start"], one["settled"] and one["settled"]["role"]) for one in listed] == [
        (200, "measure"), (300, None), (400, None), (600, "other"),
    ]  # fmt: skip
    assert listed[1]["said"] == {
        "li@example.org": {"role": "measure", "topics": []}, "wang@example.org": {"role": "result", "topics": []},
    }  # fmt: skip
    assert (listed[1]["text"], listed[1]["tasks"]) == ("第3段。", [f"{tmp_path / 'export.json'}: task 3"])
    assert "4 paragraphs labelled differently, 2 of them ties" in result.output
    assert (
        "li@example.org and wang@example.org: 6 paragraphs in common, 3 labelled differently; kappa of roles"
        in result.output
    )
    assert "2 paragraphs in common, 2 labelled differently" in result.output  # with number 3


@FORMATS
def test_what_cannot_be_used_is_named_and_the_rest_goes_on(
    tmp_path: Path, tasks: list[dict[str, Any]], form: Form
) -> None:
    export = exported(tasks, {
        1: [annotation(LI, "举措"), annotation(WANG, "措施")],
        2: [annotation(LI, "")],
        3: [annotation(LI, "举措", ["消防"])],
        4: [annotation(LI, "举措")],
        5: [annotation(LI, "举措")],
        6: [annotation(LI, "结语")],
    })  # fmt: skip
    export[3]["data"] = {"text": "别的项目的任务。"}
    export[4]["data"] = {**export[4]["data"], "text": "改过的文字。"}
    result = run(tmp_path, form(export))
    assert result.exit_code == 1
    for said in (
        "task 1, annotation of wang@example.org: unknown role '措施'; known are 标题, 小标题",
        "task 2, annotation of li@example.org: without a role",
        "task 3, annotation of li@example.org: unknown topic '消防'; known are 科普",
        "task 4: has no paragraph_id",
        "task 5: its data are not those of its paragraph_id",
    ):
        assert f"{tmp_path / 'export.json'}: {said}" in result.output
    assert rows(tmp_path / "mine" / "labels" / "user.jsonl") == [(100, "measure", []), (600, "closing", [])]


def test_other_shapes_of_an_export(tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    keys = annotation({"id": 9, "email": ""}, "measure", ["kepu"])
    twice = annotation(None, "举措")
    twice["result"] += twice["result"] + annotation(LI, "成效")["result"]
    export = exported(tasks, {1: [keys], 2: [twice], 3: [annotation("Li", "举措")], 4: [annotation("li", "举措")]})
    read = read_exports(
        [save(tmp_path / "one.json", export[0]), save(tmp_path / "more.json", [*export[1:], 5])], LABELS
    )
    assert [(one.annotator, one.role, one.topics) for one in read.annotations] == [
        ("9", "measure", ("kepu",)), ("Li", "measure", ()), ("li", "measure", ()),
    ]  # fmt: skip
    assert [problem.partition(": ")[2] for problem in read.problems] == [
        "task 2, annotation of unknown: with several roles: measure, result", "task at place 6: not an object",
    ]  # fmt: skip
    assert list(settle(read.annotations, LABELS).readings) == ["9", "Li", "li"]


@pytest.mark.parametrize(
    ("content", "said"),
    [("[", "not an export in JSON"), ("3", "not an export of Label Studio"), ("[]", "no annotation to take over")],
)
def test_what_is_no_export(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "export.json").write_text(content)
    output = tmp_path / "labels" / "user.jsonl"
    result = CliRunner().invoke(app, ["labelstudio", "import", str(tmp_path / "export.json"), "-o", str(output)])
    assert said in str(result.exception)
    assert not output.parent.exists()


@pytest.mark.parametrize("place", ["mine/labels/user.jsonl", "mine/labels/2026/user.jsonl", "mine/user.jsonl"])
def test_readings_never_stand_below_labels(
    tmp_path: Path, tasks: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    save(tmp_path / "export.json", exported(tasks, {1: [annotation(LI, "举措")]}))
    (tmp_path / place).parent.mkdir(parents=True)
    for folder, output in ((tmp_path, place), ((tmp_path / place).parent, "user.jsonl")):
        if folder.name == "2026":
            continue  # whose name tells nothing
        monkeypatch.chdir(folder)
        command = ["labelstudio", "import", str(tmp_path / "export.json"), "--output", output]
        assert CliRunner().invoke(app, command).exit_code == 0
        assert (tmp_path / "mine" / "readings" / "user" / "li@example.org.jsonl").exists()
        shutil.rmtree(tmp_path / "mine" / "readings")


def test_the_data_folders_own_labels_are_known(tmp_path: Path, tasks: list[dict[str, Any]]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "labels.yaml").write_text("topics: []\nroles: [{key: what, name: 事项}]\n", encoding="utf-8")
    result = run(tmp_path, exported(tasks, {1: [annotation(LI, "事项")]}))
    assert result.exit_code == 0, result.output
    assert rows(tmp_path / "mine" / "labels" / "user.jsonl") == [(100, "what", [])]
