"""Folders → the documents below them."""

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path

from ..errors import Fault, ReadError

SUFFIXES = frozenset([
    ".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".shtml", ".docx", ".docm", ".doc", ".wps", ".rtf",
    ".odt", ".pdf", ".csv", ".tsv", ".jsonl", ".ndjson", ".xlsx", ".xlsm", ".parquet", ".zip",
])  # fmt: skip
"""Of the files taken inside folders; what a file is its bytes tell (`kinds`)."""


def find_documents(
    paths: Iterable[str | Path], include: Iterable[str] = (), exclude: Iterable[str] = ()
) -> tuple[list[str], list[ReadError]]:
    """Expand folders to the readable files below them, in sorted order; files named outright are kept as given.

    Inside folders hidden files and folders are passed over, links to folders are not followed, and what Office leaves
    behind (``~$report.docx``) is no document.

    Args:
        include: patterns (``*.docx``, ``2023/*``) of which a file must match one, held against its name and its path
            below the folder. Without any, the suffixes in `SUFFIXES` count.
        exclude: patterns of files and folders to pass over.

    Returns:
        The files, each once however often it is named, and an error for every folder that cannot be listed or holds
        nothing readable.
    """
    files: dict[str, str] = {}
    errors: list[ReadError] = []
    include, exclude = tuple(include), tuple(exclude)
    for path in map(str, paths):
        if not os.path.isdir(path):  # noqa: PTH112  (Path.is_dir raises on names that are too long)
            files.setdefault(os.path.abspath(path), path)  # noqa: PTH100  (links in it are the user's)
            continue
        below = sorted(_below(path, include, exclude, errors))
        if not below and not any(error.path == path for error in errors):
            wanted = ", ".join(include or sorted(SUFFIXES))
            errors.append(ReadError(path, f"holds no readable document ({wanted})", Fault.MISSING))
        for file in below:
            files.setdefault(os.path.abspath(file), file)  # noqa: PTH100
    return list(files.values()), errors


def _below(root: str, include: tuple[str, ...], exclude: tuple[str, ...], errors: list[ReadError]) -> Iterator[str]:
    for folder, folders, names in os.walk(root, onerror=lambda fault: errors.append(_unlistable(fault))):
        folders[:] = [
            name for name in folders if not name.startswith(".") and not _matches(root, folder, name, exclude)
        ]
        for name in names:
            if name.startswith((".", "~$")) or _matches(root, folder, name, exclude):
                continue
            if _matches(root, folder, name, include) if include else Path(name).suffix.lower() in SUFFIXES:
                yield os.path.join(folder, name)  # noqa: PTH118  (keeps the path as the user wrote it, “./x” and all)


def _matches(root: str, folder: str, name: str, patterns: tuple[str, ...]) -> bool:
    if not patterns:
        return False
    below = os.path.relpath(os.path.join(folder, name), root)  # noqa: PTH118
    return any(fnmatch(name, pattern) or fnmatch(below, pattern) for pattern in patterns)


def _unlistable(fault: OSError) -> ReadError:
    code = Fault.NO_PERMISSION if isinstance(fault, PermissionError) else Fault.IO
    return ReadError(str(fault.filename), f"the folder cannot be listed ({fault.strerror})", code)
