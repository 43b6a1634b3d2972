"""What the documents of a page are called in a data folder, and where their texts are."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import ReadError
from ..formats import SUFFIXES, read_document

LOOSE = "texts"
"""Collection of documents that were named without a folder (`gongwen.data.texts`)."""
_DRIVE = re.compile(r"[A-Za-z]:")


def source_names(documents: Iterable[str]) -> list[str]:
    """``<collection>:<document>`` for each document, by which `gongwen.data.Texts` finds it again.

    The collection is the first folder of its path, as far as that is known: an absolute path counts from its root.
    """
    return [_source_name(document) for document in documents]


def _source_name(document: str) -> str:
    file, mark, member = document.partition("!/")  # of an archive
    parts = [part for part in re.split(r"[\\/]", file) if part not in ("", ".", "..")]
    if parts and _DRIVE.fullmatch(parts[0]):
        del parts[0]
    parts = parts or ["document"]
    # Rows leave .txt out; not where that would leave the name of another file (a.docx.txt).
    stem = parts[-1][:-4]
    if parts[-1].lower().endswith(".txt") and stem and Path(stem).suffix.lower() not in SUFFIXES:
        parts[-1] = stem
    if len(parts) == 1 or ":" in parts[0]:
        parts.insert(0, LOOSE)
    return f"{parts[0]}:{'/'.join(parts[1:])}{mark}{member}"


class SourceTexts:
    """The texts that records' offsets count, read from the files again, as far as they are still there."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._last: tuple[str, str | None] = ("", None)

    def get(self, document: str) -> str | None:
        """Text of a document by the name it has in the records; None where it is not found or cannot be read."""
        if self._last[0] != document:
            self._last = document, self._read(document)
        return self._last[1]

    def _read(self, document: str) -> str | None:
        for folder in self._folders:
            for path in (folder / document, folder / re.split(r"[\\/]", document)[-1]):
                try:
                    if path.is_file():
                        return read_document(path).text
                except (ReadError, OSError, ValueError):
                    continue
        return None
