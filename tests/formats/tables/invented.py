"""Invented tables in every format, and what is read from them."""

import csv
import io
import json
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gongwen.documents import Document
from gongwen.errors import ReadError
from gongwen.formats import Reader, ReadOptions, Source
from gongwen.formats.tables import read_csv, read_jsonl, read_xlsx

ONE = "秋分前后，石坎村补种了荞麦，又把塌掉的田埂重新垒好。"
TWO = "入冬以来，护林员分成四个小组，每天早晚各巡山一遍。"
THREE = "腊月里，文书把各户的用水账目抄成红榜，贴在祠堂门口。"
HEAD = ["编号", "正文", "备注"]
PLAIN = ReadOptions()
BY_ID = ReadOptions(group_column="编号")


def read(reader: Reader, data: bytes, options: ReadOptions = PLAIN, name: str = "t") -> list[Document | ReadError]:
    return list(reader(Source(name, data), options))


def good(reader: Reader, data: bytes, options: ReadOptions = PLAIN, name: str = "t") -> dict[str, str]:
    """Names and texts of the documents; there are no errors."""
    found = read(reader, data, options, name)
    assert all(isinstance(document, Document) for document in found), found
    return {document.name: document.text for document in found if isinstance(document, Document)}


def brief(found: list[Document | ReadError]) -> list[tuple[str, str]]:
    return [(f.name, f.text) if isinstance(f, Document) else (f.path, f.code) for f in found]


def refusal(reader: Reader, data: bytes, options: ReadOptions = PLAIN) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(reader, data, options)
    return caught.value


def as_csv(rows: list[list[str]], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode()


def as_jsonl(rows: list[list[str]]) -> bytes:
    return "\n".join(json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) for row in rows[1:]).encode()


def as_xlsx(sheets: dict[str, list[list[Any]]], hidden: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        sheet.sheet_state = "hidden" if title in hidden else "visible"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_parquet(columns: dict[str, Any], rows_per_group: int = 2) -> bytes:
    out = pa.BufferOutputStream()
    pq.write_table(pa.table(columns), out, row_group_size=rows_per_group)
    return out.getvalue().to_pybytes()


def make(reader: Reader, rows: list[list[str]]) -> bytes:
    if reader is read_csv:
        return as_csv(rows)
    if reader is read_jsonl:
        return as_jsonl(rows)
    if reader is read_xlsx:
        return as_xlsx({"Sheet1": rows})
    return as_parquet({name: [row[at] for row in rows[1:]] for at, name in enumerate(rows[0])})
