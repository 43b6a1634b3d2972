"""A PDF file → the printed lines of its pages, and what is wrong with them. The only module that opens files."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ...errors import Fault, ReadError
from ..base import Source
from .columns import Gutter
from .fonts import OwnFonts
from .glyphs import Glyphs, read_glyphs
from .lines import PrintedLine, printed_lines
from .pictures import pictured

MAX_PAGES = 5_000
MAX_GLYPHS = 10_000_000
_STREAM, _END_OF_OBJECT = re.compile(b"stream"), re.compile(b"endobj")
_MOST_SEARCHED = 256 * 1024 * 1024
"""Beyond twice the file's size; see `_searched`. Takes seconds."""
_LITTLE = 100
"""Characters on a page, below which its pictures are looked at."""


@dataclass(slots=True)
class Pages:
    """What was found on the pages of a file."""

    lines: list[list[PrintedLine]] = field(default_factory=list)
    slanted: list[PrintedLine] = field(default_factory=list)
    pictured: dict[int, float] = field(default_factory=dict)
    """Of pages with little text: share under pictures."""
    broken: list[int] = field(default_factory=list)
    gutter: Gutter | None = None
    """Of the page read last."""
    count: int = 0
    garbage: int = 0


@OwnFonts()
def read_pages(source: Source) -> Pages:
    """Opens, reads and closes the file.

    Raises:
        ReadError: it is encrypted or damaged, or has too many pages.
    """
    document = _open(source)
    try:
        total = len(document)
        if total <= 0:
            raise ReadError(source.name, "is damaged: it has no pages", Fault.DAMAGED)
        if total > MAX_PAGES:
            raise ReadError(
                source.name, f"has {total:,} pages (at most {MAX_PAGES:,} are taken); split it", Fault.TOO_LARGE
            )
        found = Pages()
        for number in range(1, total + 1):
            _read_page(document, number, found)
            if found.count > MAX_GLYPHS:
                raise ReadError(source.name, f"holds more than {MAX_GLYPHS:,} characters; split it", Fault.TOO_LARGE)
        return found
    finally:
        document.close()


def _open(source: Source) -> Any:
    if _searched(source.data) > _MOST_SEARCHED + 2 * len(source.data):
        raise ReadError(source.name, "is damaged: its streams and objects have no ends", Fault.DAMAGED)
    try:
        return pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise ReadError(
                source.name, "is protected with a password; save it without one and try again", Fault.ENCRYPTED
            ) from error
        raise ReadError(source.name, "is damaged, or no PDF in spite of its first bytes", Fault.DAMAGED) from error


def _searched(data: bytes) -> int:
    """Bytes in which PDFium looks for the ends of streams when it must find the objects of a damaged file anew: from
    each stream to the next ``endstream`` and the next ``endobj``. With all of them there that is hardly more than the
    file; without, its square.
    """
    begins: list[int] = []
    ends: list[int] = []
    for match in _STREAM.finditer(data):
        at = match.start()
        (ends if data[max(0, at - 3) : at] == b"end" else begins).append(at)
    objects = [match.start() for match in _END_OF_OBJECT.finditer(data)]
    return sum(_following(stops, at, len(data)) - at for at in begins for stops in (ends, objects))


def _following(stops: Sequence[int], at: int, last: int) -> int:
    found = bisect_right(stops, at)
    return stops[found] if found < len(stops) else last


def _read_page(document: Any, number: int, found: Pages) -> None:
    lines: list[PrintedLine] = []
    found.lines.append(lines)
    try:
        page = document[number - 1]
    except pypdfium2.PdfiumError:
        found.broken.append(number)
        return
    try:
        glyphs = _glyphs(page)
        if glyphs is None:
            found.broken.append(number)
            return
        found.count += glyphs.count
        found.garbage += glyphs.garbage
        for at, frame in enumerate(glyphs.frames):
            of_frame, gutter = printed_lines(frame, number, None if at else found.gutter)
            (found.slanted if frame.slanted else lines).extend(of_frame)
            if at == 0:
                found.gutter = gutter
        if glyphs.count < _LITTLE:
            found.pictured[number] = pictured(page)
    finally:
        page.close()


def _glyphs(page: Any) -> Glyphs | None:
    try:
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        return None
    try:
        return read_glyphs(page, textpage)
    finally:
        textpage.close()
