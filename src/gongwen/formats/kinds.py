"""What a file is, by its bytes; its name decides only between kinds of text."""

import io
import re
import zipfile

from .base import Source
from .unzip import FAULTS

HEAD = 4096

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"PAR1", "parquet"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", "encrypted-office"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "slides"),
)
_HTML = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_MHTML = re.compile(
    rb"^(?:From:|MIME-Version:|Date:|Subject:)[^\n]*\n(?:[^\n]*\n){0,12}?Content-Type:\s*multipart/related", re.I
)
_TEXTS = {
    ".txt": "text", ".text": "text", ".md": "text", ".markdown": "text",
    ".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".htm": "html", ".html": "html", ".xhtml": "html", ".shtml": "html",
}  # fmt: skip
_WIDE_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def kind_of(source: Source) -> str:
    """The kind of a file: ``text``, ``html``, ``csv``, ``jsonl``, ``docx``, ``xlsx``, ``parquet``, ``pdf``, ``zip``,
    ``doc``, ``rtf``, ``odt``, or one that nothing here reads (``mhtml``, ``xls``, ``slides``, ``image``, …)."""
    data = source.data
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _packed(data)
    if data.startswith(_OLE):
        return next((kind for stream, kind in _OLE_STREAMS if stream.encode("utf-16-le") in data), "ole")
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf")
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if b"%PDF-" in head[:1024]:
        return "pdf"
    codec = _WIDE_MARKS.get(head[:2])
    if codec:
        head = head[2 : len(head) & ~1].decode(codec, "replace").encode()
    if _HTML.match(head):
        return "html"
    if _MHTML.match(head):
        return "mhtml"
    return _TEXTS.get(source.suffix, "text")


def _packed(data: bytes) -> str:
    """A zip archive, or a document that is one. A damaged one is told by its first member, which Office files share."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    except FAULTS:
        office = data[30:].startswith((b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/"))
        names, kind = {name for name in ("word/", "xl/", "ppt/") if office and name.encode() in data}, ""
    if kind.startswith("application/vnd.oasis.opendocument.text"):
        return "odt"
    if kind.startswith("application/vnd.oasis.opendocument"):
        return "slides" if "presentation" in kind else "ods"
    for start, found in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "slides")):
        if any(name.startswith(start) for name in names):
            return found
    return "zip"
