"""Text → document: lines, paragraphs, articles and the heading tree."""

from collections.abc import Iterable

from ..errors import ReadError
from .articles import assign_articles
from .lines import is_heading, is_noise, is_page_number, is_title, split_lines
from .model import Document, Paragraph
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
    lines = split_lines(text)
    for line in lines:
        _check_length(line.text, line.number, name)
    paragraphs = join_lines(lines) if spans is None else join_spans(lines, spans)
    for paragraph in paragraphs:
        _check_length(paragraph.text, paragraph.first_line, name)
    _guess_shapes(paragraphs)
    assign_articles(paragraphs)
    places = build_outline(Entry(p.text, p.article, p.shape == "heading", p.numbering) for p in paragraphs)
    for paragraph, place in zip(paragraphs, places, strict=True):
        paragraph.level, paragraph.path = place.level, place.path
    return Document(name, text, encoding, tuple(paragraphs))


def _check_length(text: str, line: int, name: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise ReadError(
            name or "text",
            f"line {line} has {len(text):,} characters (at most {MAX_CHARACTERS:,} are taken for one paragraph): "
            "probably data rather than a report. Break it at its sentence ends and try again",
        )


def _guess_shapes(paragraphs: list[Paragraph]) -> None:
    headers = _running_headers(paragraphs)
    for at, paragraph in enumerate(paragraphs):
        following = paragraphs[at + 1].numbering if at + 1 < len(paragraphs) else None
        if paragraph.text in headers and at > headers[paragraph.text]:
            paragraph.shape = "noise"
        elif is_title(paragraph.text, paragraph.numbering):
            paragraph.shape = "title"
        elif is_noise(paragraph.text):
            paragraph.shape = "noise"
        elif is_heading(paragraph.text, paragraph.numbering, following):
            paragraph.shape = "heading"


def _running_headers(paragraphs: list[Paragraph]) -> dict[str, int]:
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
