"""Printed lines → blocks, one a paragraph.

The rules of `documents.paragraphs`, made for text files, guess from the characters of a line whether it is full; here
the page shows it, and indents and gaps as well. What only the wording tells is asked of the same functions.
"""

from collections.abc import Iterator, Sequence

from ...documents import Block
from ...documents.lines import ends_sentence, is_noise, is_page_number, is_title
from ...documents.numbering import parse_numbering
from .layout import Layout
from .lines import PrintedLine
from .margins import SAME_SIZE

_GOES_ON = "，、。；！？,;!?"
"""No paragraph begins with these."""
_BULLETS = "●■◆▲★•·☆◇□○►➢√※\uf06c\uf0d8\uf0b7\uf0fc"
"""The last ones are of the fonts Wingdings and Symbol."""
_TITLE_SIZE = 1.3
_HEADING_SIZE = 1.2
_LONGEST_HEADING = 45
_TITLE_FLOOR = 0.4
"""Height on the first page, as a share of it, above which titles stand."""
_TITLE_STEP = 2.2
"""Distance of a title's lines, at most, in font sizes."""


def body_blocks(pages: Sequence[Sequence[PrintedLine]]) -> list[Block]:
    """The paragraphs of the text proper. Large print is a title or heading; other shapes are left to the rules."""
    layout = Layout(pages)
    return [_block(lines, layout) for lines in _paragraphs([line for page in pages for line in page], layout)]


def _paragraphs(lines: Sequence[PrintedLine], layout: Layout) -> Iterator[list[PrintedLine]]:
    group: list[PrintedLine] = []
    for line in lines:
        if group and not (_same_title(group[-1], line, layout) or _continues(group[-1], line, layout)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _continues(before: PrintedLine, line: PrintedLine, layout: Layout) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    if line.page > before.page + 1 or any(
        is_noise(one.text) and not is_page_number(one.text) for one in (before, line)
    ):
        return False
    if is_page_number(line.text) and (line.page > before.page or layout.gap(before, line)):
        return False
    if line.text[0] in _GOES_ON:
        return True
    if line.text[0] in _BULLETS or _is_title_line(before, layout) or before.apart or line.apart:
        return False
    if not layout.wrapped(before) or layout.opens(before, line) or layout.centred(before) or layout.centred(line):
        return False
    numbering, finished = parse_numbering(line.text), ends_sentence(before.text)
    if numbering is not None and (finished or not layout.indents):
        return False
    return not (finished and is_title(line.text, numbering))


def _is_title_line(line: PrintedLine, layout: Layout) -> bool:
    """Whether a line is, or is part of, a title: large, in the middle, high on the first page."""
    large = line.page == 1 and line.size >= _TITLE_SIZE * layout.size and line.height > _TITLE_FLOOR
    return large and not line.column and layout.balanced(line) and not ends_sentence(line.text)


def _same_title(before: PrintedLine, line: PrintedLine, layout: Layout) -> bool:
    near = _alike(before, line) and 0 < before.base - line.base < _TITLE_STEP * line.size
    return near and _is_title_line(before, layout) and _is_title_line(line, layout)


def _alike(first: PrintedLine, second: PrintedLine) -> bool:
    return max(first.size, second.size) <= SAME_SIZE * min(first.size, second.size)


def _block(lines: Sequence[PrintedLine], layout: Layout) -> Block:
    text = lines[0].text
    for line in lines[1:]:
        text += (" " if _latin(text[-1]) and _latin(line.text[0]) else "") + line.text
    first, last = lines[0].page, lines[-1].page
    shape = None
    if _is_title_line(lines[0], layout):
        shape = "title"
    elif lines[0].size >= _HEADING_SIZE * layout.size and len(text) <= _LONGEST_HEADING and not ends_sentence(text):
        shape = "heading"
    return Block(text, f"page {first}" if first == last else f"pages {first}-{last}", shape)


def _latin(ch: str) -> bool:
    """Whether words of it are parted by blanks. The halves of a number are not."""
    return ch.isascii() and ch.isalpha()
