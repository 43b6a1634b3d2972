"""File → documents. `READERS` is the only place that knows which kind of file is read by which module."""

import os
import stat
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from ..documents import Document
from ..documents.paragraphs import MAX_CHARACTERS
from ..documents.text import decode
from ..errors import Fault, ReadError
from .base import Reader, ReadOptions, Source
from .kinds import kind_of

MAX_BYTES = 512 * 1024 * 1024
READERS = {
    "text": "plain:read_plain",
    "html": "html:read_html",
    "docx": "docx:read_docx",
    "pdf": "pdf:read_pdf",
    "doc": "office:read_office",
    "rtf": "office:read_office",
    "odt": "office:read_office",
    "csv": "tables:read_csv",
    "jsonl": "tables:read_jsonl",
    "xlsx": "tables:read_xlsx",
    "parquet": "tables:read_parquet",
    "zip": "archive:read_zip",
}
"""Kinds (`kind_of`) and the module and function that read them; a module is imported when the first such file comes."""
_REFUSED = {
    "encrypted-office": (Fault.ENCRYPTED, "is protected with a password; save it without one and try again"),
    "image": (Fault.NEEDS_OCR, "is a picture; text must be recognised in it first (OCR)"),
    "xls": (Fault.UNSUPPORTED, "is an old Excel workbook (.xls); save it as .xlsx and try again"),
    "ods": (Fault.UNSUPPORTED, "is an OpenDocument spreadsheet; save it as .xlsx and try again"),
    "slides": (Fault.UNSUPPORTED, "is a presentation, which holds no report; save its text as .docx or .txt"),
    "mhtml": (
        Fault.UNSUPPORTED,
        "is a web archive (MHTML); open it in Word or a browser and save it as .docx",
    ),
    "ole": (Fault.UNSUPPORTED, "is an old Office container that holds neither a document nor a workbook"),
    "rar": (Fault.UNSUPPORTED, "is a RAR archive; unpack it, or pack it as .zip"),
    "7z": (Fault.UNSUPPORTED, "is a 7z archive; unpack it, or pack it as .zip"),
    "gzip": (Fault.UNSUPPORTED, "is a gzip archive; unpack it, or pack it as .zip"),
}


def display(path: str | Path) -> str:
    """The path as it stands in records: bytes of a name that are not UTF-8 are spelt out, as they cannot be written."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def read_bytes(path: str | Path) -> Source:
    """The bytes of a file under the name the user gave it.

    Raises:
        ReadError: it is no regular file, too large, or cannot be read.
    """
    name = display(path)
    try:
        file = Path(path).resolve(strict=True)
        mode = file.stat()
        if stat.S_ISDIR(mode.st_mode):
            raise ReadError(name, "is a folder, not a file", Fault.NOT_A_FILE)
        if not stat.S_ISREG(mode.st_mode):
            raise ReadError(name, "is not a regular file", Fault.NOT_A_FILE)
        if mode.st_size > MAX_BYTES:
            raise ReadError(
                name, f"{mode.st_size / 2**20:,.0f} MiB is too much for one file; split it", Fault.TOO_LARGE
            )
        return Source(name, file.read_bytes())
    except FileNotFoundError as error:
        raise ReadError(name, "no such file or folder", Fault.MISSING) from error
    except PermissionError as error:
        raise ReadError(name, "no permission to read it", Fault.NO_PERMISSION) from error
    except OSError as error:
        raise ReadError(name, error.strerror or str(error), Fault.IO) from error
    except RuntimeError as error:  # Path.resolve, until Python 3.13, on links that point at each other
        raise ReadError(name, "its links lead in a circle", Fault.IO) from error


def read_source(source: Source, options: ReadOptions | None = None) -> Iterator[Document | ReadError]:
    """The documents in a file's bytes, as `Reader` says.

    Raises:
        ReadError: the file as a whole cannot be read.
    """
    if not source.data:
        raise ReadError(source.name, "the file is empty", Fault.EMPTY)
    kind = kind_of(source)
    if kind in _REFUSED:
        code, reason = _REFUSED[kind]
        raise ReadError(source.name, reason, code)
    module, function = READERS[kind].split(":")
    reader: Reader = getattr(import_module(f".{module}", __package__), function)
    yield from reader(source, options or ReadOptions())


def read_documents(path: str | Path, options: ReadOptions | None = None) -> Iterator[Document | ReadError]:
    """The documents in a file: one, or those of an archive or a table.

    Yields:
        Documents, and an error for every member of a container that cannot be read.

    Raises:
        ReadError: the file as a whole cannot be read; with the name as given and the reason. Never another exception
            for bad input.
    """
    yield from read_source(read_bytes(path), options)


def read_document(path: str | Path, options: ReadOptions | None = None) -> Document:
    """The only document of a file.

    Raises:
        ReadError: it cannot be read, or not as a whole; or it holds several documents.
    """
    return _only(read_bytes(path), options)


def read_text(path: str | Path) -> str:
    """The text of what `read_document` gives, without cutting plain text into paragraphs: of a thousand files, whose
    paragraphs somebody has marked already, that is most of the time.

    Raises:
        ReadError: as `read_document`.
    """
    source = read_bytes(path)
    if source.data and kind_of(source) == "text":
        text, _ = decode(source.data, source.name)
        if len(text) <= MAX_CHARACTERS:  # else a paragraph may be too long, which only cutting tells
            return text
    return _only(source).text


def _only(source: Source, options: ReadOptions | None = None) -> Document:
    documents = []
    for found in read_source(source, options):
        if isinstance(found, ReadError):
            raise found
        documents.append(found)
    if len(documents) != 1:
        raise ReadError(source.name, f"holds {len(documents)} documents, not one", Fault.UNSUPPORTED)
    return documents[0]


def describe(error: Exception, limit: int = 120) -> str:
    """What a library said of a broken file, on one short line."""
    said = " ".join(str(error).split()) or type(error).__name__
    return said if len(said) <= limit else said[: limit - 1] + "…"


def same_file(first: str | Path, second: str | Path) -> bool:
    """Whether two paths name one existing file."""
    return os.path.exists(first) and os.path.exists(second) and os.path.samefile(first, second)  # noqa: PTH110, PTH121
