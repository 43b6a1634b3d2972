"""Word documents: the numbers of lists as they are printed, so that the outline knows them."""

import pytest

from gongwen.documents.numbering import parse_numbering
from gongwen.formats.docx.numerals import numeral

from .markup import in_list, lvl, numbering, p, texts, wml

FORMATS = {
    "decimal": {1: "1", 105: "105"},
    "decimalZero": {3: "03", 12: "12"},
    "decimalFullWidth": {12: "１２"},
    "upperRoman": {4: "IV", 1999: "MCMXCIX", 5000: "5000"},
    "lowerRoman": {9: "ix"},
    "upperLetter": {1: "A", 26: "Z", 28: "BB", 100_000: "100000"},
    "lowerLetter": {3: "c", 0: ""},
    "ordinal": {1: "1st", 12: "12th", 23: "23rd", 111: "111th"},
    "chineseCounting": {0: "零", 5: "五", 10: "十", 21: "二十一", 99: "九十九", 105: "一〇五"},
    "chineseCountingThousand": {
        10: "十", 20: "二十", 105: "一百零五", 110: "一百一十", 1001: "一千零一", 1010: "一千零一十", 10_000: "一万", 10_010: "一万零一十",
        20_304: "二万零三百零四", 120_000: "十二万", 101_000: "十万一千", 999_999_999: "999999999",
    },
    "chineseLegalSimplified": {3: "叁", 10: "壹拾", 21: "贰拾壹", 106: "壹佰零陆"},
    "ideographLegalTraditional": {3: "參"},
    "ideographTraditional": {1: "甲", 10: "癸", 11: "11"},
    "ideographZodiac": {1: "子", 12: "亥", 13: "13"},
    "japaneseCounting": {11: "十一", 105: "百五", 1110: "千百十"},
    "taiwaneseCounting": {12: "十二", 100: "一〇〇"},
    "taiwaneseCountingThousand": {10_001: "一萬零一"},
    "ideographDigital": {10: "一〇", 25: "二五"},
    "decimalEnclosedCircle": {1: "①", 20: "⑳", 21: "21"},
    "decimalEnclosedCircleChinese": {3: "③"},
    "decimalEnclosedFullstop": {2: "⒉"},
    "decimalEnclosedParen": {3: "⑶"},
    "ideographEnclosedCircle": {2: "㈡", 11: "11"},
    "none": {5: ""},
    "bullet": {5: ""},
    "hebrew1": {5: "5"},
    "zero99999999": {5: "5"},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_number_formats(form: str) -> None:
    assert {value: numeral(value, form) for value in FORMATS[form]} == FORMATS[form]


@pytest.mark.parametrize(
    ("form", "pattern", "label", "scheme", "ordinal"),
    [
        ("chineseCountingThousand", "第%1部分", "第十一部分 ", "part", 11),
        ("chineseCounting", "第%1章", "第十一章 ", "chapter", 11),
        ("chineseCounting", "%1、", "十一、", "han", 11),
        ("chineseLegalSimplified", "%1、", "壹拾壹、", None, 11),
        ("japaneseCounting", "（%1）", "（十一）", "han-paren", 11),
        ("taiwaneseCounting", "(%1)", "(十一) ", "han-paren", 11),
        ("decimal", "%1.", "11. ", "arabic", 11),
        ("decimal", "%1、", "11、", "arabic", 11),
        ("decimal", "（%1）", "（11）", "arabic-paren", 11),
        ("decimal", "%1)", "11) ", "arabic-paren", 11),
        ("decimal", "%1", "11 ", "arabic", 11),
        ("decimalFullWidth", "%1．", "１１．", "arabic", 11),
        ("decimalEnclosedCircle", "%1", "⑪", "circled", 11),
        ("lowerLetter", "%1)", "k) ", None, 11),
    ],
)
def test_numbers_stand_in_front_so_that_the_outline_knows_them(
    form: str, pattern: str, label: str, scheme: str | None, ordinal: int
) -> None:
    data = wml(p("狠抓落实", in_list(1)), numbering=numbering(lvl(0, form, pattern, start="11")))
    (text,) = texts(data)
    assert text == f"{label}狠抓落实"
    found = parse_numbering(text)
    if scheme is not None:
        assert found is not None and (found.scheme, found.ordinal, text[found.width :]) == (scheme, ordinal, "狠抓落实")


def test_a_number_before_a_figure_stays_a_number() -> None:
    for pattern in ("%1.", "%1、", "%1．", "（%1）"):
        for tight in ("", '<w:suff w:val="nothing"/>'):
            levels = lvl(0, "decimal", pattern, tight)
            (text,) = texts(wml(p("2023年的工作", in_list(1)), numbering=numbering(levels)))
            found = parse_numbering(text)
            assert found is not None and text[found.width :] == "2023年的工作", text
