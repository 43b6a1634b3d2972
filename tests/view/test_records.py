"""The reading page: the records it is made of, from files or a batch's folder, and what is refused."""

import sys
from pathlib import Path
from typing import Any

import pytest

from gongwen.errors import MissingExtraError, ReadError
from gongwen.labels import LabelSet
from gongwen.outputs.writers import FORMATS
from gongwen.runtime.record import Evidence
from gongwen.view import read_records, tagged_files

from .invented import many, record, write

LABELS = LabelSet.load()


def batch(folder: Path, suffix: str = "jsonl", *, complete: bool = True) -> Path:
    folder.mkdir()
    for number in (1, 2):
        with (folder / f"tagged-{number:04d}.{suffix}").open("wb") as stream:
            writer = FORMATS[suffix](stream, LABELS)
            for one in many(20, 2):
                writer.write({**one, "doc": f"{number}/{one['doc']}"})
            writer.close()
    if complete:
        (folder / "_SUCCESS").write_text("x\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_a_batchs_folder(tmp_path: Path, suffix: str) -> None:
    records = list(read_records(tagged_files([batch(tmp_path / "OUT", suffix)]), LABELS))
    assert [one.text for one in records] == [one["text"] for one in many(20, 2)] * 2
    assert records[5].evidence == {"kepu": [Evidence(1500, 1505, 0.9)]}
    assert records[5].to_dict()["topic_scores"] == record()["topic_scores"]


def test_what_is_no_batch_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, said in (
        (tmp_path / "none.jsonl", "no such file"),
        (tmp_path / "empty", "no tagged-0001.jsonl"),
        (batch(tmp_path / "half", complete=False), "not complete"),
        (batch(tmp_path / "csv", "csv"), "--format jsonl"),
        (batch(tmp_path / "xlsx", "xlsx") / "tagged-0001.xlsx", "--output tagged.jsonl"),
    ):
        with pytest.raises(ReadError, match=said):
            tagged_files([path])


def test_parquet_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = tagged_files([batch(tmp_path / "OUT", "parquet")])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"gongwen-tagger\[parquet\]"):
        list(read_records(files, LABELS))
    monkeypatch.undo()
    files[0].write_bytes(b"PAR1 damaged PAR1")
    with pytest.raises(ReadError, match="not a readable Parquet file"):
        list(read_records(files, LABELS))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"role": "what"}, "--model DIR"),
        ({"topics": ["water"]}, "--model DIR"),
        ({"role": ["measure"]}, "not in the label table"),
        ({"text": 5}, "'text' must be a text"),
        ({"start": -1}, "'start' must be a whole number"),
        ({"end": True}, "'end' must be a whole number"),
        ({"role_score": float("nan")}, "'role_score' must be a probability"),
        ({"topic_scores": {"kepu": "1"}}, "'kepu' must be a probability"),
        ({"flags": "unsure"}, "'flags' must be a list"),
        ({"duplicate_of": 3}, "'duplicate_of'"),
        ({"evidence": {"kepu": [3]}}, "'evidence'"),
        ({"evidence": {"kepu": [{"start": 1, "end": 2}]}}, "'score' is missing"),
    ],
)
def test_what_is_no_record_is_named(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    tagged = write(tmp_path / "tagged.jsonl", [record(), {**record(2), **changes}])
    with pytest.raises(ReadError, match=r"tagged\.jsonl:2: ") as caught:
        list(read_records([tagged], LABELS))
    assert said in str(caught.value)


@pytest.mark.parametrize("line", [b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"doc": "a"}'])
def test_lines_that_are_no_records(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "t.jsonl").write_bytes(b"\n" + line + b"\n")
    with pytest.raises(ReadError, match=r"t\.jsonl:2: "):
        list(read_records([tmp_path / "t.jsonl"], LABELS))
