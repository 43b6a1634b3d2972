"""PDF: passwords, scans, pages without text and fonts that tell nothing are named for what they are."""

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats.pdf import pages

from .drawn import FILES, PROSE, drawn, failure, prose, read, scan, texts


def test_passwords() -> None:
    closed = StandardEncryption("geheim")
    assert failure(drawn(prose, encrypt=closed)).code is Fault.ENCRYPTED
    assert texts(drawn(prose, encrypt=StandardEncryption("", ownerPassword="geheim"))) == [PROSE]


def test_scans() -> None:
    assert failure(drawn(scan)).reason.startswith("its page is a picture")
    whole = failure(drawn(scan, scan, scan))
    assert whole.code is Fault.NEEDS_OCR
    assert "3 of its 3 pages" in whole.reason
    found, partly = read(drawn(prose, scan, scan, prose, scan))
    assert isinstance(found, Document)
    assert [p.text for p in found.paragraphs if p.shape != "noise"] == [PROSE, PROSE]
    assert isinstance(partly, ReadError)
    assert (partly.code, partly.path) == (Fault.NEEDS_OCR, "report.pdf!/pages 2-3, 5")
    _, one = read(drawn(prose, scan))
    assert isinstance(one, ReadError)
    assert one.path == "report.pdf!/page 2"


def test_no_sentence_goes_on_across_a_page_that_is_missing() -> None:
    def first(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawString(79, 700 - 28 * 5, "全镇修建水渠并硬化村道使得群众往来方便许多产值达到")

    def last(canvas: Canvas) -> None:
        canvas.drawString(79, 700, "了新的高度。")

    found, _ = read(drawn(first, scan, last))
    assert isinstance(found, Document)
    assert "了新的高度。" in [p.text for p in found.paragraphs]


def test_files_without_text() -> None:
    assert failure(drawn(lambda _: None)).code is Fault.EMPTY

    def outlined(canvas: Canvas) -> None:
        for at in range(200):
            canvas.line(50 + at, 100, 60 + at, 130)

    assert failure(drawn(outlined)).code is Fault.NEEDS_OCR


def test_fonts_that_do_not_say_what_they_show() -> None:
    data = (FILES / "report.pdf").read_bytes()
    unmapped = data.replace(b"/ToUnicode", b"/ToUnixode")
    assert unmapped != data
    found = failure(unmapped)
    assert found.code is Fault.NEEDS_OCR
    assert "fonts" in found.reason


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_PAGES", 2)
    assert failure(drawn(prose, prose, prose)).code is Fault.TOO_LARGE
