"""The labelled data as users get it: DatasetDict, Parquet, JSON lines, Label Studio tasks, the unlabelled pool."""

import json
from pathlib import Path

import datasets
import pyarrow.parquet as pq
import pytest

from gongwen.data import DataFolder, Splits, dataset_dict, paragraphs
from gongwen.data.export import build, write_jsonl, write_label_studio, write_parquet
from gongwen.data.pool import HELD_OUT, build_pool, read_collections
from gongwen.documents import segment
from gongwen.errors import DataError, GongwenError
from gongwen.outputs import atomic_writer

from ..conftest import BROKEN, REPORT
from ..test_copies import DISGUISED, ORIGINAL, SAME_SUBJECT
from .conftest import REPOSITORY, Write

DOCUMENTS = {
    "mine:a": [("一、信访工作", ["xinfang"], "heading"), (ORIGINAL, ["xinfang"], "measure")],
    "mine:b": [(SAME_SUBJECT, ["xinfang"], "measure"), ("=1+1", [], "other")],
}


@pytest.fixture
def folder(write: Write) -> DataFolder:
    data = write(DOCUMENTS)
    Splits({"mine:a": "train", "mine:b": "test"}, {"mine:a": frozenset({1})}).save(data.splits_path)
    entry = {"source": "mine:a", "title": "总结", "year": 2009, "noise": ["ads"]}
    (data.root / "catalogue.jsonl").write_text(json.dumps(entry) + "\n")
    return DataFolder(data.root)


def test_a_paragraph_comes_with_its_place_context_and_facts(folder: DataFolder) -> None:
    heading, body, *_ = paragraphs(folder)
    assert heading["masked"]
    assert not body["masked"]
    text = (folder.root / "mine" / "a.txt").read_text(encoding="utf-8")
    assert text[body["start"] : body["end"]] == body["text"] == ORIGINAL
    assert body["path"] == ["一、信访工作"]
    assert (body["title"], body["year"], body["noise"], body["split"]) == ("总结", 2009, ["ads"], "train")
    assert [p["source"] for p in paragraphs(folder, ["mine"])] == ["mine:a", "mine:a", "mine:b", "mine:b"]
    assert list(paragraphs(folder, [])) == []


def test_the_dataset_has_splits_without_masked_rows(folder: DataFolder) -> None:
    data = dataset_dict(folder)
    assert {split: len(rows) for split, rows in data.items()} == {"train": 1, "dev": 0, "test": 2}
    assert data["train"][0]["topics"] == ["xinfang"]
    assert data["test"].features == data["dev"].features


def test_a_document_without_a_split_is_named(folder: DataFolder) -> None:
    Splits({"mine:a": "train"}).save(folder.splits_path)
    with pytest.raises(DataError, match="'mine:b' has labels but stands in no split"):
        dataset_dict(DataFolder(folder.root))


def test_what_is_built_loads_in_one_line(folder: DataFolder, tmp_path: Path) -> None:
    assert build(tmp_path / "built", paragraphs(folder)) == {"train": 1, "test": 2}
    loaded = datasets.load_dataset(str(tmp_path / "built"), cache_dir=str(tmp_path / "cache"))
    assert {split: rows.to_list() for split, rows in loaded.items()} == {
        split: rows.to_list() for split, rows in dataset_dict(folder).items() if len(rows)
    }


def test_the_repository_loads_in_one_line_and_is_up_to_date(ours: DataFolder, tmp_path: Path) -> None:
    """`data/paragraphs/*.parquet` is what `gongwen data build` makes of the labels and texts in the repository."""
    loaded = datasets.load_dataset(str(REPOSITORY / "data"), cache_dir=str(tmp_path / "cache"))
    made = dataset_dict(ours, ["written", "examples"])
    assert set(loaded) == set(made) == {"train", "dev", "test"}
    for split, rows in made.items():
        assert loaded[split].to_list() == rows.to_list(), f"run: gongwen data build data/paragraphs ({split} differs)"


def test_json_lines_and_parquet_hold_the_same(folder: DataFolder, tmp_path: Path) -> None:
    rows = list(paragraphs(folder))
    assert write_jsonl(tmp_path / "x.jsonl", rows) == write_parquet(tmp_path / "x.parquet", rows) == 4
    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == pq.read_table(tmp_path / "x.parquet").to_pylist() == rows
    assert write_parquet(tmp_path / "none.parquet", []) == 0


def test_label_studio_tasks_carry_labels_by_their_names(folder: DataFolder, tmp_path: Path) -> None:
    assert write_label_studio(tmp_path / "tasks.json", folder) == 4
    assert (tmp_path / "label-config.xml").exists()
    tasks = json.loads((tmp_path / "tasks.json").read_text(encoding="utf-8"))
    chosen = {r["from_name"]: r["value"]["choices"] for r in tasks[1]["annotations"][0]["result"]}
    assert chosen == {"role": ["举措"], "topics": ["信访"]}
    data = tasks[1]["data"]
    assert (data["source"], data["line"], data["document"]) == ("mine:a", 2, "总结")
    assert (data["before"], data["path"], data["after"]) == ("一、信访工作", "一、信访工作", "（文件末尾）")
    assert write_label_studio(tmp_path / "tasks.json", folder, "test") == 2
    with pytest.raises(DataError, match="not written, as there is no labelled paragraph"):
        write_label_studio(tmp_path / "none.json", folder, "dev")


def test_the_pool_keeps_order_marks_copies_and_holds_out_what_is_asked(folder: DataFolder, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    texts = {"1": REPORT, "2": ORIGINAL + "\n" + REPORT, "3": DISGUISED, "4": "甲" + SAME_SUBJECT}
    rows = [json.dumps({"doc_id": name, "text": text}) for name, text in texts.items()]
    (corpus / "web.jsonl").write_text("\n".join([*rows, "{broken", '{"doc_id": "5"}']) + "\n")
    (corpus / "mine").mkdir()
    (corpus / "mine" / "b.txt").write_text("held out", encoding="utf-8")
    records, report, errors = build_pool(read_collections([corpus]), folder)
    assert report.held_out_documents == 1
    assert next(str(e) for e in errors).startswith(f"{corpus / 'web.jsonl'}:5: not an object with 'doc_id'")
    assert len(errors) == 2
    count = len(segment(REPORT).paragraphs)
    assert [r.source for r in records] == ["web:1"] * count + ["web:2"] * (count + 1) + ["web:3", "web:4"]
    assert [r.copy_of for r in records[:count]] == [""] * count
    assert [r.copy_of for r in records[count + 1 : -2]] == [f"web:1#{n}" for n in range(1, count + 1)]
    assert [r.copy_of for r in records[-2:]] == ["web:2#1", HELD_OUT]
    assert (report.copies, report.held_out_paragraphs) == (count + 1, 1)


def test_bytes_that_are_no_utf8_are_an_error_of_their_line_alone(tmp_path: Path) -> None:
    good = json.dumps({"doc_id": "1", "text": "好"}).encode()
    (tmp_path / "web.jsonl").write_bytes(b'{"doc_id": "0", "text": "\xba\xc3"}\n' + good + b"\n")
    broken, sound, *rest = read_collections([tmp_path / "web.jsonl", tmp_path / "missing.jsonl"])
    assert f"{tmp_path / 'web.jsonl'}:1: " in str(broken)
    assert sound == ("web:1", "好")
    assert [str(error) for error in rest] == [
        f"{tmp_path / 'missing.jsonl'}: cannot be read (No such file or directory)"
    ]


def test_a_pool_of_nothing_is_an_error(tmp_path: Path) -> None:
    (item,) = read_collections([tmp_path])
    assert isinstance(item, GongwenError)
    (tmp_path / "x.txt").write_text(BROKEN, encoding="utf-8")
    assert [source for source, _ in read_collections([tmp_path])] == [f"{tmp_path.name}:x"]  # type: ignore[misc]


def test_bytes_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    with atomic_writer(tmp_path / "x", binary=True) as file:
        file.write(b"\xff\x00")
    with pytest.raises(RuntimeError), atomic_writer(tmp_path / "x", binary=True) as file:
        file.write(b"half")
        raise RuntimeError
    assert (tmp_path / "x").read_bytes() == b"\xff\x00"
    assert [p.name for p in tmp_path.iterdir()] == ["x"]
