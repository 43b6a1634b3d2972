"""Word 97 documents (.doc, .wps), RTF and OpenDocument text: LibreOffice makes them .docx, which is then read."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

from ..documents import Document
from ..errors import Fault, ReadError
from .base import ReadOptions, Source
from .kinds import kind_of
from .soffice import convert
from .unzip import FAULTS

_WORD_STREAM = "WordDocument".encode("utf-16-le")
_WORD_MAGIC = (0xA5EC, 0xA5DC)
_ENCRYPTED_FLAG = 0x0100


def read_office(source: Source, options: ReadOptions) -> Iterator[Document | ReadError]:
    """What the .docx reader finds in the converted file, under the name of the original.

    Raises:
        ReadError: LibreOffice is missing, fails or takes too long; or the file is protected with a password.
    """
    from .docx import read_docx  # noqa: PLC0415  (a text file needs no XML parser)

    kind = kind_of(source)
    if _is_protected(source.data, kind):
        raise ReadError(source.name, "is protected with a password; save it without one and try again", Fault.ENCRYPTED)
    for found in read_docx(Source(source.name, convert(source, kind, options)), options):
        yield replace(found, encoding=kind) if isinstance(found, Document) else found


def _is_protected(data: bytes, kind: str) -> bool:
    if kind == "odt":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("META-INF/manifest.xml") as manifest:
                return b"encryption-data" in manifest.read(1_000_000)
        except FAULTS:
            return False
    return kind == "doc" and _is_encrypted_doc(data)


def _is_encrypted_doc(data: bytes) -> bool:
    """The flag in the header of the stream with the text ([MS-DOC] 2.5.2, fEncrypted)."""
    at = data.find(_WORD_STREAM)
    while at >= 0:
        entry = data[at : at + 128]
        if len(entry) == 128 and entry[66] == 2:  # a stream
            first = int.from_bytes(entry[116:120], "little")
            shift = int.from_bytes(data[30:32], "little")
            start = (first + 1) << shift if shift in (9, 12) else len(data)
            header = data[start : start + 12]
            magic, flags = int.from_bytes(header[:2], "little"), int.from_bytes(header[10:12], "little")
            if magic in _WORD_MAGIC and flags & _ENCRYPTED_FLAG:
                return True
        at = data.find(_WORD_STREAM, at + 1)
    return False
