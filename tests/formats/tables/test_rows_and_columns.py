"""Tables of every format: which column, which rows, what they are called, and that damage raises nothing else."""

import random

import pytest

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import Reader, ReadOptions, Source
from gongwen.formats.tables import read_csv, read_jsonl, read_parquet, read_xlsx

from .invented import BY_ID, HEAD, ONE, THREE, TWO, brief, good, make, read, refusal

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


def test_bytes_in_no_encoding_are_refused() -> None:
    for reader in (read_csv, read_jsonl):
        assert refusal(reader, bytes(range(128, 256)) * 9).code is Fault.ENCODING


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
