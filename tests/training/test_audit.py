"""The audit finds labels that were made wrong on purpose, and never judges a paragraph by its own copy."""

import csv
import random
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from gongwen.cli import app
from gongwen.data import DataFolder
from gongwen.data.audit import suspects, write_review
from gongwen.errors import ConfigError
from gongwen.training.out_of_fold import out_of_fold

from ..data.conftest import Write, write  # noqa: F401  (a fixture)
from .tiny import LABELS, LINES, tiny_encoder

WRONG = {("mine:3", 2): ([], "todo"), ("mine:7", 6): (["water"], "todo"), ("mine:11", 5): (["road"], "head")}


@pytest.fixture
def folder(write: Write, tmp_path: Path) -> DataFolder:  # noqa: F811
    import yaml

    draw = random.Random(1)
    documents = {}
    for n in range(14):
        lines = [(f"{text[:-1]}{draw.choice('甲乙丙丁')}{text[-1]}", topics, role) for text, topics, role in LINES]
        documents[f"mine:{n}"] = [
            (text, *WRONG.get((f"mine:{n}", line), (topics, role)))
            for line, (text, topics, role) in enumerate(lines, 1)
        ]
    data = write(documents)
    (data.root / "labels.yaml").write_text(yaml.safe_dump(LABELS, allow_unicode=True), encoding="utf-8")
    tiny_encoder(tmp_path / "encoder")
    return DataFolder(data.root)


def test_wrong_labels_are_at_the_head_of_the_list(folder: DataFolder, tmp_path: Path) -> None:
    judged = out_of_fold(folder.documents, folder.labels, str(tmp_path / "encoder"), 4, lambda _: None)
    assert judged.roles.sum(axis=1) == pytest.approx(np.ones(14 * len(LINES)))
    found = suspects(folder.documents, folder.labels, judged.topics, judged.roles)
    assert {(s.row.source, s.row.line) for s in found[:3]} == set(WRONG)
    first = next(s for s in found if (s.row.source, s.row.line) == ("mine:7", 6))
    assert first.topics_suggested == ("road",)
    assert first.topic_score < 0.3 < first.role_score
    write_review(tmp_path / "review.csv", found)
    with (tmp_path / "review.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(found)
    assert rows[0]["row"].endswith(f"rows.jsonl:{_row_number(found[0].row.source, found[0].row.line)}")


def _row_number(source: str, line: int) -> int:
    return int(source.partition(":")[2]) * len(LINES) + line


def test_more_folds_than_documents_are_refused(folder: DataFolder, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be parted into 99 folds"):
        out_of_fold(folder.documents, folder.labels, str(tmp_path / "encoder"), 99, lambda _: None)


def test_the_command_writes_the_share_asked_for(folder: DataFolder, tmp_path: Path) -> None:
    arguments = ["data", "audit", str(tmp_path / "r.csv"), "--data", str(folder.root), "--share", "0.1", "--folds", "3"]
    result = CliRunner().invoke(app, [*arguments, "--encoder", str(tmp_path / "encoder")])
    assert result.exit_code == 0, result.output
    assert "10 of 98 paragraphs to read again" in result.output
    assert len((tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines()) == 11
