"""Old office formats with LibreOffice itself, which must be installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions, read_bytes, read_document, read_source
from gongwen.formats.base import Source

FILES = Path(__file__).parents[1] / "formats" / "files"
PARAGRAPHS = (FILES / "report.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("suffix", ["doc", "wps", "rtf", "odt"])
def test_every_paragraph_comes_out(suffix: str) -> None:
    found = read_document(FILES / f"report.{suffix}")
    assert [p.text for p in found.paragraphs if p.shape != "noise"] == PARAGRAPHS
    assert found.paragraphs[0].shape == "title"


def test_cut_off_files_give_a_document_or_an_error() -> None:
    for suffix in ("doc", "rtf", "odt"):
        data = read_bytes(FILES / f"report.{suffix}").data
        for share in (0.3, 0.7, 0.95):
            try:
                found = list(read_source(Source(f"cut.{suffix}", data[: int(len(data) * share)])))
            except ReadError:
                continue
            assert all(isinstance(one, Document | ReadError) for one in found)


def test_time_limit() -> None:
    with pytest.raises(ReadError) as caught:
        list(read_source(read_bytes(FILES / "report.doc"), ReadOptions(office_seconds=0.05)))
    assert caught.value.code is Fault.TIME_LIMIT
    assert len(read_document(FILES / "report.doc").paragraphs) > len(PARAGRAPHS) - 1


def test_processes_side_by_side_do_not_meet() -> None:
    script = f"from gongwen.formats import read_document; print(len(read_document({str(FILES / 'report.doc')!r}).paragraphs))"
    running = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) for _ in range(2)]
    assert {one.communicate(timeout=120)[0].strip() for one in running} == {b"14"}
