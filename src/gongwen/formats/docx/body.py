"""The flow of a document: paragraphs, tables and text boxes in their order."""

from collections.abc import Iterator, Sequence
from itertools import count

from ...errors import Fault, ReadError
from .inline import InlineReader, mark_gone
from .markup import Element, W, child, value, within
from .numbering import Numbering
from .shapes import Draft, draft
from .styles import Styles

_DEEPEST = 20
_P, _TBL, _TR, _TC, _CHUNK = (W + name for name in ("p", "tbl", "tr", "tc", "altChunk"))
_FLOW = frozenset((_P, _TBL, _CHUNK))
_ROW, _CELL = frozenset((_TR,)), frozenset((_TC,))


class Body:
    """Reads the parts of a document one after another; numbers and notes are counted across them."""

    def __init__(self, name: str, styles: Styles, numbering: Numbering) -> None:
        self.notes: list[tuple[str, str]] = []
        """Kind and id of the notes that the text refers to, in the order of their marks."""
        self._name = name
        self._styles = styles
        self._numbering = numbering
        self._inline = InlineReader(styles)
        self._carried = ""
        """Text of a paragraph whose end is deleted or hidden, so that the next one goes on with it."""

    def read(self, container: Element, place: str = "", depth: int = 0) -> Iterator[Draft]:
        """The blocks of a container, empty paragraphs among them.

        Args:
            place: where the container stands, which is where its paragraphs stand; those of the body are counted.
            depth: tables and text boxes around it.

        Raises:
            ReadError: tables in tables beyond reason, or text that lies in an embedded file.
        """
        if depth > _DEEPEST:
            raise ReadError(self._name, f"has tables or text boxes nested deeper than {_DEEPEST}", Fault.TOO_DEEP)
        paragraphs, tables, ref = count(1), count(1), place
        for element in within(container, _FLOW):
            if element.tag == _P:
                ref = place or f"paragraph {next(paragraphs)}"
                yield from self._paragraph(element, ref, depth)
            elif element.tag == _TBL:
                yield from self._released(ref)
                yield from self._table(element, f"{place}, " * bool(place) + f"table {next(tables)}", depth)
            else:
                reason = "has text in an embedded file (altChunk); open it in Word and save it"
                raise ReadError(self._name, reason, Fault.UNSUPPORTED)
        yield from self._released(ref)

    def _released(self, ref: str) -> Iterator[Draft]:
        text, self._carried = self._carried, ""
        if text:
            yield Draft(text, ref)

    def _paragraph(self, element: Element, ref: str, depth: int) -> Iterator[Draft]:
        properties = child(element, "pPr")
        style = self._styles.paragraph(value(properties, "pStyle"))
        inline = self._inline.read(element, style)
        self.notes += inline.notes
        gone = mark_gone(properties)
        text, self._carried = self._carried + inline.text, ""
        # Where two paragraphs have become one, the properties of the last remain; a hidden end only looks that way.
        if gone != "deleted" and (text or not gone):
            text = _numbered(self._numbering.label(properties, style), text)
        if not gone:
            yield draft(text, ref, inline, properties, style, self._styles)
            text = ""
        for box in inline.boxes:
            yield from self.read(box, f"{ref} text box", depth + 1)
        self._carried = text

    def _table(self, table: Element, place: str, depth: int) -> Iterator[Draft]:
        for row_at, row in enumerate(within(table, _ROW), 1):
            if child(row, "trPr", "del") is not None:
                continue
            cells = [
                list(self._cell(cell, f"{place} row {row_at} cell {at}", depth))
                for at, cell in enumerate(within(row, _CELL), 1)
            ]
            # In a row of several, a line is an entry, however short; a form that frames the page has text to judge.
            several = sum(map(bool, cells)) > 1
            for entry in (entry for cell in cells for entry in cell):
                is_entry = several and entry.shape is None and "\n" not in entry.text.strip()
                yield Draft(entry.text, entry.ref, "body") if is_entry else entry

    def _cell(self, cell: Element, ref: str, depth: int) -> Iterator[Draft]:
        """A block for its paragraphs, parted only where a table or a text box stands among them; none if empty."""
        own: list[Draft] = []
        for entry in self.read(cell, ref, depth + 1):
            if entry.ref == ref:
                own += [entry] if entry.text.strip() else []
                continue
            yield from _joined(own)
            own = []
            yield entry
        yield from _joined(own)


def _joined(entries: Sequence[Draft]) -> Iterator[Draft]:
    if entries:
        shapes = {entry.shape for entry in entries}
        yield Draft(
            "\n".join(entry.text for entry in entries),
            entries[0].ref,
            shapes.pop() if len(shapes) == 1 else None,
            entries[0].looks.intersection(*(entry.looks for entry in entries)),
        )


def _numbered(label: str, text: str) -> str:
    """With the number in front. An empty paragraph shows its number but has nothing to number."""
    if not label or not text.strip():
        return text
    text = text.lstrip()
    if text[0].isdecimal() and not label.endswith(" "):
        label += " "
    if text[0].isdecimal() and label.endswith(". ") and label[0].isdecimal():
        label = label[:-2] + "． "  # “1. 2023年…” would read as the figure 1.2023
    return label + text
