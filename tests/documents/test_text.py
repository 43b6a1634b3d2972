"""Encodings: what is told apart, what is refused."""

import opencc
import pytest

from gongwen.documents.text import decode
from gongwen.errors import ReadError
from tests.conftest import REPORT

TRADITIONAL = opencc.OpenCC("s2t").convert(REPORT)
SHORT = "我镇成立工作领导小组"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [REPORT, SHORT, SHORT[:6]])
def test_simplified_text_is_read_in_every_usual_encoding(codec: str, text: str) -> None:
    decoded, name = decode(text.encode(codec), "a.txt")
    assert decoded.lstrip("\ufeff") == text
    assert text.encode(codec).decode(name) == decoded


@pytest.mark.parametrize("codec", ["big5", "big5hkscs", "gbk", "utf-8"])
@pytest.mark.parametrize("text", [TRADITIONAL, TRADITIONAL[:40], TRADITIONAL[:12]])
def test_traditional_text_is_read_in_every_usual_encoding(codec: str, text: str) -> None:
    text = "".join(ch for ch in text if ch.encode(codec, "ignore"))
    assert decode(text.encode(codec), "a.txt")[0] == text


def test_a_utf8_mark_counts_as_a_character_as_in_python() -> None:
    assert decode(b"\xef\xbb\xbf" + "一".encode(), "a.txt")[0] == "\ufeff一"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "no text"),
        (b"\xef\xbb\xbf  \n", "no text"),
        (b"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x00" + bytes(range(256)) * 4, "NUL"),
        ("好的工作\0总结".encode(), "NUL"),
        (b"\xff\xfe" + b"\xd8" * 3, "damaged"),
        (b"\xef\xbb\xbf\xff\xff\xff", "damaged"),
        ("Größe und Übermut tun selten gut, sagte der Bürgermeister".encode("latin-1"), "not recognised"),
        ("日本の科学技術は、これから大きく発展していくと考えられています。".encode("shift_jis"), "not recognised"),
        ("日本の科学技術は、これから大きく発展していくと考えられています。".encode("euc-jp"), "not recognised"),
        ("한국의 과학 기술은 앞으로 크게 발전할 것으로 보인다. 우리는 이를 위하여 함께 노력해야 할 것이다.".encode("euc-kr"), "not recognised"),
        (bytes(range(1, 32)) * 20, "control characters"),
    ],
)  # fmt: skip
def test_what_is_not_chinese_text_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason) as caught:
        decode(data, "some/file.txt")
    assert str(caught.value).startswith("some/file.txt: ")


def test_a_truncated_gb18030_file_names_the_line_of_the_fault() -> None:
    with pytest.raises(ReadError, match="line 2"):
        decode("第一行是好的\n".encode() + b"\xb9\xff\xff\xff", "a.txt")


def test_a_short_list_without_function_words_is_chinese() -> None:
    text = "第6942号工作总结\n6.改善基础设施。修建文化广场，安装路灯，疏通排水沟，新打机井两眼，改造低压线路。\n7.搞好综合治理。加强治安联防，强化消防、交通、食品、用电安全，普及法律知识，开展扫黄打非，净化社会风气。"
    assert decode(text.encode("gb18030"), "a.txt") == (text, "gb18030")
