"""Text → document: lines, paragraphs, articles and the heading tree."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from ..errors import Fault, ReadError
from .articles import assign_articles
from .lines import is_heading, is_noise, is_page_number, is_title, split_lines
from .model import Block, Document, Line, Paragraph
from .outline import Entry, build_outline
from .paragraphs import MAX_CHARACTERS, join_lines, join_spans

_LONGEST_HEADER = 60


def segment(
    text: str, name: str = "", encoding: str = "utf-8", spans: Iterable[tuple[int, int]] | None = None
) -> Document:
    """Segment decoded text.

    Every character of `text` that is not white space lies inside exactly one paragraph's ``start:end``.

    Args:
        spans: first and last line of the paragraphs, where a reader has marked them; lines in none of them are
            paragraphs by themselves. Without it, broken lines are joined by the rules of `paragraphs`.

    Raises:
        ReadError: a single paragraph is longer than `MAX_CHARACTERS`.
    """
    lines = _lines(text, name)
    paragraphs = join_lines(lines) if spans is None else join_spans(lines, spans)
    return _finished(Document(name, text, encoding, tuple(paragraphs)))


def segment_blocks(blocks: Sequence[Block], name: str, encoding: str) -> Document:
    """Segment what a format's reader found. The document's text is the blocks' texts, a line feed between two.

    Every line of every block is a paragraph, but where blocks that flow were broken off in mid-sentence: these are
    joined by the rules of `paragraphs`.

    Args:
        encoding: name of the format.

    Raises:
        ReadError: there is no text in the blocks; or a single paragraph is longer than `MAX_CHARACTERS`.
    """
    text = "\n".join(block.text for block in blocks)
    lines = _lines(text, name)
    if not lines:
        raise ReadError(name, "holds no text", Fault.EMPTY)
    starts = list(accumulate((len(block.text) + 1 for block in blocks), initial=0))

    def block_at(offset: int) -> Block:
        return blocks[bisect_right(starts, offset) - 1]

    apart = {line.number for line in lines if not block_at(line.start).flows}
    paragraphs = join_lines(lines, apart)
    for paragraph in paragraphs:
        first, last = block_at(paragraph.start), block_at(paragraph.end - 1)
        paragraph.place = first.ref if first.ref == last.ref else f"{first.ref} to {last.ref}"
        paragraph.shape = first.shape or ""
    return _finished(Document(name, text, encoding, tuple(paragraphs)))


def _lines(text: str, name: str) -> list[Line]:
    lines = split_lines(text)
    for line in lines:
        _check_length(line.text, line.number, name)
    return lines


def _finished(document: Document) -> Document:
    """With shapes (where none is given), articles and the heading tree."""
    paragraphs = document.paragraphs
    for paragraph in paragraphs:
        _check_length(paragraph.text, paragraph.first_line, document.name)
    _guess_shapes(paragraphs)
    assign_articles(paragraphs)
    places = build_outline(Entry(p.text, p.article, p.shape == "heading", p.numbering) for p in paragraphs)
    for paragraph, place in zip(paragraphs, places, strict=True):
        paragraph.level, paragraph.path = place.level, place.path
    return document


def _check_length(text: str, line: int, name: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise ReadError(
            name or "text",
            f"line {line} has {len(text):,} characters (at most {MAX_CHARACTERS:,} are taken for one paragraph): "
            "probably data rather than a report. Break it at its sentence ends and try again",
            Fault.LONG_LINE,
        )


def _guess_shapes(paragraphs: Sequence[Paragraph]) -> None:
    """Fill in the shapes that no reader has told."""
    headers = _running_headers(paragraphs)
    for at, paragraph in enumerate(paragraphs):
        if paragraph.shape:
            continue
        following = paragraphs[at + 1].numbering if at + 1 < len(paragraphs) else None
        if paragraph.text in headers and at > headers[paragraph.text]:
            paragraph.shape = "noise"
        elif is_title(paragraph.text, paragraph.numbering):
            paragraph.shape = "title"
        elif is_noise(paragraph.text):
            paragraph.shape = "noise"
        elif is_heading(paragraph.text, paragraph.numbering, following):
            paragraph.shape = "heading"
        else:
            paragraph.shape = "body"


def _running_headers(paragraphs: Sequence[Paragraph]) -> dict[str, int]:
    """Titles that a printer repeats beside its page numbers, with the place where each stands first."""
    seen: dict[str, int] = {}
    headers: dict[str, int] = {}
    for at, paragraph in enumerate(paragraphs):
        if len(paragraph.text) > _LONGEST_HEADER:
            continue
        first = seen.setdefault(paragraph.text, at)
        beside = paragraphs[max(0, at - 1) : at + 2 : 2] if at else paragraphs[1:2]
        if first < at and any(is_page_number(p.text) for p in beside) and not is_page_number(paragraph.text):
            headers[paragraph.text] = first
    return headers
