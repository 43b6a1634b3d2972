"""Heading numbers of Chinese official writing: 第一部分 > 第一、 > 一、 > （一） > 1、 > （1） > ①; 1 > 1.1 > 1.1.1; a).

The order follows GB/T 9704 (一、 → （一） → 1. → （1）), extended by the forms found around it. Half- and full-width
forms, traditional characters, Roman numerals and stray blanks (“2 .”) are accepted.
"""

import re

from .model import Numbering

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_FORMAL = {c: i for i, c in enumerate("壹贰叁肆伍陆柒捌玖", 1)} | {"貳": 2, "參": 3, "陸": 6}
_DIGITS |= _FORMAL
_HAN = "〇零一二三四五六七八九十百两兩壹贰貳叁參肆伍陆陸柒捌玖拾"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PARENTHESIZED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑"
_HAN_PARENTHESIZED = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_ROMAN = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ"
_OPEN, _CLOSE = r"[(（〔\[【〈﹙]", r"[)）〕\]】〉﹚]"
_STOP = r"[、.．，,：:\s]"
# “一、二季度”, “三、四月”, “第一、二产业” count things; they number nothing.
_NOT_COUNTING = rf"(?![{_HAN}]+(?:[、.．是]|季度|月|产业|產業|线|級|级|社区|村|等))"
_NOT_MEASURE = r"(?![\s]*[月日年个個号點点时時条項项次人名户戶家万亿元届所支位起件种岁])"
_NOT_AMOUNT = r"(?!\s*[亿億万萬元个個倍米吨噸度平公千百克年月日时時分人户戶亩畝版折级級])"
# What copying leaves in front of a line: zero-width and private-use characters, Markdown marks.
_DEBRIS = re.compile("[\u200b\u2060\ufeff\ue000-\uf8ff#*\\s]*")

# (scheme, rank, pattern); the first that matches wins, so the more specific stand first.
_SCHEMES = tuple(
    (scheme, rank, re.compile(pattern))
    for scheme, rank, pattern in (
        ("part", -2, rf"第\s*([{_HAN}]+|\d{{1,2}})\s*(?:部分|部份|编|編)[、：:\s]*"),
        ("chapter", -1, rf"第\s*([{_HAN}]+|\d{{1,2}})\s*章[、：:\s]*"),
        ("section", 0, rf"第\s*([{_HAN}]+|\d{{1,2}})\s*(?:节|節)(?![课課])[、：:\s]*"),
        ("ordinal", 1, rf"第([{_HAN}]{{1,3}}){_STOP}+(?![{_HAN}]+[、产季產])"),
        ("han", 2, rf"([{_HAN}]{{1,3}})\s*[、.．，,]{_NOT_COUNTING}\s*"),
        ("han", 2, rf"([{_ROMAN}])\s*[、.．]\s*"),
        ("han-paren", 3, rf"{_OPEN}\s*([{_HAN}]{{1,3}})\s*(?:{_CLOSE}[、.．]?|、)\s*"),
        (
            "han-paren",
            3,
            rf"([{_HAN}]{{1,3}}|[{_HAN_PARENTHESIZED}])(?:(?<=[{_HAN_PARENTHESIZED}])|{_CLOSE})[、.．]?\s*",
        ),
        ("arabic-paren", 5, rf"{_OPEN}\s*(\d{{1,2}}|[{_DOTTED}])\s*{_CLOSE}[、.．]?\s*"),
        ("arabic-paren", 5, r"(\d{1,2})\s*[)）〉][、.．]?\s*"),
        ("arabic-paren", 5, rf"([{_PARENTHESIZED}])[、.．]?\s*"),
        ("decimal", 6, rf"\d{{1,2}}[.．]\d{{1,2}}[.．](\d{{1,2}})[、.．]?\s*{_NOT_AMOUNT}(?=[\u4e00-\u9fff])"),
        ("decimal", 5, rf"\d{{1,2}}[.．](\d{{1,2}})[、.．]?\s*{_NOT_AMOUNT}(?=[\u4e00-\u9fff])"),
        ("letter", 7, r"([A-Za-z])\s*(?:[)）、]|[.．](?=\s))\s*(?=[\u4e00-\u9fff])"),
        ("arabic", 4, r"(\d{1,2})\s*[、．](?!\d)\s*"),
        ("arabic", 4, r"(\d{1,2})\s*[，,:](?=\s*[\u4e00-\u9fff])\s*"),
        ("arabic", 4, r"(\d{1,2})\s*\.(?!\d|\s*\d)\s*"),
        ("arabic", 4, rf"(\d{{1,2}})\s+{_NOT_MEASURE}(?=[\u4e00-\u9fff])"),
        ("arabic", 4, rf"([{_DOTTED}])[、.．]?\s*"),
        ("circled", 6, rf"([{_CIRCLED}])[、.．]?\s*"),
    )
)
_SERIES = (_CIRCLED, _PARENTHESIZED, _DOTTED, _HAN_PARENTHESIZED, _ROMAN)
_FIRST = re.compile(rf"[第{_HAN}\d{''.join(_SERIES)}A-Za-z]|{_OPEN}")
"""What one of the schemes begins with: most paragraphs do not, and need not be held against twenty."""


def parse_numbering(text: str) -> Numbering | None:
    """The number in front of `text` (no leading blanks), or None.

    Decimals (1.5亿元), dates (2009年) and enumerations inside sentences (一是、二是) are not numbers.
    """
    start = _DEBRIS.match(text).end()  # type: ignore[union-attr]
    if not _FIRST.match(text, start):
        return None
    for scheme, rank, pattern in _SCHEMES:
        match = pattern.match(text, start)
        if match:
            return Numbering(scheme, rank, parse_ordinal(match[1]), match.end())
    return None


def parse_ordinal(numeral: str) -> int:
    """Value of a Han, Arabic or circled numeral or of a letter, e.g. 二十一 → 21, b → 2."""
    for series in _SERIES:
        if numeral in series:
            return series.index(numeral) + 1
    if numeral.isdecimal():
        return int(numeral)
    if numeral.isascii():
        return ord(numeral.lower()) - ord("a") + 1
    value = digit = 0
    for ch in numeral:
        if ch in "十拾百":
            value += (digit or 1) * (100 if ch == "百" else 10)
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[ch]
    return value + digit
