"""Lines → paragraphs: sentences that a page break or a hard wrap cut in two are joined again.

A line continues on the next one when it breaks off in the middle of a sentence and the next line neither opens a
paragraph (number, indent where the file indents) nor stands for itself. In files that are hard-wrapped throughout
(every line about as wide as the widest), a full line continues even after a full stop, as the wrap hides the
paragraph's end. Page numbers between the halves are set aside: inside the span, not in the text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from .lines import ends_sentence, is_heading, is_noise, is_page_number, is_title
from .model import Line, Paragraph
from .numbering import parse_numbering

MAX_CHARACTERS = 200_000
"""Longest paragraph taken for text; more is data in the wrong file (readers refuse it, naming the line)."""
_OPENING = "，、。；：！？”’》」』）)】,;:!?%％"
_HEADING_LENGTH = 30
_NUMBERED_HEADING_LENGTH = 45
_MIN_WRAPPED_LINES = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file sets its paragraphs, as far as its lines show."""

    indented: bool
    """Body paragraphs start with blank space, so an indented line opens one."""
    wrap: int
    """Width in characters at which lines are wrapped throughout, or 0."""
    gap: int
    """Blank lines that customarily stand between paragraphs."""


def detect_layout(lines: Sequence[Line]) -> Layout:
    """Read the layout off the lines: share of indented starts, common full width, customary gap."""
    body = [line for line in lines if len(line.text) >= 12 and not is_page_number(line.text)]
    if not body:
        return Layout(False, 0, 0)
    widths = sorted(len(line.text) for line in body)
    widest = widths[int(len(widths) * 0.97)] if len(widths) > 30 else widths[-1]
    full = sum(abs(width - widest) <= 2 for width in widths)
    wrapped = len(body) >= _MIN_WRAPPED_LINES and widest <= 80 and full >= 0.45 * len(body)
    indented = sum(line.indent >= 2 for line in body)
    gaps = sorted(line.gap for line in lines[1:])
    return Layout(
        # Where lines are wrapped, only first lines are indented, so fewer are needed to show the habit.
        indented=indented >= (0.08 if wrapped else 0.3) * len(body) and indented >= 2,
        wrap=widest if wrapped else 0,
        gap=gaps[len(gaps) // 2] if gaps else 0,
    )


def join_lines(lines: Sequence[Line]) -> list[Paragraph]:
    """Group lines into paragraphs (numbering parsed; shape, article and outline not yet known)."""
    layout = detect_layout(lines)
    groups: list[list[Line]] = []
    at = 0
    while at < len(lines):
        group = [lines[at]]
        at += 1
        while True:
            following = at
            while following < len(lines) and is_page_number(lines[following].text):
                following += 1
            if following >= len(lines) or not _continues(group, lines[following], following - at, layout):
                break
            group.append(lines[following])
            at = following + 1
        groups.append(group)
    return [_paragraph(index, group) for index, group in enumerate(groups, 1)]


def _paragraph(index: int, group: Sequence[Line]) -> Paragraph:
    text = group[0].text
    for line in group[1:]:
        # Chinese joins without a space; two Latin words or numbers need one.
        glue = (
            " "
            if text[-1:].isascii() and text[-1:].isalnum() and line.text[:1].isascii() and line.text[:1].isalnum()
            else ""
        )
        text += glue + line.text
    return Paragraph(index, tuple(group), text, parse_numbering(text))


def _continues(group: Sequence[Line], after: Line, pages_between: int, layout: Layout) -> bool:
    before = group[-1]
    if is_page_number(before.text) or is_noise(before.text) or is_noise(after.text):
        return False
    if after.indent > before.indent or is_title(after.text, parse_numbering(after.text)):
        return False
    if after.text[0] in _OPENING:
        return not ends_sentence(before.text) or after.text[0] in "，、。；！？,;!?"
    if parse_numbering(after.text) is not None or (layout.indented and after.indent >= 2):
        return False
    full = layout.wrap > 0 and len(before.text) >= layout.wrap - max(2, layout.wrap // 10)
    if not pages_between and after.gap > max(layout.gap, 0) and not full:
        return False
    if layout.wrap:
        return full and (layout.indented or not ends_sentence(before.text))
    return not ends_sentence(before.text) and not _stands_alone(group)


def _stands_alone(group: Sequence[Line]) -> bool:
    """Whether an unfinished line is a heading, title, byline or list item rather than the first half of a sentence."""
    text = group[-1].text
    numbering = parse_numbering(text) if len(group) == 1 else None
    if is_title(text, numbering) or (text[0] in "（(" and text[-1] in "）)"):
        return True
    if text[-1] in "，、,":
        return False
    if numbering is not None:
        limit = _HEADING_LENGTH if text.count("，") + text.count(",") > 1 else _NUMBERED_HEADING_LENGTH
        return len(text) <= limit and is_heading(text, numbering, None)
    return len(text) <= _HEADING_LENGTH and not any(ch in text for ch in "，,。；;")
