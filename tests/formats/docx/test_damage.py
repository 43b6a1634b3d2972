"""Word documents: files cut off, bytes flipped, markup broken; each is read or refused with a code."""

import io
import random
import re
import zipfile

import pytest

from gongwen.errors import Fault, ReadError

from .markup import LONG, in_list, lvl, numbering, p, package, read, table, wml


@pytest.fixture(scope="module")
def good() -> bytes:
    styles = '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 1"/></w:style>'
    body = p("水利建设", '<w:pStyle w:val="A"/>') + p(LONG, in_list(1)) * 3 + table(["渠道", "三条"], ["山塘", "两座"])
    sections = '<w:sectPr><w:headerReference r:id="header1"/></w:sectPr>'
    levels = numbering(lvl(0, "chineseCounting", "%1、"))
    return wml(body + sections, styles=styles, numbering=levels, margins={"header1": p("青石镇")})


def outcome(data: bytes) -> str:
    try:
        return "read" if read(data).paragraphs else "empty"
    except ReadError as error:
        return error.code


def test_truncated_files(good: bytes) -> None:
    found = {outcome(good[: len(good) * n // 50]) for n in range(50)}
    assert found == {Fault.DAMAGED}
    assert outcome(good) == "read"


def test_flipped_bytes(good: bytes) -> None:
    random_ = random.Random(7)
    outcomes = set()
    for _ in range(200):
        broken = bytearray(good)
        broken[random_.randrange(len(good))] ^= 1 << random_.randrange(8)
        outcomes.add(outcome(bytes(broken)))
    assert {"read", Fault.DAMAGED} <= outcomes


def test_broken_markup_in_a_sound_package(good: bytes) -> None:
    """Names and values of the markup at random, as no checksum would catch them."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    words = [
        "w:p",
        "w:r",
        "w:tbl",
        "w:tc",
        "w:ins",
        "w:val",
        "w:lvl",
        "0",
        "-1",
        "99999999999",
        "w:pPr",
        "w:numId",
        "w:txbxContent",
        "",
    ]
    random_ = random.Random(11)
    for _ in range(200):
        broken = dict(parts)
        name = random_.choice(list(broken))
        marks = list(re.finditer(r"w:\w+|(?<=\")[^\"<>]*(?=\")", broken[name]))
        if not marks:
            continue
        mark = random_.choice(marks)
        every = random_.random() < 0.5 and mark[0]
        word = random_.choice(words)
        content = broken[name]
        broken[name] = (
            content.replace(mark[0], word) if every else content[: mark.start()] + word + content[mark.end() :]
        )
        outcome(package(broken))
