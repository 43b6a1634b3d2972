"""A batch: every file of its sources is tagged or listed with a code, once, under whatever name."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from gongwen.batch import tag_batch, verify
from gongwen.errors import Fault
from tests.batch.conftest import SENTENCES, Inline
from tests.batch.runs import records, tag


def test_every_file_is_tagged_or_listed_with_its_code(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    summary = tag(documents, tmp_path / "out", inline)
    assert (summary.files, summary.tagged, summary.failed) == (8, 6, 2)
    assert summary.errors == {"empty": 1, "needs-ocr": 1}
    found = records(tmp_path / "out")
    assert len(found) == summary.paragraphs == 18
    assert list(dict.fromkeys(r["doc"] for r in found)) == [
        *(str(documents / f"{n}.txt") for n in range(5)),
        str(documents / "sub/copy.txt"),
    ]
    errors = [json.loads(line) for line in (tmp_path / "out/errors.jsonl").read_text("utf-8").splitlines()]
    assert [(Path(e["path"]).name, e["code"]) for e in errors] == [("empty.txt", "empty"), ("picture.txt", "needs-ocr")]
    assert list(verify(tmp_path / "out", sources=True)) == []


def test_copies_name_their_original(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    summary = tag(documents, tmp_path / "out", inline)
    original = f"{documents / '1.txt'}#1"
    found = {r["doc"]: r["duplicate_of"] for r in records(tmp_path / "out")}
    assert found.pop(str(documents / "sub/copy.txt")) == original
    assert set(found.values()) == {None}
    said = json.loads((tmp_path / "out/copies.jsonl").read_text("utf-8"))
    assert said == {"article": f"{documents / 'sub/copy.txt'}#1", "duplicate_of": original, "similarity": 1.0}
    assert (summary.articles, summary.copies) == (6, 1)


def test_a_file_that_changes_after_planning_is_an_error(
    documents: Path, tmp_path: Path, inline: type[Inline], monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = inline.on()

    def late(folder: Path, job: Any, shards: Any, tell: Any) -> None:
        (documents / "0.txt").write_text("不再是原来的内容。", encoding="utf-8")
        (documents / "1.txt").unlink()
        engine(folder, job, shards, tell)

    summary = tag_batch([documents], tmp_path / "out", engine=late)
    assert summary.errors == {"changed": 1, "empty": 1, "missing": 1, "needs-ocr": 1}
    assert summary.failed == 4


def test_results_of_runs_are_no_documents(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    tag(documents, documents / "first", inline)
    (documents / "loop.txt").symlink_to(documents / "loop.txt")
    summary = tag(documents, documents / "second", inline)
    assert (summary.files, summary.tagged, summary.errors["missing"]) == (9, 6, 1)
    assert tag(documents, documents / "second", inline, changed=True) == summary


def test_a_file_named_twice_is_tagged_once(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    twice = [documents / "0.txt", documents, documents / "sub" / ".." / "0.txt"]
    assert tag_batch(twice, tmp_path / "out", engine=inline.on()).files == 8


def test_other_encodings_and_script_give_the_same_text(tmp_path: Path, inline: type[Inline]) -> None:
    text = "\n".join(SENTENCES)
    for name, codec in {"a": "utf-8", "b": "gb18030", "c": "utf-16"}.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "x.txt").write_bytes(text.encode(codec))
        tag(folder, tmp_path / f"out-{name}", inline)
    found = [[(r["text"], r["start"]) for r in records(tmp_path / f"out-{n}")] for n in "abc"]
    assert found[0] == found[1] == found[2] and len(found[0]) == 5


def test_odd_names(tmp_path: Path, inline: type[Inline]) -> None:
    folder = tmp_path / "docs"
    deep = folder / ("长" * 60) / ("名" * 60)
    deep.mkdir(parents=True)
    (folder / "loop").symlink_to(folder)
    (folder / "gone.txt").symlink_to(folder / "nowhere")
    for name in [b"a\nb.txt", "全角　空格😀.txt".encode(), b"\xff\xfe.txt", b"-rf.txt"]:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(SENTENCES[0], encoding="utf-8")
    (deep / "x.txt").write_text(SENTENCES[1], encoding="utf-8")
    summary = tag(folder, tmp_path / "out", inline)
    assert (summary.files, summary.tagged, summary.errors) == (6, 5, {"missing": 1})
    names = {r["doc"].removeprefix(f"{folder}/") for r in records(tmp_path / "out")}
    assert {"a\nb.txt", "全角　空格😀.txt", r"\xff\xfe.txt", "-rf.txt"} < names
    assert list(verify(tmp_path / "out", sources=True)) == []


def test_every_code_is_explained() -> None:
    page = (Path(__file__).parents[2] / "docs/reliability.md").read_text("utf-8")
    assert [code for code in Fault if f"`{code}`" not in page] == []
