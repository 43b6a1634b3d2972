"""Web pages: the encoding they name is taken, unless it is wrong."""

import pytest

from gongwen.errors import Fault
from gongwen.formats.html import decode_page

from .pages import PROSE, TRADITIONAL, refusal, texts


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "gb18030", "big5", "utf-16"])
@pytest.mark.parametrize(
    "meta", ['<meta charset="{}">', '<meta http-equiv=Content-Type content="text/html; charset={}">']
)
def test_pages_are_read_in_the_encoding_they_name(codec: str, meta: str) -> None:
    prose = TRADITIONAL.replace("衣台", "衣臺") if codec == "big5" else PROSE
    declared = {"gbk": "GB2312", "utf-8-sig": "utf-8", "utf-16": "utf-8"}.get(codec, codec)
    page = f"<html><head>{meta.format(declared)}</head><body><p>{prose}</p></body></html>"
    assert texts(page.encode(codec)) == [prose]


def test_a_wrong_declaration_is_overruled() -> None:
    assert texts(f"<meta charset=gb2312><p>{PROSE}".encode()) == [PROSE]
    assert texts(f"<meta charset=iso-8859-1><p>{PROSE}".encode("gbk")) == [PROSE]
    assert texts(f"<meta charset=utf-8><p>{PROSE}".encode("gbk")) == [PROSE]
    assert texts(f"<p>{PROSE}".encode("gbk")) == [PROSE]
    assert decode_page(f"<?xml version='1.0' encoding='GBK'?><p>{PROSE}".encode("gbk"), "").endswith(PROSE)


def test_gb18030_characters_in_pages_that_say_gb2312() -> None:
    assert texts("<meta charset=gb2312><p>镕堃两位同志负责㙍口水库</p>".encode("gb18030")) == [
        "镕堃两位同志负责㙍口水库"
    ]


def test_a_page_cut_in_the_middle_of_a_character_is_read_and_one_in_no_encoding_is_not() -> None:
    for codec in ("utf-8", "gbk"):
        cut = f"<meta charset={codec}><p>{PROSE * 3}".encode(codec)[:-1]
        assert texts(cut)[0].startswith(PROSE)
    assert refusal(b"<p>\xff\xfe\x81\xff\xff\x90\x81\xff\xfd\xff</p>" * 9).code is Fault.ENCODING
