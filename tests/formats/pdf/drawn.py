"""PDF files drawn by the tests, page by page, and what is read from them."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gongwen.documents import Document
from gongwen.errors import ReadError
from gongwen.formats import ReadOptions, Source
from gongwen.formats.pdf import read_pdf
from tests.formats.invented import wrap

FILES = Path(__file__).parents[1] / "files"
PROSE = (
    "入冬以后，镇水利站组织三个村的群众清理河道十二公里，新修水坝四处，使下游两千多亩稻田的灌溉用水有了着落。"
    "供销社同时调进化肥、农膜四十吨，平价供应给种粮大户，受到了大家的普遍欢迎。"
)
PICTURE_SIZE = (595, 842)

pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def read(data: bytes, name: str = "report.pdf") -> list[Document | ReadError]:
    return list(read_pdf(Source(name, data), ReadOptions()))


def document(data: bytes) -> Document:
    (only,) = read(data)
    assert isinstance(only, Document)
    return only


def texts(data: bytes, noise: bool = False) -> list[str]:
    return [paragraph.text for paragraph in document(data).paragraphs if (paragraph.shape == "noise") == noise]


def drawn(*draw: Callable[[Canvas], None], encrypt: StandardEncryption | None = None) -> bytes:
    """A PDF with a page for each function."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PICTURE_SIZE, invariant=1, encrypt=encrypt)
    for page in draw:
        canvas.setFont("STSong-Light", 16)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def prose(canvas: Canvas, text: str = PROSE, top: float = 700) -> None:
    for at, line in enumerate(wrap(text, 16, 437, 32)):
        canvas.drawString(79 + 32 * (at == 0), top - 28 * at, line)


def scan(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *PICTURE_SIZE)
    canvas.drawCentredString(297, 30, "12")


def failure(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert caught.value.path == "report.pdf"
    return caught.value
