"""A batch: the account, going on, changes, refusals, verification."""

import csv
import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

import gongwen.batch.finish as finish_module
from gongwen.batch import BatchOptions, Summary, tag_batch, verify
from gongwen.batch.folder import RunFolder
from gongwen.errors import BatchError, Fault, OutputError, RefusedError
from gongwen.outputs.atomic import Disk
from tests.batch.conftest import SENTENCES, Inline
from tests.batch.copying import LABELS


def records(out: Path) -> list[dict[str, Any]]:
    lines = [line for path in sorted(out.glob("tagged-*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def contents(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def tag(documents: Path, out: Path, inline: type[Inline], disk: Disk | None = None, **options: Any) -> Summary:
    disk = disk or Disk()
    return tag_batch([documents], out, options=BatchOptions(**options), engine=inline.on(disk), disk=disk)


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


class Failing(Disk):
    """Fails at the n-th call, and at every later one: a full disk stays full."""

    def __init__(self, n: int, error: int, dies: bool = False) -> None:
        self.left, self.error, self.dies = n, error, dies

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            if self.dies:
                raise _Killed
            raise OSError(self.error, os.strerror(self.error))

    def write(self, descriptor: int, data: memoryview) -> int:
        self._count()
        return super().write(descriptor, data[: max(1, len(data) // 2)])  # short writes are normal

    def sync(self, descriptor: int) -> None:
        self._count()
        super().sync(descriptor)

    def replace(self, temporary: Path, path: Path) -> None:
        self._count()
        super().replace(temporary, path)


class _Killed(BaseException):
    pass


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "killed"])
def test_a_fault_at_any_write_sync_or_rename(error: str, documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    import errno

    for name in ("2.txt", "3.txt", "4.txt", "sub/picture.txt"):
        (documents / name).unlink()
    tag(documents, tmp_path / "whole", inline)
    whole = contents(tmp_path / "whole")
    reached = 0
    for n in range(10_000):
        out = tmp_path / f"out-{n}"
        disk = Failing(n, getattr(errno, error, 0), error == "killed")
        try:
            tag(documents, out, inline, disk)
        except (OutputError, _Killed):
            reached += 1
            assert not (out / "_SUCCESS").exists() or list(verify(out)) == []
        else:
            break
        tag(documents, out, inline)
        assert contents(out) == whole, f"after a fault at call {n}"
    assert reached > 30


def test_a_second_call_does_nothing(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    first = tag(documents, tmp_path / "out", inline)
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    assert tag(documents, tmp_path / "out", inline) == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == times


def test_changed_tags_only_what_changed(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    kept = RunFolder(out).part(0).stat().st_mtime_ns
    (documents / "2.txt").write_text("第2村工作总结\n重写过的一段。\n", encoding="utf-8")
    (documents / "3.txt").unlink()
    (documents / "new.txt").write_text("新村工作总结\n新写的一段。\n", encoding="utf-8")
    summary = tag(documents, out, inline, changed=True)
    assert summary.files == 8
    assert RunFolder(out).part(0).stat().st_mtime_ns == kept
    found = records(out)
    assert {Path(r["doc"]).name for r in found} == {"0.txt", "1.txt", "2.txt", "4.txt", "copy.txt", "new.txt"}
    assert [r["text"] for r in found if r["doc"].endswith("2.txt")] == ["第2村工作总结", "重写过的一段。"]
    assert list(verify(out, sources=True)) == []


def test_failed_files_are_tried_once_more(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    summary = tag(documents, out, inline, retry=True)
    assert (summary.tagged, summary.failed, summary.plan) == (6, 2, 2)
    assert len((out / "errors.jsonl").read_text("utf-8").splitlines()) == 2


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


def test_results_are_not_mixed(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    other = BatchOptions(read=finish_module_options())
    with pytest.raises(RefusedError, match=r"another options\.text_column"):
        tag_batch([documents], out, options=other, engine=inline.on())
    with pytest.raises(RefusedError, match="add --changed"):
        tag_batch([documents / "sub"], out, engine=inline.on())
    fresh = tag_batch([documents / "sub"], out, options=BatchOptions(fresh=True), engine=inline.on())
    assert fresh.files == 3
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(RefusedError, match=r"holds other files \(thesis\.docx\)"):
        tag(documents, strange, inline)
    assert (strange / "thesis.docx").read_bytes() == b"mine"


def finish_module_options() -> Any:
    from gongwen.formats import ReadOptions

    return ReadOptions(text_column="正文")


@pytest.mark.parametrize("victim", ["tagged-0001.jsonl", "errors.jsonl", "summary.json", "work/shard-00001.jsonl.gz"])
def test_verify_names_what_was_tampered_with(
    victim: str, documents: Path, tmp_path: Path, inline: type[Inline]
) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    data = bytearray((out / victim).read_bytes())
    data[len(data) // 2] ^= 1
    (out / victim).write_bytes(data)
    assert any(str(out / victim) in problem for problem in verify(out))


def test_a_damaged_shard_is_found_before_it_is_used(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    part = RunFolder(out).part(0)
    whole = part.read_bytes()
    part.write_bytes(whole[:-9])
    assert tag(documents, out, inline, format="csv").paragraphs == 18
    assert part.read_bytes() == whole and list(verify(out)) == []


def test_a_damaged_result_is_written_anew(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    whole = (out / "tagged-0001.jsonl").read_bytes()
    (out / "tagged-0001.jsonl").write_bytes(whole[:-2])
    tag(documents, out, inline)
    assert (out / "tagged-0001.jsonl").read_bytes() == whole


def test_files_that_only_look_like_results_are_not_touched(
    documents: Path, tmp_path: Path, inline: type[Inline]
) -> None:
    theirs = tmp_path / "theirs"
    (theirs / "work").mkdir(parents=True)
    for name in ("tagged-2023.docx", "errors.jsonl", "work/my-report.txt", "tagged-0001.jsonl"):
        (theirs / name).write_text("mine", encoding="utf-8")
    before = contents(theirs)
    for fresh in (False, True):
        with pytest.raises(RefusedError, match="holds other files"):
            tag(documents, theirs, inline, fresh=fresh)
    assert contents(theirs) == before
    out = tmp_path / "out"
    tag(documents, out, inline)
    for name in ("tagged-2023.docx", "notes.txt", "work/my-report.txt"):
        (out / name).write_text("mine", encoding="utf-8")
    tag(documents, out, inline, fresh=True, format="csv")
    assert [(out / name).read_text("utf-8") for name in ("tagged-2023.docx", "notes.txt", "work/my-report.txt")] == [
        "mine"
    ] * 3
    tag(documents, tmp_path / "gone", inline)
    for path in (tmp_path / "gone/work").iterdir():
        path.unlink()
    with pytest.raises(RefusedError, match="holds other files"):
        tag(documents, tmp_path / "gone", inline)


def test_a_source_that_has_gone_is_no_empty_source(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    before = contents(out)
    documents.rename(tmp_path / "elsewhere")
    for options in ({"changed": True}, {"retry": True}):
        with pytest.raises(RefusedError, match="docs: is gone"):
            tag(documents, out, inline, **options)
    assert contents(out) == before


def test_results_of_runs_are_no_documents(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    tag(documents, documents / "first", inline)
    (documents / "loop.txt").symlink_to(documents / "loop.txt")
    summary = tag(documents, documents / "second", inline)
    assert (summary.files, summary.tagged, summary.errors["missing"]) == (9, 6, 1)
    assert tag(documents, documents / "second", inline, changed=True) == summary


def test_two_runs_in_one_folder(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    (out / "work").mkdir(parents=True)
    with RunFolder(out).locked(), pytest.raises(RefusedError, match="another run is at work here"):
        tag(documents, out, inline)
    assert tag(documents, out, inline).tagged == 6


def test_a_file_named_twice_is_tagged_once(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    twice = [documents / "0.txt", documents, documents / "sub" / ".." / "0.txt"]
    assert tag_batch(twice, tmp_path / "out", engine=inline.on()).files == 8


@pytest.mark.parametrize(
    ("victim", "text"),
    [
        ("work/shard-00000.json", "[" * 100_000),
        ("work/shard-00000.json", '{"shard": 0, "files": [{"path": "a", "sha256": "", "paragraphs": "1"}]}'),
        ("summary.json", "[]"),
        ("work/plan-1.jsonl", '{"layout": 1, "search": []}'),
    ],
)
def test_nonsense_in_the_folder_ends_in_no_traceback(
    victim: str, text: str, documents: Path, tmp_path: Path, inline: type[Inline]
) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    whole = contents(out)
    (out / victim).write_text(text, encoding="utf-8")
    if "plan" in victim:
        with pytest.raises(BatchError, match="no plan of a run, or damaged"):
            list(verify(out))
        with pytest.raises(RefusedError, match="Begin anew with --fresh"):
            tag(documents, out, inline)
    else:
        assert list(verify(out))
    tag(documents, out, inline, fresh="plan" in victim)
    assert contents(out) == whole


def test_csv_opens_in_excel_and_holds_no_formula(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    (documents / "0.txt").write_text("=HYPERLINK(1)\n+86 010\n-3-的写法\n@某人\n", encoding="utf-8")
    tag(documents, tmp_path / "out", inline, format="csv")
    raw = (tmp_path / "out/tagged-0001.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert [row["正文"] for row in rows[:4]] == ["'=HYPERLINK(1)", "'+86 010", "'-3-的写法", "'@某人"]
    assert rows[-1]["角色"] == "举措" and rows[-1]["近似于"].endswith("1.txt#1")


def test_a_workbook_has_filters_counts_and_whole_texts(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    long = "说明" * 40_000
    (documents / "0.txt").write_text(f"总结\n=1+1\n{long}\n", encoding="utf-8")
    tag(documents, tmp_path / "out", inline, format="xlsx")
    book = openpyxl.load_workbook(tmp_path / "out/tagged-0001.xlsx")
    sheet = book["段落"]
    header = [cell.value for cell in sheet[1]]
    text = header.index("正文")
    assert sheet.auto_filter.ref and sheet.max_row == 19
    assert sheet.cell(3, text + 1).value == "=1+1" and sheet.cell(3, text + 1).data_type == "s"
    rest = [row[2].value for row in book["长段落"].iter_rows(min_row=2) if row[0].value == 4]
    assert sheet.cell(4, text + 1).value.removesuffix("……（下文见“长段落”表）") + "".join(rest) == long
    counts = {(row[0].value, row[1].value): row[2].value for row in book["汇总"].iter_rows(min_row=2)}
    assert counts["全部", None] == 18 and counts["主题", "科普"] == 1


def test_parquet_has_the_fields_of_the_contract(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    tag(documents, tmp_path / "json", inline)
    tag(documents, tmp_path / "out", inline, format="parquet")
    rows = pq.read_table(tmp_path / "out/tagged-0001.parquet").to_pylist()
    plain = [{**r, "evidence": []} for r in records(tmp_path / "json")]
    assert rows == plain and set(rows[0]["topic_scores"]) == set(LABELS.topic_keys)


def test_large_results_are_several_files(
    documents: Path, tmp_path: Path, inline: type[Inline], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finish_module, "RECORDS_A_FILE", 7)
    out = tmp_path / "out"
    tag(documents, out, inline)
    assert [len(path.read_text("utf-8").splitlines()) for path in sorted(out.glob("tagged-*"))] == [7, 7, 4]
    tag(documents, out, inline, format="csv")
    assert sorted(path.name for path in out.glob("tagged-*")) == [f"tagged-000{n}.csv" for n in (1, 2, 3)]


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
