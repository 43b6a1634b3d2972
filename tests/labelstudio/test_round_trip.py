"""There and back: paragraphs of every kind of file, labelled in Label Studio, are the right ones in the data folder."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gongwen.cli import app
from gongwen.data import DataFolder, check
from gongwen.formats import read_document
from gongwen.labels import LabelSet

from ..view.invented import record, write
from .studio import annotation, exported, minimal, save

FILES = Path(__file__).parents[1] / "formats" / "files"
LABELS = LabelSet.load()
TEXT = (
    "\ufeff石橋鎮工作小結👨‍👩‍👧‍👦\r\n\r\n　　一、信訪工作：<b>接訪</b>&amp;下訪\r\n𠀀𠀁全年接待😀群眾41批次，辦結\r\n- 2 -\r\n率百分之百。\r\n"
    "<script>alert('舉措')</script>也只是文字。\u2028另起一行。\r\n"
)


def run(*arguments: str | Path) -> Result:
    result = CliRunner().invoke(app, ["labelstudio", *map(str, arguments)])
    assert result.exit_code == 0, (result.output, result.exception)
    return result


@pytest.mark.parametrize("form", [list, minimal], ids=["json", "json-min"])
def test_there_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: type) -> None:
    monkeypatch.chdir(tmp_path)
    deep = Path("archive") / "2019"
    deep.mkdir(parents=True)
    (deep / "odd.txt").write_bytes(TEXT.encode())
    shutil.copy(FILES / "lists.docx", deep / "lists.docx")
    records = []
    for file in sorted(deep.iterdir()):
        document = read_document(file)
        records += [
            record(n, p.text, doc=str(file), start=p.start, end=p.end, ref=p.ref)
            for n, p in enumerate(document.paragraphs, 1)
        ]
    write(Path("tagged.jsonl"), records)
    run("export", "tasks.json", "tagged.jsonl", "--batch-size", "5")
    tasks = [task for file in sorted(Path().glob("tasks-*.json")) for task in json.loads(file.read_text("utf-8"))]
    roles, topics = [label.name for label in LABELS.roles], [label.name for label in LABELS.topics]
    # All paragraphs but every fifth, each with labels of its own.
    said = {n: [annotation(1, roles[n % 10], topics[: n % 4])] for n in range(1, len(tasks) + 1) if n % 5}
    save(Path("export.json"), form(exported(tasks, said)))
    run("import", "export.json", "--output", "mine/labels/user.jsonl")
    folder = DataFolder(Path("mine"))
    report = check(folder)
    assert (report.problems, report.rows, dict(report.absent)) == ([], len(said), {})
    came = [
        (d.source, p.start, p.text, LABELS.names[row.role], [LABELS.names[key] for key in row.topics])
        for d in folder.documents
        for p, row in zip(d.document.paragraphs, d.rows, strict=True)
        if row is not None
    ]
    assert came == [
        (task["data"]["source"], records[n - 1]["start"], records[n - 1]["text"], roles[n % 10], topics[: n % 4])
        for n, task in enumerate(tasks, 1)
        if n % 5
    ]
    assert any("😀" in text for *_, text, _, _ in came)


def test_labelled_documents_there_and_back(tmp_path: Path) -> None:
    toy = tmp_path / "toy"
    shutil.copytree(Path(__file__).parents[2] / "docs" / "own-labels", toy)
    tasks = tmp_path / "tasks.json"
    done = CliRunner().invoke(app, ["data", "export", str(tasks), "--format", "labelstudio", "--data", str(toy)])
    assert done.output == f"{tasks}: 59 paragraphs\n"
    export = json.loads(tasks.read_text(encoding="utf-8"))
    before = [(row.source, row.lines, row.topics, row.role) for row in DataFolder(toy).rows]
    (toy / "labels" / "notices.jsonl").unlink()
    run("import", tasks, "--output", toy / "labels" / "again.jsonl")
    assert len(export) == 59
    assert check(DataFolder(toy)).problems == []
    assert sorted((row.source, row.lines, tuple(row.topics), row.role) for row in DataFolder(toy).rows) == sorted(
        before
    )
