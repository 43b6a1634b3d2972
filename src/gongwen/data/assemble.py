"""Rows + texts → labelled documents, cut into the paragraphs that the rows mark."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from ..documents import Document, segment
from .rows import Row
from .texts import Texts


@dataclass(frozen=True)
class LabelledDocument:
    """A document and, per paragraph, its row (None where the paragraph was not labelled)."""

    source: str
    document: Document
    rows: tuple[Row | None, ...]

    @property
    def collection(self) -> str:
        return self.source.partition(":")[0]

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
    """One document: its paragraphs are those that the rows mark, lines between them paragraphs without a label."""
    by_line = {row.line: row for row in rows}
    document = segment(text, source, spans=[(row.line, row.end_line) for row in by_line.values()])
    return LabelledDocument(source, document, tuple(by_line.get(p.first_line) for p in document.paragraphs))


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
    """Position of the paragraph in which each row's first line stands, for a document cut by the tagger's own rules.

    Evaluation counts every row once this way, whether or not the tagger cut where the reader did.
    """
    owner = {
        number: at
        for at, paragraph in enumerate(document.paragraphs)
        for number in range(paragraph.first_line, paragraph.last_line + 1)
    }
    return [owner[row.line] for row in rows]
