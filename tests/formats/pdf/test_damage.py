"""PDF: files damaged, cut off or with bytes flipped; nothing breaks, and everything opened is closed."""

import random
from collections.abc import Callable

import pypdfium2
import pytest

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from tests.formats.invented import Style, report, typeset

from .drawn import FILES, drawn, failure, prose, read, scan


def test_damaged_files() -> None:
    for data in (b"%PDF-1.7", b"%PDF-1.4\nnothing of the kind\n%%EOF", b"%PDF-1.4\n" + bytes(range(256)) * 40):
        assert failure(data).code is Fault.DAMAGED


def test_everything_opened_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []

    def noted(name: str) -> Callable[[object], None]:
        plain = getattr(pypdfium2.raw, name)

        def close(handle: object) -> None:
            closed.append(name)
            plain(handle)

        return close

    for name in ("FPDFText_ClosePage", "FPDF_ClosePage", "FPDF_CloseDocument"):
        monkeypatch.setattr(pypdfium2.raw, name, noted(name))
    read(drawn(prose, prose))
    assert closed == ["FPDFText_ClosePage", "FPDF_ClosePage"] * 2 + ["FPDF_CloseDocument"]


@pytest.fixture(scope="module")
def good() -> list[bytes]:
    return [(FILES / "report.pdf").read_bytes(), typeset(report(5, 1), Style(size=10.5, pitch=15)), drawn(prose, scan)]


def survives(data: bytes) -> None:
    """Documents or a ReadError; any other exception fails the test."""
    try:
        found = read(data)
    except ReadError:
        return
    assert all(isinstance(one, Document | ReadError) for one in found)


def test_cut_off_files(good: list[bytes]) -> None:
    for at in range(40):
        data = good[at % len(good)]
        survives(data[: len(data) * (at + 1) // 41])


def test_flipped_bytes(good: list[bytes]) -> None:
    draw = random.Random(20)
    for at in range(150):
        data = bytearray(good[at % len(good)])
        for _ in range(1 + at % 5):
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        survives(bytes(data))
