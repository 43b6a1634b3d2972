"""PDF: text stamped over, turned, printed twice, hidden or in an odd order comes out as a reader sees it."""

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from gongwen.documents import Document
from gongwen.formats import ReadOptions, Source
from gongwen.formats.pdf import characters, read_pdf
from tests.formats.invented import wrap

from .drawn import PICTURE_SIZE, PROSE, drawn, prose, texts


def stamped(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(300, 600)
    canvas.rotate(45)
    canvas.setFont("STSong-Light", 60)
    canvas.drawCentredString(0, 0, "内部资料")
    canvas.restoreState()
    prose(canvas)


def turned(canvas: Canvas) -> None:
    canvas.setPageSize(PICTURE_SIZE[::-1])
    canvas.setPageRotation(90)
    canvas.translate(842, 0)
    canvas.rotate(90)
    canvas.setFont("STSong-Light", 16)
    prose(canvas)


def downwards(canvas: Canvas) -> None:
    for at, line in enumerate(wrap(PROSE, 16, 600, 0)):
        for row, ch in enumerate(line):
            canvas.drawString(500 - 30 * at, 740 - 17 * row, ch)


def twice(canvas: Canvas) -> None:
    for at, line in enumerate(wrap(PROSE, 16, 437, 32)):
        for shift in (0, 0.4):
            canvas.drawString(79 + 32 * (at == 0) + shift, 700 - 28 * at, line)


def each_twice(canvas: Canvas) -> None:
    for at, line in enumerate(wrap(PROSE, 16, 437, 32)):
        x = 79 + 32 * (at == 0)
        for ch in line:
            for shift in (0, 0.4):
                canvas.drawString(x + shift, 700 - 28 * at, ch)
            x += 16


def recognised(canvas: Canvas) -> None:
    for at, line in enumerate(wrap(PROSE, 16, 437, 32)):
        text = canvas.beginText(79 + 32 * (at == 0), 700 - 28 * at)
        text.setTextRenderMode(3)
        text.textOut(line)
        canvas.drawText(text)
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *PICTURE_SIZE)


def off_the_page(canvas: Canvas) -> None:
    prose(canvas)
    canvas.drawString(79, -300, "裁掉的文字")


@pytest.mark.parametrize("page", [stamped, turned, downwards, twice, each_twice, recognised, off_the_page])
def test_unusual_printing(page: Callable[[Canvas], None]) -> None:
    assert texts(drawn(page)) == [PROSE]
    assert texts(drawn(page), noise=True) == (["内部资料"] if page is stamped else [])


def test_radicals_and_compatibility_forms_become_characters() -> None:
    assert "".join(characters.printed(ord(ch)) for ch in "⼀⼯⻓⻔豈ﬁ\u00a0\u200b\x07") == "一工长门豈fi "


def test_glyphs_of_a_second_font_go_where_they_stand() -> None:
    # Word processors print the quotation marks, of a Latin font, after the text around them.
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("STSong-Light", 10)
    for left, text in ((60, "按照年初议定的"), (136, "一片茶、一条路"), (212, "的思路抓落实。")):
        canvas.drawString(left, 700, text)
    for left, mark in ((130, "“"), (206, "”")):
        canvas.drawString(left, 700.4, mark)
    canvas.save()
    (document,) = read_pdf(Source("a.pdf", out.getvalue()), ReadOptions())
    assert isinstance(document, Document)
    assert document.text == "按照年初议定的“一片茶、一条路”的思路抓落实。"
