"""Tables: which column, which rows, what they are called, and that damage costs one row only."""

import csv
import io
import json
import random
import sys
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import Reader, ReadOptions, Source
from gongwen.formats.tables import read_csv, read_jsonl, read_parquet, read_xlsx, workbook

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


ALL = pytest.mark.parametrize(
    ("reader", "first", "place"),
    [
        (read_csv, 2, "row {}"),
        (read_jsonl, 1, "line {}"),
        (read_xlsx, 2, "Sheet1!B{}"),
        (read_parquet, 1, "row {}"),
    ],
)


@ALL
def test_each_row_is_a_document_named_and_placed_by_its_number(reader: Reader, first: int, place: str) -> None:
    rows = [HEAD, ["1", f"{ONE}\n{TWO}", "x"], ["2", " ", "y"], ["3", THREE, ""]]
    found = read(reader, make(reader, rows))
    assert brief(found) == [(f"t#{first}", f"{ONE}\n{TWO}"), (f"t#{first + 2}", THREE)]
    assert [[p.place for p in f.paragraphs] for f in found if isinstance(f, Document)] == [
        [place.format(first)] * 2,
        [place.format(first + 2)],
    ]
    document = found[0]
    assert isinstance(document, Document)
    assert [document.text[p.start : p.end] for p in document.paragraphs] == [ONE, TWO]


@ALL
def test_rows_in_succession_with_one_value_are_one_document(reader: Reader, first: int, place: str) -> None:
    rows = [HEAD, ["甲", ONE, ""], ["甲", TWO, ""], ["乙", THREE, ""], ["甲", ONE, ""], ["甲", "", ""]]
    found = read(reader, make(reader, rows), BY_ID)
    spans = [f"{first}-{first + 1}", f"{first + 2}", f"{first + 3}"]
    assert brief(found) == [
        (f"t#{span}", text) for span, text in zip(spans, (f"{ONE}\n{TWO}", THREE, ONE), strict=True)
    ]
    document = found[0]
    assert isinstance(document, Document)
    assert [paragraph.ref for paragraph in document.paragraphs] == [place.format(first), place.format(first + 1)]


@ALL
@pytest.mark.parametrize("name", ["text", " Content ", "BODY", "正文", "内容", "文本", "全文", "段落", "原文"])
def test_usual_columns_are_found(reader: Reader, first: int, place: str, name: str) -> None:
    rows = [["标题", "注", name], ["x", "y", ONE]]
    assert good(reader, make(reader, rows)) == {f"t#{first}": ONE}


@ALL
def test_a_named_column_is_taken_and_a_missing_one_told(reader: Reader, first: int, place: str) -> None:
    data = make(reader, [["text", "说明"], [ONE, TWO]])
    assert good(reader, data, ReadOptions(text_column="说明")) == {f"t#{first}": TWO}
    for options, said in ((ReadOptions(text_column="概要"), "'概要'"), (ReadOptions(group_column="概要"), "'概要'")):
        error = refusal(reader, data, options)
        assert error.code is Fault.NO_TEXT_COLUMN
        assert said in error.reason
        assert "text, 说明" in error.reason


@ALL
def test_a_table_without_a_column_of_texts_names_what_it_has(reader: Reader, first: int, place: str) -> None:
    error = refusal(reader, make(reader, [["编号", "分数"], ["1", "2"]]))
    assert error.code is Fault.NO_TEXT_COLUMN
    assert "编号, 分数" in error.reason
    assert "--text-column NAME" in error.reason


@ALL
def test_a_table_without_any_text_is_empty(reader: Reader, first: int, place: str) -> None:
    assert refusal(reader, make(reader, [HEAD, ["1", "", "x"], ["2", "　\n", ""]])).code is Fault.EMPTY


@ALL
def test_a_text_too_long_for_a_paragraph_is_an_error_of_its_row(reader: Reader, first: int, place: str) -> None:
    # A spreadsheet's cell holds 32,767 characters, so the workbook is spared.
    if reader is read_xlsx:
        return
    found = read(reader, make(reader, [HEAD, ["1", "字" * 200_001, ""], ["2", TWO, ""]]))
    assert brief(found) == [(f"t#{first}", Fault.LONG_LINE), (f"t#{first + 1}", TWO)]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_encodings_and_delimiters(codec: str, delimiter: str) -> None:
    data = as_csv([["编号", "a,b|c;d", "正文"], ["1", "x", ONE + '，又说"好",成了;对\n' + TWO]], delimiter)
    expected = {"t#2": ONE + '，又说"好",成了;对\n' + TWO}
    assert good(read_csv, data.decode().encode(codec)) == expected


def test_csv_rows_count_as_in_a_spreadsheet() -> None:
    data = f'\n正文,备注\r\n\r\n"{ONE}\r\n{TWO}",x\r\n{THREE},y\r{ONE},z\n\n'.encode()
    assert good(read_csv, data) == {"t#4": f"{ONE}\r\n{TWO}", "t#5": THREE, "t#6": ONE}


def test_a_csv_of_one_column() -> None:
    assert good(read_csv, f"正文\n{ONE}\n".encode()) == {"t#2": ONE}
    assert good(read_csv, f"正文\n{ONE}, {TWO}\n".encode(), name="t.tsv") == {"t.tsv#2": f"{ONE}, {TWO}"}


def test_csv_cells_may_be_long_and_hold_nul() -> None:
    long = "\n".join([ONE] * 5500)
    assert good(read_csv, as_csv([["正文"], [long]]))["t#2"].count(ONE) == 5500
    assert good(read_csv, f"正文,x\n石\0坎村,1\n{TWO},2\n".encode()) == {"t#2": "石坎村", "t#3": TWO}


def test_csv_rows_of_wrong_width_are_told_and_the_rest_goes_on() -> None:
    data = f"正文,备注\n{ONE},x,y\n{TWO}\n{THREE},z,,\n".encode()
    found = read(read_csv, data)
    assert brief(found) == [("t#2", Fault.DAMAGED), ("t#3", Fault.DAMAGED), ("t#4", THREE)]
    assert "line 2 has 3 cells" in str(found[0])


def test_an_open_quote_costs_one_row() -> None:
    rows = [f'"{text}",{n}' for n, text in enumerate((ONE, TWO, THREE))]
    rows[0] = rows[0].replace('",', ",")
    found = read(read_csv, "\n".join(["正文,备注", *rows]).encode())
    assert brief(found) == [("t#2", Fault.DAMAGED), ("t#3", TWO), ("t#4", THREE)]
    found = read(read_csv, f'正文,备注\n{ONE},1\n"{TWO},2\n{THREE},3\n'.encode())
    assert brief(found) == [("t#2", ONE), ("t#3", Fault.DAMAGED), ("t#4", THREE)]
    found = read(read_csv, f'正文,备注\n{ONE},1\n{TWO},"未完'.encode())
    assert brief(found) == [("t#2", ONE), ("t#3", Fault.DAMAGED)]


def test_quotes_that_only_one_line_suffers_from_are_read_as_spreadsheets_do() -> None:
    found = good(read_csv, f'正文,备注\n"老井"修好了,1\n5"管铺好了,2\n{ONE},3\n'.encode())
    assert found == {"t#2": "老井修好了", "t#3": '5"管铺好了', "t#4": ONE}


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-8-sig"])
def test_a_bad_byte_costs_one_row(codec: str) -> None:
    lines = ["编号,正文", *(f"{n},{text}" for n, text in enumerate((ONE, TWO, THREE) * 3))]
    data = [line.encode(codec if not n else codec.removesuffix("-sig")) for n, line in enumerate(lines)]
    data[4] = data[4][:10] + b"\xff" + data[4][11:]
    found = read(read_csv, b"\n".join(data))
    assert len(found) == 9
    assert brief(found)[3] == ("t#5", Fault.DAMAGED)
    assert [text for _, text in brief(found) if text != Fault.DAMAGED] == [ONE, TWO, THREE, TWO, THREE, ONE, TWO, THREE]
    assert "line 5" in str(found[3])


def test_a_bad_byte_in_another_column_costs_nothing() -> None:
    data = as_csv([HEAD, ["1", ONE, "备注"], ["2", TWO, "备注"], ["3", THREE, ""]])
    assert len(good(read_csv, data.replace("备注".encode() + b"\r\n2", b"\xff\r\n2"))) == 3


def test_a_cut_utf16_table_keeps_its_rows() -> None:
    data = as_csv([HEAD, ["1", ONE, ""], ["2", "", TWO]]).decode().encode("utf-16")
    assert good(read_csv, data[:-3]) == {"t#2": ONE}


def test_bytes_in_no_encoding_are_refused() -> None:
    for reader in (read_csv, read_jsonl):
        assert refusal(reader, bytes(range(128, 256)) * 9).code is Fault.ENCODING


def test_jsonl_lines_that_are_wrong_are_told_and_the_rest_goes_on() -> None:
    lines = [
        json.dumps({"正文": ONE}),
        '{"正文": "未完',
        "[1, 2]",
        '{"正文": 12}',
        "",
        '{"正文": null}',
        "[" * 100_000,
        '{"n": ' + "9" * 5000 + "}",
        '{"别的": "x"}',
        '{"正文": "先", "正文": "后来的一句算数。"}',
        json.dumps({"正文": TWO}, ensure_ascii=False) + "\r",
    ]
    found = read(read_jsonl, "\n".join(lines).encode())
    bad = [(f"t#{n}", Fault.DAMAGED) for n in (2, 3, 4, 7, 8)]
    assert brief(found) == [
        ("t#1", ONE),
        *bad,
        ("t#9", Fault.NO_TEXT_COLUMN),
        ("t#10", "后来的一句算数。"),
        ("t#11", TWO),
    ]
    assert "line 2" in str(found[1])


def test_lines_before_the_first_text_are_told_too() -> None:
    data = f'{{"版本": 1}}\n{{"正文": "{ONE}"}}\n'.encode()
    assert brief(read(read_jsonl, data)) == [("t#1", Fault.NO_TEXT_COLUMN), ("t#2", ONE)]


@pytest.mark.parametrize("codec", ["utf-8-sig", "gb18030", "utf-16"])
def test_jsonl_encodings(codec: str) -> None:
    lines = "\n".join(json.dumps({"text": text}, ensure_ascii=False) for text in (ONE, TWO, THREE))
    assert good(read_jsonl, lines.encode(codec)) == {"t#1": ONE, "t#2": TWO, "t#3": THREE}


def test_a_bad_byte_costs_one_line_and_line_separators_part_none() -> None:
    lines = [json.dumps({"text": text}, ensure_ascii=False).encode() for text in (ONE, TWO, "甲\u2028乙\x85丙", THREE)]
    lines[1] = lines[1][:20] + b"\xff" + lines[1][21:]
    found = read(read_jsonl, b"\n".join(lines))
    assert brief(found) == [("t#1", ONE), ("t#2", Fault.DAMAGED), ("t#3", "甲\u2028乙\x85丙"), ("t#4", THREE)]


def test_half_characters_and_nul_do_not_reach_the_output() -> None:
    (text,) = good(read_jsonl, b'{"text": "\\ud83d\\ude00 \\ud83d \\u0000 \\udc00"}').values()
    assert text == "\U0001f600 \ufffd  \ufffd"


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


def test_parquet_types_of_text() -> None:
    texts = [ONE, None, TWO]
    for kind in (pa.large_string(), pa.binary(), pa.dictionary(pa.int32(), pa.string())):
        values = [t.encode() if t and kind == pa.binary() else t for t in texts]
        assert good(read_parquet, as_parquet({"text": pa.array(values).cast(kind)})) == {"t#1": ONE, "t#3": TWO}
    error = refusal(read_parquet, as_parquet({"text": [1, 2]}))
    assert error.code is Fault.NO_TEXT_COLUMN
    assert "int64" in error.reason


def test_a_parquet_row_that_is_no_text_is_told() -> None:
    data = as_parquet({"text": pa.array([ONE.encode(), b"\xff\xfe", TWO.encode()])})
    assert brief(read(read_parquet, data)) == [("t#1", ONE), ("t#2", Fault.DAMAGED), ("t#3", TWO)]


def test_a_damaged_row_group_does_not_cost_the_next() -> None:
    out = pa.BufferOutputStream()
    pq.write_table(
        pa.table({"text": [ONE, TWO, THREE]}), out, row_group_size=1, compression="none", use_dictionary=False
    )
    data = bytearray(out.getvalue().to_pybytes())
    data[4:20] = b"\xff" * 16
    found = brief(read(read_parquet, bytes(data)))
    assert found == [("t#1", Fault.DAMAGED), ("t#2", TWO), ("t#3", THREE)]


def test_parquet_limits_and_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    data = as_parquet({"text": [ONE, TWO]})
    assert refusal(read_parquet, data, ReadOptions(most_unpacked=10)).code is Fault.BOMB
    assert refusal(read_parquet, data[:-9]).code is Fault.DAMAGED
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    error = refusal(read_parquet, data)
    assert error.code is Fault.NEEDS_EXTRA
    assert "pip install 'gongwen-tagger[parquet]'" in error.reason


@ALL
def test_no_damage_raises_anything_else(reader: Reader, first: int, place: str) -> None:
    draw = random.Random(11)
    sound = make(
        reader, [HEAD, *([str(n // 2), f"{text}\n{TWO}", "备注"] for n, text in enumerate([ONE, TWO, THREE] * 4))]
    )
    cases = [sound[: len(sound) * n // 30] for n in range(1, 30)]
    for _ in range(150):
        broken = bytearray(sound)
        for _ in range(draw.randint(1, 6)):
            broken[draw.randrange(len(broken))] = draw.randrange(256)
        cases.append(bytes(broken))
    for data in cases:
        try:
            assert all(isinstance(found, Document | ReadError) for found in reader(Source("t", data), BY_ID))
        except ReadError as error:
            assert error.path == "t"
