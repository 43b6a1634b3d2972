"""PDF: fonts that a file names but does not hold are the same on every machine, and only while we read."""

import ctypes
import io
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gongwen.documents import Document
from gongwen.formats import ReadOptions, Source
from gongwen.formats.pdf import read_pdf
from gongwen.formats.pdf.boxfont import WIDE
from gongwen.formats.pdf.fonts import OwnFonts

TEXT = "镇水利站组织群众清理河道。"
SIZE = 16.0
_LEFT, _BASE = 79.0, 700.0
BOX = pytest.approx(WIDE, abs=15)
"""PDFium makes boxes a little higher than they are drawn."""


def named(font: str, text: str = TEXT) -> bytes:
    """A PDF that shows every character by itself, in a font that it does not hold."""
    if font not in pdfmetrics.standardFonts:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), invariant=1)
    canvas.setFont(font, SIZE)
    for at, ch in enumerate(text):
        canvas.drawString(_LEFT + at * SIZE, _BASE, ch)
    canvas.save()
    return out.getvalue()


def unnumbered(name: str, text: str = TEXT) -> bytes:
    """The same in a font whose glyphs have numbers of their own; a table in the file says which characters they are.
    It says nothing of Chinese, so that PDFium looks for a Latin font."""
    shown = b"\n".join(
        b"BT /F 16 Tf %d %d Td <%04x> Tj ET" % (_LEFT + at * SIZE, _BASE, 0x300 + at) for at in range(len(text))
    )
    table = b"\n".join(b"<%04x> <%04x>" % (0x300 + at, ord(ch)) for at, ch in enumerate(text))
    unicode = b"begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange %d beginbfchar\n%s\nendbfchar endcmap"
    streams = [shown, unicode % (len(text), table)]
    font = name.encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 7 0 R/Resources<</Font<</F 4 0 R>>>>>>",
        b"<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[5 0 R]/ToUnicode 8 0 R>>" % font,
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/DW 1000/FontDescriptor 6 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>" % font,
        b"<</Type/FontDescriptor/FontName/%s/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/StemV 80>>" % font,
        *(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream) for stream in streams),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def text_of(data: bytes) -> str:
    (document,) = read_pdf(Source("a.pdf", data), ReadOptions())
    assert isinstance(document, Document)
    return document.text


def boxes(data: bytes, loose: bool = False) -> Iterator[tuple[float, ...]]:
    """Left, bottom, right and top of the first page's glyphs, from where they stand, in thousandths of their size.
    Loose ones are as wide as the glyph moves on, and as high as a line."""
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    text = page.get_textpage()
    left, bottom, right, top, x, y = (ctypes.c_double() for _ in range(6))
    box = pdfium.FS_RECTF()
    for at in range(text.count_chars()):
        if pdfium.FPDFText_IsGenerated(text.raw, at) == 1:
            continue
        assert pdfium.FPDFText_GetCharOrigin(text.raw, at, x, y)
        assert pdfium.FPDFText_GetCharBox(text.raw, at, left, right, bottom, top)
        assert pdfium.FPDFText_GetLooseCharBox(text.raw, at, box)
        edges = (box.left, box.bottom, box.right, box.top) if loose else [e.value for e in (left, bottom, right, top)]
        yield tuple(1000 * (edge - (y if odd % 2 else x).value) / SIZE for odd, edge in enumerate(edges))
    text.close()
    page.close()
    document.close()


@pytest.mark.parametrize("font", ["STSong-Light", "MSung-Light", "HeiseiMin-W3", "HYSMyeongJo-Medium"])
def test_a_font_of_boxes_takes_the_place_of_the_machines(font: str) -> None:
    data = named(font, "中文")
    assert text_of(data) == "中文"
    with OwnFonts():
        assert list(boxes(data)) == [BOX] * 2


@pytest.mark.parametrize("name", ["SimSun", "ABCDEF+FZXBSJW--GB1-0"])
def test_a_font_of_which_nothing_tells_that_it_is_chinese(name: str) -> None:
    assert text_of(unnumbered(name)) == TEXT


@pytest.mark.parametrize("font", ["Helvetica", "Times-Roman", "Courier"])
def test_fonts_that_pdfium_has_keep_their_widths(font: str) -> None:
    letters = "imn.1"
    with OwnFonts():
        found = [right - left for left, _, right, _ in boxes(named(font, letters), loose=True)]
    assert found == [pytest.approx(pdfmetrics.stringWidth(letter, font, 1000), abs=25) for letter in letters]


def test_afterwards_the_fonts_are_those_of_the_machine() -> None:
    data = named("STSong-Light", "中")
    before = list(boxes(data))
    assert before != [BOX]  # none on a machine without Chinese fonts
    text_of(data)
    assert list(boxes(data)) == before
    with pytest.raises(ZeroDivisionError), OwnFonts():
        _ = 1 / 0
    assert list(boxes(data)) == before


def test_a_page_that_stays_open_meanwhile_is_left_alone() -> None:
    document = pypdfium2.PdfDocument(named("STSong-Light"))
    page = document[0]
    before = page.render().to_numpy().tobytes()
    assert text_of(named("STSong-Light")) == TEXT
    assert page.render().to_numpy().tobytes() == before
    page.close()
    document.close()


def test_in_a_process_that_is_started_anew() -> None:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(text_of, named("STSong-Light")).result(timeout=120) == TEXT
