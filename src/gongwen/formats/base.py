"""What every reader of a format takes and gives."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..documents import Document
from ..errors import ReadError


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes, and what the user calls it: a path, or ``archive.zip!/folder/file.txt``."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        """Of the name, in lower case, with its dot; empty where there is none."""
        base = self.name.replace("\\", "/").rsplit("/", 1)[-1]
        return "." + base.rsplit(".", 1)[1].lower() if "." in base.strip(".") else ""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Settings of the readers.

    Attributes:
        text_column: the column of a table (csv, xlsx, parquet, jsonl) with the texts; None looks for a usual name.
        group_column: rows in succession with the same value in it are the paragraphs of one document; without it each
            row is a document.
        office_seconds: how long LibreOffice may take for one file.
        most_unpacked: bytes that an archive, or a document that is one, may unpack to.
        depth: archives in archives.
    """

    text_column: str | None = None
    group_column: str | None = None
    office_seconds: float = 60.0
    most_unpacked: int = 1024 * 1024 * 1024
    depth: int = 3


Reader = Callable[[Source, ReadOptions], Iterator[Document | ReadError]]
"""Gives the documents of a file, most often one; a container (archive, table) gives many, and an error for every member
that cannot be read. Raises ReadError where the file as a whole cannot be read, and no other exception for bad input."""
