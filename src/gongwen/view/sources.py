"""What the documents of a page are called in a data folder, and where their texts are."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import ReadError

COLLECTION = "texts"
"""Of documents that were named without a folder."""


def source_names(documents: Iterable[str]) -> list[str]:
    """``<collection>:<document>`` for each document, no two the same.

    The collection is the folder that the file stands in, with the folders above where that alone is not enough.
    """
    names: list[str] = []
    taken: set[str] = set()
    for document in documents:
        *folders, last = [part for part in re.split(r"[\\/]", document) if part not in ("", ".", "..")] or ["document"]
        stem = last[:-4] if last.lower().endswith(".txt") and len(last) > 4 else last
        folders = [folder.replace(":", "_") for folder in folders] or [COLLECTION]
        names.append(next(name for name in _proposals(folders, stem) if name not in taken))
        taken.add(names[-1])
    return names


def _proposals(folders: Sequence[str], stem: str) -> Iterable[str]:
    for depth in range(1, len(folders) + 1):
        yield f"{'-'.join(folders[-depth:])}:{stem}"
    number = 1
    while True:
        number += 1
        yield f"{'-'.join(folders)}-{number}:{stem}"


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
        from ..formats import read_document  # noqa: PLC0415  (most pages do without)

        for folder in self._folders:
            for path in (folder / document, folder / re.split(r"[\\/]", document)[-1]):
                try:
                    if path.is_file():
                        return read_document(path).text
                except (ReadError, OSError, ValueError):
                    continue
        return None
