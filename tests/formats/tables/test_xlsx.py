"""Tables: workbooks, of which all visible sheets are read, as far as they are whole."""

import io
import zipfile
from datetime import datetime
from typing import Any

import pytest

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions
from gongwen.formats.tables import read_xlsx, workbook

from .invented import BY_ID, HEAD, ONE, THREE, TWO, as_xlsx, brief, good, read, refusal


def test_all_visible_sheets_with_the_column_are_read() -> None:
    table = {
        "封面": [["说明"], ["x"]],
        "一月": [["某乡台账"], [], ["编号", "正文"], [1, ONE], [2, None], [3, TWO]],
        "二月 (补)": [["正文"], [THREE]],
        "藏": [["正文"], ["不该出现的一句话。"]],
    }
    found = read(read_xlsx, as_xlsx(table, hidden=("藏",)))
    assert brief(found) == [("t#一月!4", ONE), ("t#一月!6", TWO), ("t#'二月 (补)'!2", THREE)]
    assert [f.paragraphs[0].ref for f in found if isinstance(f, Document)] == ["一月!B4", "一月!B6", "'二月 (补)'!A2"]
    del table["二月 (补)"]
    assert brief(read(read_xlsx, as_xlsx(table, hidden=("藏",)))) == [("t#4", ONE), ("t#6", TWO)]


def test_groups_do_not_cross_sheets() -> None:
    sheets = {"甲": [HEAD, [1, ONE], [1, TWO]], "乙": [HEAD, [1, THREE]]}
    assert good(read_xlsx, as_xlsx(sheets), BY_ID) == {"t#甲!2-3": f"{ONE}\n{TWO}", "t#乙!2": THREE}


def test_cells_that_are_no_strings_and_errors() -> None:
    rows = [["正文"], [12.5], [datetime(2031, 3, 4)], ["#N/A"], [True], [f"{ONE}_x000D_\n{TWO}"]]
    found = list(good(read_xlsx, as_xlsx({"Sheet1": rows})).values())
    assert found == ["12.5", "2031-03-04 00:00:00", "True", f"{ONE}\r\n{TWO}"]


def rezip(data: bytes, member: str, change: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == member else content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_a_wrong_size_cuts_no_sheet_off() -> None:
    data = rezip(as_xlsx({"S": [HEAD, [1, ONE], [2, TWO]]}), SHEET, lambda x: x.replace(b'ref="A1:C3"', b'ref="A1"'))
    assert good(read_xlsx, data) == {"t#2": ONE, "t#3": TWO}


def test_a_sheet_damaged_inside_gives_the_rows_before() -> None:
    data = as_xlsx({"S": [HEAD, *([n, ONE] for n in range(3000))], "T": [HEAD, [1, THREE]]})
    found = read(read_xlsx, rezip(data, SHEET, lambda x: x[: len(x) // 2]))
    assert 500 < sum(isinstance(f, Document) for f in found) < 3000
    (error,) = (f for f in found if isinstance(f, ReadError))
    assert error.code is Fault.DAMAGED
    assert "damaged after row" in error.reason
    assert brief(found)[-1] == ("t#T!2", THREE)


def test_a_row_number_beyond_any_sheet_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    data = rezip(
        as_xlsx({"S": [HEAD, [1, ONE], [2, TWO]]}), SHEET, lambda x: x.replace(b'<row r="3"', b'<row r="3000000000"')
    )
    monkeypatch.setattr(workbook, "_LAST_ROW", 1000)
    assert brief(read(read_xlsx, data)) == [("t#2", ONE), ("t#1001", Fault.DAMAGED)]


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    data = as_xlsx({"S": [HEAD, [1, ONE]]})
    assert refusal(read_xlsx, data, ReadOptions(most_unpacked=5000)).code is Fault.BOMB
    assert refusal(read_xlsx, data[:300]).code is Fault.DAMAGED
    assert refusal(read_xlsx, rezip(data, "xl/workbook.xml", lambda _: b"<x")).code is Fault.DAMAGED
    assert refusal(read_xlsx, as_xlsx({"S": []})).code is Fault.NO_TEXT_COLUMN
