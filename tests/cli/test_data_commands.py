"""`gongwen data …` on the toy folder of docs/own-labels.md and on the repository's own data."""

import json
import shutil
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gongwen.cli import app

REPOSITORY = Path(__file__).parents[2]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["data", *map(str, arguments)])


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    folder = tmp_path / "toy"
    shutil.copytree(REPOSITORY / "docs" / "own-labels", folder)
    return folder


def test_check_passes_and_counts(toy: Path) -> None:
    result = run("check", toy)
    assert (result.exit_code, result.output) == (0, "59 rows of 12 documents, 0 problems\n")


def test_check_names_the_row_and_fails(toy: Path) -> None:
    rows = toy / "labels" / "notices.jsonl"
    rows.write_text(rows.read_text(encoding="utf-8").replace('"when"', '"wenn"', 1), encoding="utf-8")
    result = run("check", toy)
    assert result.exit_code == 1
    assert f"{rows}:3: unknown role 'wenn'; known are title, what, when, who, other" in result.output


def test_the_repositorys_data_is_checked_in_seconds() -> None:
    started = time.monotonic()
    assert run("check", REPOSITORY / "data").exit_code == 0
    assert time.monotonic() - started < 30


def test_stats_count_by_label_split_and_fact(toy: Path) -> None:
    output = run("stats", toy).output
    assert "用水" in output
    assert "落款杂项" in output
    assert "train public" in output
    ours = run("stats", REPOSITORY / "data").output
    for fact in ("unit", "year", "kind", "quality", "noise", "script"):
        assert f"│ {fact} " in ours
    assert "labelled rows left out" in ours


def test_the_cards_counts_are_those_of_the_data() -> None:
    table = run("stats", REPOSITORY / "data", "--markdown").output
    assert table.startswith("|  | documents | paragraphs |")
    assert table in (REPOSITORY / "data" / "README.md").read_text(encoding="utf-8")


def test_split_assigns_new_documents_and_keeps_the_others(toy: Path) -> None:
    before = json.loads((toy / "splits.json").read_text())
    before["train"].remove("notices:09")
    (toy / "splits.json").write_text(json.dumps(before))
    assert run("check", toy).exit_code == 1
    result = run("split", toy)
    assert result.exit_code == 0, result.output
    assert "1 newly assigned" in result.output
    after = json.loads((toy / "splits.json").read_text())
    assert set(before["test"]) <= set(after["test"])
    assert run("check", toy).exit_code == 0


def test_split_wants_all_texts(toy: Path) -> None:
    row = {"source": "elsewhere:1", "line": 1, "topics": [], "role": "what"}
    (toy / "labels" / "more.jsonl").write_text(json.dumps(row))
    result = run("split", toy)
    assert result.exit_code == 1
    assert "splits need all texts" in str(result.exception)
    assert "elsewhere 1" in str(result.exception)


def test_build_and_export(toy: Path, tmp_path: Path) -> None:
    assert "train.parquet: 34 paragraphs" in run("build", tmp_path / "built", "--data", toy).output.replace("\n", " ")
    result = run("export", tmp_path / "dev.jsonl", "--data", toy, "--split", "dev")
    assert "9 paragraphs" in result.output
    sources = {json.loads(line)["source"] for line in (tmp_path / "dev.jsonl").read_text(encoding="utf-8").splitlines()}
    assert sources == {"notices:06", "notices:11"}
    assert run("export", tmp_path / "x", "--data", toy, "--format", "xml").exit_code == 2
    result = run("export", tmp_path / "x", "--data", toy, "--collection", "notes")
    assert "no collection 'notes'; known are notices" in str(result.exception)


def test_agreement_is_printed_with_every_difference(toy: Path, tmp_path: Path) -> None:
    rows = toy / "labels" / "notices.jsonl"
    (tmp_path / "second.jsonl").write_text(rows.read_text(encoding="utf-8").replace('"when"', '"what"', 1), "utf-8")
    result = run("agreement", rows, tmp_path / "second.jsonl", "--labels", toy / "labels.yaml", "--differences")
    assert "59 paragraphs read twice, 1 labelled differently" in result.output
    assert "notices:01 line 3: 时间地点 用水 | 事项 用水" in result.output


def test_pool_reports_what_it_made_and_what_it_could_not_read(toy: Path, tmp_path: Path) -> None:
    result = run("pool", tmp_path / "pool.parquet", toy / "notices", "--held-out", toy)
    assert result.exit_code == 0, result.output
    assert "5 held-out documents left out" in result.output.replace("\n", " ")
    assert run("pool", tmp_path / "pool.parquet", tmp_path / "nowhere").exit_code == 1


def test_a_folder_without_labels_is_explained(tmp_path: Path) -> None:
    result = run("check", tmp_path)
    assert "no data folder: labelled rows are expected in" in str(result.exception)
