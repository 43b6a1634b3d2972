"""The zip package of a document: parts by name, within bounds that hold for any bytes."""

import io
import posixpath
import zipfile
from dataclasses import dataclass

from lxml import etree

from ...errors import Fault, ReadError
from ..base import ReadOptions, Source
from ..read import describe
from ..unzip import FAULTS, Budget, stream
from .markup import Element, transitional

_LARGEST_PART = 256 * 1024 * 1024
_MOST_MARKS = 4_000_000
"""Tags and attributes of a part, each of which takes some hundred bytes in memory; a thousand pages have a million."""
_DOCTYPES = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le")[:-1])
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another."""

    id: str
    kind: str
    """Last word of its type, e.g. ``styles``: what stands before it differs between transitional and strict files."""
    part: str


class Package:
    """Parts of a document. Every method raises ReadError for what is damaged, encrypted or too large."""

    def __init__(self, source: Source, options: ReadOptions) -> None:
        self._name = source.name
        self._budget = Budget(options.most_unpacked)
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(source.data))
        except FAULTS as error:
            raise self.damaged(describe(error)) from error
        self._parts = {_plain(info.filename): info for info in self._archive.infolist()}

    def damaged(self, said: str) -> ReadError:
        return ReadError(self._name, f"is a damaged Word document ({said}); open it in Word and save it", Fault.DAMAGED)

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._parts

    def root(self, part: str) -> Element | None:
        """The root element of a part, with transitional names; None where there is no such part."""
        if part not in self:
            return None
        data = self._read(self._parts[_plain(part)])
        if any(mark in data for mark in _DOCTYPES):
            raise self.damaged(f"{part} declares a document type")
        if data.count(b"<") + data.count(b"=") > _MOST_MARKS:
            raise ReadError(self._name, f"its part {part} has more marks than any document", Fault.BOMB)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True,
            remove_pis=True,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError, LookupError) as error:
            if "depth" in str(error):
                raise ReadError(self._name, f"its part {part} is nested beyond reason", Fault.TOO_DEEP) from error
            raise self.damaged(f"{part}: {describe(error)}") from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise self.damaged(f"{part} declares a document type")
        if any("purl.oclc.org" in space for space in root.nsmap.values()):
            transitional(root)
        return root

    def relations(self, part: str = "") -> list[Relation]:
        """The links of a part, or those of the package, to parts inside it."""
        folder, base = posixpath.split(part)
        root = self.root(posixpath.join(folder, "_rels", base + ".rels"))
        return [
            Relation(
                link.get("Id", ""),
                link.get("Type", "").rsplit("/", 1)[-1],
                posixpath.normpath(posixpath.join("/", folder, link.get("Target", ""))).lstrip("/"),
            )
            for link in (() if root is None else root)
            if link.get("TargetMode") != "External"
        ]

    def _read(self, info: zipfile.ZipInfo) -> bytes:
        if info.flag_bits & 1:
            raise ReadError(self._name, "is protected with a password; save it without one", Fault.ENCRYPTED)
        if info.compress_type not in _METHODS:
            raise ReadError(
                self._name, f"is packed in a way ({info.compress_type}) that Word does not use", Fault.UNSUPPORTED
            )
        content = bytearray()
        try:
            # The size that the archive states may be a lie; what comes out counts.
            for chunk in stream(self._archive, info, self._budget, self._name):
                content += chunk
                if len(content) > _LARGEST_PART:
                    reason = f"has a part that unpacks to more than {_LARGEST_PART:,} bytes of text"
                    raise ReadError(self._name, reason, Fault.BOMB)
        except FAULTS as error:
            raise self.damaged(describe(error)) from error
        return bytes(content)


def _plain(part: str) -> str:
    """Part names disregard case; some writers put a backslash for the slash."""
    return part.replace("\\", "/").lstrip("/").lower()
