"""File → document. One reader a format; `READERS` is the only place that knows which suffix is which."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from ..errors import ReadError
from .model import Document
from .segment import segment
from .text import decode

Reader = Callable[[Path, str], Document]
"""Takes the path to open and the name as the user gave it; raises ReadError."""

MAX_BYTES = 512 * 1024 * 1024


def read_text(path: Path, name: str) -> Document:
    """Plain text in any of the encodings `decode` knows."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ReadError(name, f"{size / 2**20:,.0f} MiB is more than a text document can be; split the file")
    text, encoding = decode(path.read_bytes(), name)
    return segment(text, name, encoding)


READERS: dict[str, Reader] = {".txt": read_text, ".text": read_text, ".md": read_text}


def read_document(path: str | Path) -> Document:
    """Read one file.

    Raises:
        ReadError: with the file's name as given and the reason; never another exception for bad input.
    """
    # A file name that is not UTF-8 must not make the output unwritable.
    name = str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    file = Path(path)
    try:
        mode = file.stat().st_mode
        if stat.S_ISDIR(mode):
            raise ReadError(name, "is a folder, not a file")
        if not stat.S_ISREG(mode):
            raise ReadError(name, "is not a regular file")
        return READERS.get(file.suffix.lower(), read_text)(file, name)
    except FileNotFoundError as error:
        raise ReadError(name, "no such file or folder") from error
    except PermissionError as error:
        raise ReadError(name, "no permission to read it") from error
    except OSError as error:
        raise ReadError(name, error.strerror or str(error)) from error


def find_documents(paths: Iterable[str | Path]) -> tuple[list[str], list[ReadError]]:
    """Expand folders to the readable files below them, in sorted order; files named outright are kept as given.

    Inside folders only known suffixes count, and hidden files and folders are passed over.

    Returns:
        The files, and an error for every folder that cannot be listed or holds nothing readable.
    """
    files: list[str] = []
    errors: list[ReadError] = []
    for path in map(str, paths):
        if not os.path.isdir(path):  # noqa: PTH112  (Path.is_dir raises on names that are too long)
            files.append(path)
            continue
        below = sorted(
            os.path.join(folder, file)  # noqa: PTH118  (keeps the path as the user wrote it, “./x” and all)
            for folder, names in _walk(path, errors)
            for file in names
            if not file.startswith(".") and Path(file).suffix.lower() in READERS
        )
        if not below and not any(error.path == path for error in errors):
            errors.append(ReadError(path, f"holds no readable document ({', '.join(sorted(READERS))})"))
        files += below
    return files, errors


def _walk(path: str, errors: list[ReadError]) -> Iterator[tuple[str, list[str]]]:
    for folder, folders, names in os.walk(path, onerror=lambda fault: errors.append(_unlistable(fault))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield folder, names


def _unlistable(fault: OSError) -> ReadError:
    return ReadError(str(fault.filename), f"the folder cannot be listed ({fault.strerror})")
