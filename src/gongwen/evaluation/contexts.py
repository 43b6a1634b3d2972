"""Where labelled paragraphs stand and what stands around them, for slices and for people who look at errors."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..data.assemble import LabelledDocument
from ..documents import Paragraph, segment

PLACES = ("only", "first", "beginning", "middle", "end", "last")


@dataclass(frozen=True, slots=True)
class Context:
    """A labelled paragraph, cut as it is labelled."""

    source: str
    line: int
    text: str
    before: str
    """The paragraph above it in the file; empty for the first."""
    after: str
    path: tuple[str, ...]
    """The headings open above it, as their form tells, outermost first."""
    article: int
    place: str
    """Among the paragraphs of its article: one of `PLACES`; the three in the middle are thirds."""
    same_cut: bool
    """The tagger's own rules cut it with the same first and last line."""


def contexts(documents: Sequence[LabelledDocument]) -> tuple[Context, ...]:
    """Of all labelled paragraphs, in order."""
    return tuple(context for document in documents for context in _of(document))


def _of(labelled: LabelledDocument) -> Iterator[Context]:
    paragraphs = labelled.document.paragraphs
    cut = {(p.first_line, p.last_line) for p in segment(labelled.document.text).paragraphs}
    places = _places(paragraphs)
    for n, (paragraph, row) in enumerate(zip(paragraphs, labelled.rows, strict=True)):
        if row is not None:
            yield Context(
                labelled.source,
                row.lines[0],
                paragraph.text,
                paragraphs[n - 1].text if n else "",
                paragraphs[n + 1].text if n + 1 < len(paragraphs) else "",
                paragraph.path,
                paragraph.article,
                places[n],
                row.lines in cut,
            )


def _places(paragraphs: Sequence[Paragraph]) -> list[str]:
    sizes: dict[int, int] = {}
    for paragraph in paragraphs:
        sizes[paragraph.article] = sizes.get(paragraph.article, 0) + 1
    seen: dict[int, int] = {}
    places = []
    for paragraph in paragraphs:
        at, size = seen.get(paragraph.article, 0), sizes[paragraph.article]
        seen[paragraph.article] = at + 1
        places.append(_place(at, size))
    return places


def _place(at: int, size: int) -> str:
    if size == 1:
        return "only"
    if at in (0, size - 1):
        return "first" if at == 0 else "last"
    return ("beginning", "middle", "end")[3 * at // size]
