"""Tables: JSON lines of any encoding; a line that is wrong is told, and the rest goes on."""

import json

import pytest

from gongwen.errors import Fault
from gongwen.formats.tables import read_jsonl

from .invented import ONE, THREE, TWO, brief, good, read


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
