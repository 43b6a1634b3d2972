"""Rows + texts → labelled documents, segmented as the tagger will segment them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ..documents import Document, segment
from ..errors import DataError
from .rows import Row, read_rows
from .texts import Texts

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True)
class LabelledDocument:
    """A document and, per paragraph, its row (None where the paragraph was not labelled)."""

    source: str
    document: Document
    rows: tuple[Row | None, ...]

    @property
    def collection(self) -> str:
        return self.source.partition(":")[0]


def align(document: Document, rows: Iterable[Row]) -> tuple[Row | None, ...]:
    """Give every paragraph the row that covers its first line.

    Where segmentation and annotation cut differently, the paragraph keeps the label of the line it begins with.
    """
    by_line = {line: row for row in rows for line in range(row.line, row.end_line + 1)}
    return tuple(by_line.get(paragraph.first_line) for paragraph in document.paragraphs)


def labelled_documents(rows: Path, texts: Texts) -> tuple[list[LabelledDocument], dict[str, int]]:
    """Assemble all documents below `rows`.

    Returns:
        The documents in sorted order of their source, and the number of rows left out by collection because its texts
        are not on this machine.
    """
    by_source: dict[str, list[Row]] = {}
    for row in read_rows(rows):
        by_source.setdefault(row.source, []).append(row)
    documents: list[LabelledDocument] = []
    absent: dict[str, int] = {}
    for source in sorted(by_source):
        text = texts.get(source)
        if text is None:
            collection = source.partition(":")[0]
            absent[collection] = absent.get(collection, 0) + len(by_source[source])
            continue
        document = segment(text, source)
        documents.append(LabelledDocument(source, document, align(document, by_source[source])))
    return documents, absent


def read_splits(path: Path) -> dict[str, str]:
    """Source → split, from a JSON object ``{"train": [sources], "dev": [...], "test": [...]}``.

    Raises:
        DataError: an unknown split, or a source in two of them.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise DataError(f"{path}:{error.lineno}: not valid JSON ({error.msg})") from error
    if not isinstance(data, dict) or not all(isinstance(sources, list) for sources in data.values()):
        raise DataError(f'{path}: expected an object with lists of sources: {{"train": [...], "dev": [...]}}')
    splits: dict[str, str] = {}
    for split, sources in data.items():
        if split not in SPLITS:
            raise DataError(f"{path}: unknown split {split!r}; known are {', '.join(SPLITS)}")
        for source in sources:
            if source in splits:
                raise DataError(f"{path}: {source!r} stands in {splits[source]!r} and in {split!r}")
            splits[source] = split
    return splits


def split_documents(documents: Iterable[LabelledDocument], splits: dict[str, str]) -> dict[str, list[LabelledDocument]]:
    """Documents by split.

    Raises:
        DataError: a document has no split.
    """
    parts: dict[str, list[LabelledDocument]] = {split: [] for split in SPLITS}
    for document in documents:
        if document.source not in splits:
            raise DataError(f"{document.source}: has labels but stands in no split; add it to the splits file")
        parts[splits[document.source]].append(document)
    return parts
