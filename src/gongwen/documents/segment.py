"""Text → document: lines, paragraphs, articles and the heading tree."""

from ..errors import ReadError
from .articles import assign_articles
from .lines import is_heading, is_noise, is_title, split_lines
from .model import Document, Paragraph
from .outline import Entry, build_outline
from .paragraphs import MAX_CHARACTERS, join_lines


def segment(text: str, name: str = "", encoding: str = "utf-8") -> Document:
    """Segment decoded text.

    Every character of `text` that is not white space lies inside exactly one paragraph's ``start:end``.

    Raises:
        ReadError: a single paragraph is longer than `MAX_CHARACTERS`.
    """
    lines = split_lines(text)
    for line in lines:
        if len(line.text) > MAX_CHARACTERS:
            raise ReadError(
                name or "text",
                f"line {line.number} has {len(line.text):,} characters (at most {MAX_CHARACTERS:,} are taken for one "
                "paragraph): probably data rather than a report. Break it at its sentence ends and try again",
            )
    paragraphs = join_lines(lines)
    _guess_shapes(paragraphs)
    assign_articles(paragraphs)
    places = build_outline(Entry(p.text, p.article, p.shape == "heading", p.numbering) for p in paragraphs)
    for paragraph, place in zip(paragraphs, places, strict=True):
        paragraph.level, paragraph.path = place.level, place.path
    return Document(name, text, encoding, tuple(paragraphs))


def _guess_shapes(paragraphs: list[Paragraph]) -> None:
    for at, paragraph in enumerate(paragraphs):
        following = paragraphs[at + 1].numbering if at + 1 < len(paragraphs) else None
        if is_title(paragraph.text, paragraph.numbering):
            paragraph.shape = "title"
        elif is_noise(paragraph.text):
            paragraph.shape = "noise"
        elif is_heading(paragraph.text, paragraph.numbering, following):
            paragraph.shape = "heading"
