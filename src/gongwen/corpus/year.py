"""The year a report is about, as far as its title or its name tells; never guessed.

A year that is masked (20xx年, 202_年) and a span of years (2016—2018年) tell no year. Of a title that names several,
the one with the summary counts, not that of the plans (2016年工作总结及2017年工作打算). In the title of a speech the
year is that of its date.
"""

import re
import unicodedata

from ..documents import simplify

FIRST, LAST = 1949, 2099
_NUMERALS = str.maketrans("〇○◯零Oo一二三四五六七八九", "000000123456789")
_D = r"[\d〇○◯零Oo一二三四五六七八九]"
_SPAN = re.compile(rf"(?<!{_D})({_D}{{4}})年?度?[-—–~～至到]+({_D}{{4}}|\d\d)(?![\d-]|月)")
_TITLE_YEAR = re.compile(
    rf"(?<!{_D})(?:({_D}{{4}})(?=年)"
    r"|((?:19|20)\d\d)(?=学年|度|上半|下半|[春秋夏冬]季|第|工作|总结|述职|政府|[-—./])"
    r"|['’‘]?([0-9]{2})(?=年度))"
)
_SUMMARY = re.compile(r"总结|小结|汇报|述职|报告|回顾|情况")
_BARE = re.compile(r"(?<![\da-zA-Z])((?:19|20)\d\d)(?![\da-zA-Z])")
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)")
_ROWS = re.compile(r"#(?:[^#/\\]*!)?\d+(?:-\d+)?$")
"""Of a document that was a row of a table: ``table.xlsx#2016`` is no year."""
_PARTS = re.compile(r"[/\\!]+")


def year_in_title(title: str) -> int | None:
    """The year that a title names; None where it names none, or a span of several.

    >>> year_in_title("石鼓坪镇二○一六年工作总结及二○一七年工作打算")
    2016
    """
    text = _plain(title)
    if any(_is_span(match) for match in _SPAN.finditer(text)):
        return None
    found = list(_TITLE_YEAR.finditer(text))
    told: list[tuple[int, bool]] = []
    for match, following in zip(found, [*found[1:], None], strict=False):
        year = _value(match[1] or match[2] or match[3])
        end = following.start() if following else len(text)
        if year is not None:
            told.append((year, _SUMMARY.search(text, match.end(), end) is not None))
    return max(told, key=lambda one: one[1])[0] if told else None


def year_in_name(name: str) -> int | None:
    """The year that a document's name tells, its file's before its folders'; None where none does.

    >>> year_in_name("archive/2016/township.txt"), year_in_name("report-20170312.docx"), year_in_name("rows.csv#2016")
    (2016, 2017, None)
    """
    for part in reversed(_PARTS.split(_ROWS.sub("", name))):
        year = year_in_title(part)
        if year is not None:
            return year
        text = _plain(part)
        found = {int(digits) for pattern in (_BARE, _DATE) for digits in pattern.findall(text)}
        told = {year for year in found if FIRST <= year <= LAST}
        if len(told) == 1:
            return told.pop()
        if told:
            return None
    return None


def _plain(text: str) -> str:
    """Simplified, ASCII digits, without blanks: titles are spaced out (2 0 1 6 年)."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", simplify(text)))


def _is_span(match: re.Match[str]) -> bool:
    """Whether two years are meant; 2016-03 is a month."""
    first, last = _value(match[1]), match[2].translate(_NUMERALS)
    return first is not None and (_value(last) is not None if len(last) == 4 else int(last) > 12)


def _value(digits: str) -> int | None:
    text = digits.translate(_NUMERALS)
    year = int(text)
    if len(text) == 2:
        year += 1900 if year >= FIRST % 100 else 2000
    return year if FIRST <= year <= LAST else None
