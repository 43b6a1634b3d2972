"""`gongwen next`."""

import json
from dataclasses import asdict
from pathlib import Path

from typer.testing import CliRunner, Result

from gongwen.cli import app
from gongwen.labels import LabelSet
from gongwen.view import read_records
from tests.selection.invented import record as deed
from tests.view.invented import many, record, write


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["next", *map(str, arguments)])


def test_chosen_paragraphs_are_written_with_reason_and_rank(tmp_path: Path) -> None:
    records = [asdict(deed(n, doc=f"reports/{n // 6:02d}.txt", role_score=n % 7 / 10)) for n in range(90)]
    tagged = write(tmp_path / "tagged.jsonl", records)
    output = tmp_path / "next.jsonl"
    result = run(tagged, "--output", output, "--count", 12)
    assert result.exit_code == 0, result.output
    assert "12 paragraphs of" in result.stderr
    lines = [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]
    assert sorted(line["rank"] for line in lines) == list(range(1, 13))
    order = [(line["doc"], line["paragraph"]) for line in lines]
    assert order == sorted(order)
    best = min(lines, key=lambda line: line["rank"])
    assert best["why"]["reason"] in ("role", "topic")
    assert 0 < best["why"]["doubt"] <= 1
    # What was chosen can be read like any tagged file, by `gongwen view` above all.
    assert [(r.doc, r.paragraph) for r in read_records([output], LabelSet.load())] == order


def test_labelled_paragraphs_are_left_out(tmp_path: Path) -> None:
    tagged = write(tmp_path / "tagged.jsonl", [record(n, f"第{'一二三'[n]}桩事还没有人来办。") for n in range(3)])
    row = {"source": "reports:a", "line": 1, "topics": [], "role": "problem"}
    rows = write(tmp_path / "rows.jsonl", [row])
    output = tmp_path / "next.jsonl"
    assert "1 labelled already" in run(tagged, "--output", output, "--labels", rows).stderr
    assert [json.loads(line)["paragraph"] for line in output.read_text(encoding="utf-8").splitlines()] == [0, 2]
    elsewhere = write(tmp_path / "rows.jsonl", [{**row, "source": "archive:a"}])
    result = run(tagged, "--output", output, "--labels", elsewhere)
    assert "none of the 1 labelled rows points at these documents (theirs are called archive:a" in result.stderr


def test_what_cannot_be_is_said(tmp_path: Path) -> None:
    tagged = write(tmp_path / "tagged.jsonl", [record(1, duplicate_of="b.txt#1")])
    for arguments, said in (
        ((tagged, "--output", tmp_path / "next.csv"), "name a .jsonl file"),
        ((tagged, "--output", tmp_path / "no" / "next.jsonl"), "does not exist"),
        ((tagged, "--output", tagged), "is one of the tagged files"),
    ):
        result = run(*arguments)
        assert result.exit_code == 2
        assert said in " ".join(result.output.replace("│", " ").split())
    result = run(tagged, "--output", tmp_path / "next.jsonl")
    assert "nothing to choose: of 1 paragraphs 0 are labelled already" in str(result.exception)
    assert not (tmp_path / "next.jsonl").exists()
    long = write(tmp_path / "long.jsonl", many(300, documents=2))
    result = run(long, "--output", tmp_path / "next.jsonl", "--documents", "--count", 50)
    assert "every document worth labelling has more than 50 paragraphs; raise --count" in str(result.exception)
