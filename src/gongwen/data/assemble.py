"""Rows + texts → labelled documents, cut into the paragraphs that the rows mark."""

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..documents import Document, Line, segment
from ..documents.lines import split_lines
from .places import Places
from .rows import Row
from .texts import Texts

_BREAK = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
"""What ends a line for `gongwen.documents`, but not for an editor, which counts no line there."""


@dataclass(frozen=True)
class LabelledDocument:
    """A document and, per paragraph, its row with its lines (None where the paragraph was not labelled)."""

    source: str
    document: Document
    rows: tuple[Row | None, ...]

    @property
    def collection(self) -> str:
        return self.source.partition(":")[0]

    @property
    def known(self) -> NDArray[np.bool_]:
        """(paragraphs,): those that are labelled."""
        return np.array([row is not None for row in self.rows], dtype=bool)

    @property
    def labelled(self) -> int:
        """Number of labelled paragraphs."""
        return sum(row is not None for row in self.rows)

    def without(self, lines: Collection[int]) -> "LabelledDocument":
        """The same document with the rows that begin in `lines` left out."""
        if not lines:
            return self
        return replace(self, rows=tuple(None if row is None or row.line in lines else row for row in self.rows))


def assemble(source: str, text: str, rows: Iterable[Row]) -> LabelledDocument:
    """One document: its paragraphs are those that the rows mark, lines between them paragraphs without a label.

    Raises:
        DataError: a row does not fit the text (`Places.place`).
    """
    places = Places(text)
    held = {places.held(row): row for row in map(places.place, rows)}
    by_start = {places.lines[lines.start].start: row for lines, row in held.items()}
    document = _cut(text, source, places.lines, held)
    return LabelledDocument(source, document, tuple(by_start.get(p.start) for p in document.paragraphs))


def _cut(text: str, source: str, lines: Sequence[Line], held: Iterable[range]) -> Document:
    """Segmented so that each of `held` (positions in `lines`) is a paragraph."""
    # With a line end in place of every other break each line has a number of its own, and offsets stay what they are.
    apart = _BREAK.sub("\n", text)
    numbers = [line.number for line in split_lines(apart)]
    document = segment(apart, source, spans=[(numbers[at.start], numbers[at.stop - 1]) for at in held])
    by_start = {line.start: line for line in lines}
    for paragraph in document.paragraphs:
        paragraph.lines = tuple(by_start[line.start] for line in paragraph.lines)
    return replace(document, text=text)


def labelled_documents(rows: Iterable[Row], texts: Texts) -> tuple[list[LabelledDocument], dict[str, int]]:
    """Assemble all documents that `rows` point at.

    Returns:
        The documents in sorted order of their source, and the number of rows left out by collection because its texts
        are not on this machine.
    """
    by_source: dict[str, list[Row]] = {}
    for row in rows:
        by_source.setdefault(row.source, []).append(row)
    documents: list[LabelledDocument] = []
    absent: dict[str, int] = {}
    for source in sorted(by_source):
        text = texts.get(source)
        if text is None:
            collection = source.partition(":")[0]
            absent[collection] = absent.get(collection, 0) + len(by_source[source])
            continue
        documents.append(assemble(source, text, by_source[source]))
    return documents, absent


def covering(document: Document, rows: Iterable[Row]) -> list[int]:
    """Position of the paragraph in which each row's beginning stands, for a document cut by the tagger's own rules.

    Evaluation counts every row once this way, whether or not the tagger cut where the reader did.
    """
    owner = {
        number: at
        for at, paragraph in enumerate(document.paragraphs)
        for number in range(paragraph.first_line, paragraph.last_line + 1)
    }
    starts = [paragraph.start for paragraph in document.paragraphs]
    return [owner[row.lines[0]] if row.span is None else _at(starts, row.span[0]) for row in rows]


def _at(starts: Sequence[int], offset: int) -> int:
    return max(bisect_right(starts, offset) - 1, 0)
