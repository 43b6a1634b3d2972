"""Fonts that a PDF file names but does not hold, the same on every machine.

PDFium puts fonts of the machine in their place. Where these lack a character it is a glyph without width, and PDFium
leaves such a glyph out of the text if it stands alone: what a file says would depend on what is installed. Nothing is
drawn here, so while a file is read one font of boxes takes the place of all.
"""

import ctypes
from contextlib import ContextDecorator
from typing import Any

import pypdfium2.raw as pdfium

from .boxfont import box_font

_BUILT_IN = (b"Courier", b"Helvetica", b"Times", b"Symbol")
"""Families that PDFium brings along, with the widths that files leave out for them. It has mapped Arial and the like
to these names when it asks."""
_LATIN = (pdfium.FXFONT_ANSI_CHARSET, pdfium.FXFONT_SYMBOL_CHARSET)
_HANDLE = 1
"""What PDFium calls our font by; anything but 0."""
_NAME = b"Gongwen Boxes\0"
"""PDFium keeps open fonts by their names, so it must be no other font's."""
_FONT = box_font()


def _map_font(_: Any, _weight: int, _italic: int, charset: int, _pitch: int, family: Any, _exact: Any) -> int:
    """Our font, or 0: PDFium shall take one of its own."""
    name = ctypes.string_at(family) if family else b""
    return 0 if charset in _LATIN and name.startswith(_BUILT_IN) else _HANDLE


def _give(data: bytes, buffer: Any, size: int) -> int:
    """Copies `data` if the buffer, which is NULL when only its length is wanted, has room for it."""
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


def _font_data(_: Any, _handle: Any, table: int, buffer: Any, size: int) -> int:
    return 0 if table else _give(_FONT, buffer, size)  # table 0: the whole file


def _face_name(_: Any, _handle: Any, buffer: Any, size: int) -> int:
    return _give(_NAME, buffer, size)


def _source() -> Any:
    """The callbacks. Those left NULL find nothing, or have nothing to free."""
    kinds = dict(pdfium.FPDF_SYSFONTINFO._fields_)
    return pdfium.FPDF_SYSFONTINFO(
        version=1,
        MapFont=kinds["MapFont"](_map_font),
        GetFontData=kinds["GetFontData"](_font_data),
        GetFaceName=kinds["GetFaceName"](_face_name),
    )


_SOURCE = _source()
"""PDFium keeps its address: it must live as long as the process."""
_replaced: list[Any] = []
"""The machine's fonts, as PDFium was last given them back. It lets go of them when it is given others, but does not
free what it was given."""


class OwnFonts(ContextDecorator):
    """Inside, PDFium takes no font of the machine; afterwards it takes them again, as whoever draws pages in the same
    process expects (fonts that it gave to PDFium itself it must give again). Files must be opened and closed inside.
    Not for several threads at a time, like all of PDFium.
    """

    def __enter__(self) -> None:
        pdfium.FPDF_SetSystemFontInfo(_SOURCE)
        while _replaced:
            pdfium.FPDF_FreeDefaultSystemFontInfo(_replaced.pop())

    def __exit__(self, *_: object) -> None:
        if machine := pdfium.FPDF_GetDefaultSystemFontInfo():
            pdfium.FPDF_SetSystemFontInfo(machine)
            _replaced.append(machine)
