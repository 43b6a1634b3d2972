"""Lines → paragraphs: sentences that a page break or a hard wrap cut in two are joined again.

A line continues on the next one when it breaks off in the middle of a sentence and the next line neither opens a
paragraph (number, indent where the file indents) nor stands for itself. In files that are hard-wrapped throughout
(every line about as wide as the widest), a full line continues even after a full stop, as the wrap hides the
paragraph's end. Page numbers between the halves are set aside: inside the span, not in the text.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from .lines import breaks_page, ends_sentence, is_heading, is_noise, is_page_number, is_title
from .model import Line, Paragraph
from .numbering import parse_numbering

MAX_CHARACTERS = 200_000
"""Longest paragraph taken for text; more is data in the wrong file (readers refuse it, naming the line)."""
_OPENING = "，、。；：！？”’》」』」）)】,;:!?%％"
_ITEM = re.compile(r"[●■◆▲★•·☆◇□○►➢√※]|[一二三四五六七八九十]{1,2}是")
_TURN = re.compile(
    r"【|——|总之|今后|新的一年|下一步|下步|不足之处|存在的?(?:主要)?问题|以上(?:汇报|报告|总结|述职)|特此报告|虽然我们"
)
"""What begins a paragraph wherever the one before ends."""
_HEADING_LENGTH = 30
_NUMBERED_HEADING_LENGTH = 45
_PAIRED_HEADING_LENGTH = 22
"""A short line of two clauses (“高度重视，夯实责任”) is a heading, not half a sentence."""
_MIN_WRAPPED_LINES = 8
_MIN_WRAP, _MAX_WRAP = 40, 160
"""Columns; narrower lines of one length are items of a list."""
_MIN_LOOSE_LINES, _LOOSE = 5, 0.2
"""Lines, and share of them that end like a sentence at most, in a text whose paragraphs do without."""
_MIN_BROKEN = 10
"""Characters of a line that a page's end breaks; shorter ones are cells of a table between its figures."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file sets its paragraphs, as far as its lines show."""

    indented: bool
    """Body paragraphs start with blank space, so an indented line opens one."""
    wrap: int
    """Width in columns at which lines are wrapped throughout, or 0."""
    gap: int
    """Blank lines that customarily stand between paragraphs."""
    loose: bool = False
    """Next to no line ends like a sentence, so that a missing full stop does not tell of a broken one."""

    def full(self, line: Line) -> bool:
        """Whether a line reaches the wrap width; punctuation that may not begin a line leaves some columns free."""
        return self.wrap > 0 and columns(line) >= self.wrap - max(4, self.wrap // 10)


def columns(line: Line) -> int:
    """Width of a line on paper: a Chinese character takes two columns, and so does each full-width blank in front."""
    return line.indent + 2 * len(line.text) - len(line.text.encode("latin-1", "ignore"))


def detect_layout(lines: Sequence[Line]) -> Layout:
    """Read the layout off the lines: share of indented starts, common full width, customary gap."""
    body = [line for line in lines if len(line.text) >= 12 and not is_page_number(line.text)]
    if not body:
        return Layout(False, 0, 0)
    widths = sorted(columns(line) for line in body)
    widest = widths[int(len(widths) * 0.97)] if len(widths) > 30 else widths[-1]
    near = sum(abs(width - widest) <= max(4, widest // 20) for width in widths)
    wrapped = len(body) >= _MIN_WRAPPED_LINES and _MIN_WRAP <= widest <= _MAX_WRAP and near >= 0.45 * len(body)
    indented = sum(line.indent >= 2 for line in body)
    gaps = sorted(line.gap for line in lines[1:])
    finished = sum(ends_sentence(line.text) for line in body)
    return Layout(
        # Where lines are wrapped, only first lines are indented, so fewer are needed to show the habit.
        indented=indented >= (0.08 if wrapped else 0.3) * len(body) and indented >= 2,
        wrap=widest if wrapped else 0,
        gap=gaps[len(gaps) // 2] if gaps else 0,
        loose=not wrapped and len(body) >= _MIN_LOOSE_LINES and finished <= _LOOSE * len(body),
    )


def join_lines(lines: Sequence[Line], apart: Collection[int] = ()) -> list[Paragraph]:
    """Group lines into paragraphs (numbering parsed; shape, article and outline not yet known).

    Args:
        apart: numbers of lines that are paragraphs by themselves.
    """
    layout = detect_layout([line for line in lines if line.number not in apart])
    groups: list[list[Line]] = []
    at = 0
    while at < len(lines):
        group = [lines[at]]
        at += 1
        while not is_page_number(group[0].text) and group[0].number not in apart:
            following = at
            while following + 1 < len(lines) and breaks_page(lines[following].text, lines[following + 1].text):
                following += 1
            if following >= len(lines) or lines[following].number in apart:
                break
            if not _continues(group, lines[following], following - at, layout):
                break
            group.append(lines[following])
            at = following + 1
        groups.append(group)
    return [_paragraph(index, group) for index, group in enumerate(groups, 1)]


def join_spans(lines: Sequence[Line], spans: Iterable[tuple[int, int]]) -> list[Paragraph]:
    """Group lines into paragraphs that are known: `spans` are first and last line numbers, which may not overlap.

    Page numbers inside a span are set aside, as `join_lines` does; a line in no span is a paragraph by itself.
    """
    owner = {number: first for first, last in spans for number in range(first, last + 1)}
    groups: dict[int, list[Line]] = {}
    for line in lines:
        groups.setdefault(owner.get(line.number, line.number), []).append(line)
    return [
        _paragraph(index, [line for line in group if line in (group[0], group[-1]) or not is_page_number(line.text)])
        for index, group in enumerate(groups.values(), 1)
    ]


def _paragraph(index: int, group: Sequence[Line]) -> Paragraph:
    text = group[0].text
    for line in group[1:]:
        text += (" " if _needs_blank(text[-1], line.text[0]) else "") + line.text
    return Paragraph(index, tuple(group), text, parse_numbering(text))


def _needs_blank(left: str, right: str) -> bool:
    """Chinese joins without a blank, and so do the halves of a number; Latin words need one."""
    latin = left.isascii() and right.isascii() and left.isalnum() and right.isalnum()
    return latin and (left.isalpha() or right.isalpha())


def _continues(group: Sequence[Line], after: Line, pages_between: int, layout: Layout) -> bool:
    before = group[-1]
    if is_noise(before.text) or is_noise(after.text):
        return False
    finished, full = ends_sentence(before.text), layout.full(before)
    if after.text[0] in _OPENING:
        return not finished or after.text[0] in "，、。；！？,;!?"
    if after.indent > before.indent and not (pages_between and not finished):
        return False
    if layout.indented and after.indent >= 2 and not (pages_between and not finished):
        return False
    if not (full and not finished) and is_title(after.text, parse_numbering(after.text)):
        return False
    if parse_numbering(after.text) is not None or _ITEM.match(after.text):
        return False
    if not pages_between and after.gap > layout.gap and not full:
        return False
    if layout.wrap:
        return full and (layout.indented or not finished)
    if pages_between:
        return not finished and len(before.text) >= _MIN_BROKEN
    if _TURN.match(after.text):
        return False
    return not finished and not _stands_alone(group, layout)


def _stands_alone(group: Sequence[Line], layout: Layout) -> bool:
    """Whether an unfinished line is a heading, title, byline, list item, or a paragraph without a full stop, rather than
    the first half of a sentence."""
    text = group[-1].text
    numbering = parse_numbering(text) if len(group) == 1 else None
    if is_title(text, numbering) or text[-1] in "）)】":
        return True
    if text[-1] in "，、,":
        return False
    if layout.loose:
        return True
    if numbering is not None:
        limit = _HEADING_LENGTH if text.count("，") + text.count(",") > 1 else _NUMBERED_HEADING_LENGTH
        return len(text) <= limit and is_heading(text, numbering, None)
    commas = text.count("，") + text.count(",")
    limit = _HEADING_LENGTH if commas == 0 else _PAIRED_HEADING_LENGTH if commas == 1 else 0
    return len(text) <= limit and not any(ch in text for ch in "。；;")
