"""Where labelled texts are: documents by the name that rows give them, ``<collection>:<document>``.

A collection is a folder, or a file of JSON lines with `doc_id` and `text`. It is looked for in the text folders:
``<folder>/<collection>/`` (or ``<folder>`` itself, where that is its name), ``<folder>/corpus/<collection>.jsonl``,
``<folder>/<collection>.jsonl``. A document is a file of any format that `gongwen.formats` reads, in folders as deep as
they are (``archive:2019/镇/report.docx``), a member of an archive (``x:a.zip!/b.txt``) or a row of a table
(``x:a.csv#17``). Its suffix may be left out: then it is the .txt file, else the only one of that name.

The collection ``texts`` also stands for the text folders themselves: for files that were tagged without any folder.
"""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PureWindowsPath

from ..documents import Document
from ..errors import DataError
from ..formats import SUFFIXES, read_documents, read_text

LOOSE = "texts"
"""Collection of documents that have no folder."""
_OF_MANY = frozenset([".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".parquet", ".zip"])
_NAMED = SUFFIXES - _OF_MANY
"""Suffixes that a document's name may leave out."""


class Texts:
    """Finds the text of a source. Folders are looked into, and collections of JSON lines read, once."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._found: dict[str, list[Path]] = {}
        self._collections: dict[str, dict[str, str] | None] = {}
        self._listed: dict[Path, dict[str, list[Path]]] = {}
        self._members: tuple[Path, dict[str, str]] | None = None

    def get(self, source: str) -> str | None:
        """Text of ``<collection>:<document>``, as the tagger reads it; None where the collection is not here.

        Raises:
            DataError: the collection is here but has no such document, or several files of that name.
            ReadError: the file cannot be read.
        """
        collection, document = _parted(source)
        found = self._find(source)
        if found is not None:
            file, member = found
            return self._member(file, member, source) if member else read_text(file)
        texts = self._jsonl(collection)
        if texts is not None and document in texts:
            return texts[document]
        places = self._places(collection)
        if places:
            raise DataError(
                f"{source}: no file {document!r}, with or without a suffix, in {', '.join(map(str, places))}"
            )
        if texts is not None:
            raise DataError(f"{source}: no document {document!r} in the collection {collection!r}")
        return None

    def file(self, source: str) -> str | None:
        """What the document is on the disk, with what it is in it (``#17``); None where no file is found.

        Raises:
            DataError: there are several files of that name.
        """
        found = self._find(source)
        return None if found is None else f"{found[0].resolve()}{found[1]}"

    def _find(self, source: str) -> tuple[Path, str] | None:
        """The file, and what follows its name where it holds many documents."""
        collection, document = _parted(source)
        places = [*self._places(collection), *(self._folders if collection == LOOSE else ())]
        for place in places:
            file = self._named(place, document, source)
            if file is not None:
                return file, ""
            for mark, at in (("!/", document.find("!/")), ("#", document.rfind("#"))):
                if at > 0 and (place / document[:at]).is_file():
                    return place / document[:at], mark + document[at + len(mark) :]
        return None

    def _places(self, collection: str) -> list[Path]:
        if collection not in self._found:
            self._found[collection] = [*self._folders_of(collection)]
        return self._found[collection]

    def _folders_of(self, collection: str) -> Iterator[Path]:
        for folder in self._folders:
            if (folder / collection).is_dir():
                yield folder / collection
            if folder.resolve().name == collection:
                yield folder

    def _named(self, place: Path, document: str, source: str) -> Path | None:
        exact = place / document
        if exact.is_file():
            return exact
        if exact.parent not in self._listed:
            self._listed[exact.parent] = _by_stem(exact.parent)
        found = self._listed[exact.parent].get(exact.name, [])
        texts = [file for file in found if file.suffix.lower() == ".txt"]
        if len(found) > 1 and len(texts) != 1:
            names = ", ".join(file.name for file in found)
            raise DataError(
                f"{source}: several files of that name in {exact.parent}: {names}; write the suffix as well"
            )
        return next(iter(texts or found), None)

    def _member(self, file: Path, member: str, source: str) -> str:
        if self._members is None or self._members[0] != file:
            documents = (found for found in read_documents(file) if isinstance(found, Document))
            self._members = file, {found.name.removeprefix(str(file)): found.text for found in documents}
        texts = self._members[1]
        if member not in texts:
            raise DataError(
                f"{source}: {file} holds no document {member!r}. Rows of tables are found as long as they were tagged "
                "without --text-column and --group-column; else save the texts as files and tag those"
            )
        return texts[member]

    def _jsonl(self, collection: str) -> dict[str, str] | None:
        if collection not in self._collections:
            files = (
                file
                for folder in self._folders
                for file in (folder / "corpus" / f"{collection}.jsonl", folder / f"{collection}.jsonl")
            )
            found = next((file for file in files if file.is_file()), None)
            self._collections[collection] = None if found is None else _read_jsonl(found)
        return self._collections[collection]


def _parted(source: str) -> tuple[str, str]:
    collection, _, document = source.partition(":")
    parts = document.split("/")
    if {"", ".", ".."} & {collection, *parts} or "\\" in source or "/" in collection or PureWindowsPath(document).drive:
        raise DataError(f"{source}: a document's name may not lead out of its collection")
    return collection, document


def _by_stem(folder: Path) -> dict[str, list[Path]]:
    """Files that hold one document each, by their names without suffix, sorted."""
    found: dict[str, list[Path]] = {}
    if folder.is_dir():
        for name in sorted(os.listdir(folder)):  # noqa: PTH208  (names, of which there may be many)
            if Path(name).suffix.lower() in _NAMED and not name.startswith((".", "~$")):
                found.setdefault(Path(name).stem, []).append(folder / name)
    return found


def _read_jsonl(file: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    row = json.loads(line)
                    texts[str(row["doc_id"])] = str(row["text"])
                except (ValueError, KeyError, TypeError) as error:
                    raise DataError(f"{file}:{number}: not an object with 'doc_id' and 'text' ({error})") from error
    return texts
