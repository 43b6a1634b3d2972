"""Evidence in the file → evidence in the paragraph's text.

A record's offsets count characters of the file. Where the paragraph stands there as one piece, its text is that slice.
Where lines were joined, line ends, indents and page numbers lie in the span and not in the text: a character at
``start + t`` of the text's own count stands up to ``gap`` further on in the file, and how far only grows with ``t``.
"""

from collections.abc import Iterator

from ..documents.sentences import sentences
from ..runtime.record import Evidence, Record

Span = tuple[int, int]


def evidence_spans(record: Record, source: str | None = None) -> Iterator[tuple[str, Span, float]]:
    """Topic, ``start, end`` in ``record.text``, and score of every sentence that can be placed without a doubt.

    Args:
        source: the text that the record's offsets count, where it is at hand; then joined paragraphs are exact.
    """
    for topic, said in record.evidence.items():
        for one in said:
            span = _place(record, one, source)
            if span is not None:
                yield topic, span, one.score


def ambiguous(record: Record) -> bool:
    """Whether the text the record was cut from would help to place its evidence."""
    return bool(record.evidence) and len(record.text) != record.end - record.start


def _place(record: Record, one: Evidence, source: str | None) -> Span | None:
    text, gap = record.text, record.end - record.start - len(record.text)
    start, end = one.start - record.start, one.end - record.start
    if not 0 <= start < end <= record.end - record.start or gap < 0:
        return None
    if gap == 0:
        return start, end
    if source is not None:
        return _by_pieces(text, source[one.start : one.end], start, gap)
    fitting = [span for span in sentences(text) if _may_be(span, start, end, gap, len(text))]
    return fitting[0] if len(fitting) == 1 else None


def _may_be(span: Span, start: int, end: int, gap: int, length: int) -> bool:
    """Whether a sentence of the text can stand at ``start:end`` of the paragraph's slice of the file."""
    before, behind = start - span[0], end - span[1]
    if (span[0] == 0 and before) or (span[1] == length and behind != gap):
        return False
    return 0 <= before <= behind <= gap


def _by_pieces(text: str, piece: str, start: int, gap: int) -> Span | None:
    """Find what stands in the file line by line; lines that the text lacks (page numbers) are passed over."""
    lines = [line.strip() for line in piece.split("\n") if line.strip()]
    if not lines:
        return None
    first = text.find(lines[0], max(0, start - gap), start + len(lines[0]))
    if first < 0:
        return None
    end = first + len(lines[0])
    for line in lines[1:]:
        blank = text[end : end + 1] == " "  # put between Latin words
        for at in (end, end + 1) if blank else (end,):
            if text.startswith(line, at):
                end = at + len(line)
                break
    return first, end
