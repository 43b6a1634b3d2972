"""Tables: CSV of any encoding and delimiter, counted as in a spreadsheet; quotes and bad bytes cost one row only."""

import pytest

from gongwen.errors import Fault
from gongwen.formats.tables import read_csv

from .invented import HEAD, ONE, THREE, TWO, as_csv, brief, good, read


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
