"""Plain text in any of the encodings `decode` knows."""

from collections.abc import Iterator

from ..documents import Document, segment
from ..documents.text import decode
from .base import ReadOptions, Source


def read_plain(source: Source, _: ReadOptions) -> Iterator[Document]:
    """One document; offsets count the characters of the decoded file."""
    text, encoding = decode(source.data, source.name)
    yield segment(text, source.name, encoding)
