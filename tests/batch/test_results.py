"""A batch: its results as CSV, workbook and Parquet, in one file or several."""

import csv
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

import gongwen.batch.finish as finish_module
from tests.batch.conftest import Inline
from tests.batch.copying import LABELS
from tests.batch.runs import records, tag


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
