"""PDF → document: what is read, what is refused and why."""

from collections.abc import Iterator, Sequence

from ...documents import Document, segment_blocks
from ...errors import Fault, ReadError
from ..base import ReadOptions, Source
from .blocks import body_blocks
from .characters import is_gibberish
from .pages import read_pages
from .running import noise_blocks, split_running

_GARBAGE = 0.3
"""Share of characters without Unicode, beyond which a file is unreadable."""
_SCANNED = 0.3
"""Share of a page under pictures that makes it a scan, if it holds hardly any text."""
_HARDLY = 10
"""Characters."""
_NAMED_RANGES = 8


def read_pdf(source: Source, _: ReadOptions) -> Iterator[Document | ReadError]:
    """One document, and an error that names pages which are pictures or damaged, if others can be read.

    Printed lines are joined to paragraphs; running headers and page numbers stand at the end, as noise.
    """
    found = read_pages(source)
    text = "".join(line.text for lines in found.lines for line in lines)
    if found.garbage > _GARBAGE * found.count or is_gibberish(text):
        raise ReadError(
            source.name,
            "its fonts do not say which characters they show, so it carries no readable text; "
            "text must be recognised in it (OCR)",
            Fault.NEEDS_OCR,
        )
    own, aside = split_running(found.lines)
    scanned = {
        page
        for page, lines in enumerate(own, 1)
        if found.pictured.get(page, 0) >= _SCANNED and sum(len(line.text) for line in lines) < _HARDLY
    }
    beside = sum(len(line.text) for page, lines in enumerate(own, 1) if page not in scanned for line in lines)
    if scanned and beside < _HARDLY:
        total = len(own)
        pages = "its page is a picture" if total == 1 else f"{len(scanned)} of its {total} pages are pictures"
        raise ReadError(source.name, f"{pages}; text must be recognised in it first (OCR)", Fault.NEEDS_OCR)
    if found.broken and not text:
        raise ReadError(source.name, "is damaged: none of its pages can be read", Fault.DAMAGED)
    blocks = body_blocks(own) + noise_blocks(aside + found.slanted)
    yield segment_blocks(blocks, source.name, "pdf")
    if scanned:
        yield _partial(source, sorted(scanned), "is a picture", "are pictures", Fault.NEEDS_OCR)
    if found.broken:
        yield _partial(source, found.broken, "is damaged", "are damaged", Fault.DAMAGED)


def _partial(source: Source, pages: Sequence[int], one: str, many: str, code: Fault) -> ReadError:
    """An error about some pages: ``report.pdf!/pages 4-6, 9``."""
    ranges: list[list[int]] = []
    for page in pages:
        if ranges and ranges[-1][1] == page - 1:
            ranges[-1][1] = page
        else:
            ranges.append([page, page])
    named = [str(first) if first == last else f"{first}-{last}" for first, last in ranges]
    listed = ", ".join(named[:_NAMED_RANGES]) + (", …" if len(named) > _NAMED_RANGES else "")
    remedy = "; text must be recognised in them (OCR)" if code is Fault.NEEDS_OCR else ""
    if len(pages) == 1:
        return ReadError(f"{source.name}!/page {listed}", one + remedy, code)
    return ReadError(f"{source.name}!/pages {listed}", many + remedy, code)
