"""Rows → documents, the same for every kind of table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...documents import Block, Document, segment, segment_blocks
from ...errors import Fault, ReadError


@dataclass(frozen=True, slots=True)
class Row:
    """A row with its text as it stands in the cell.

    Attributes:
        number: as the program that shows the table counts.
        place: what its paragraphs are cited by, e.g. ``row 17``.
        group: its value in the column to group by.
        sheet: where rows of several sheets must be told apart.
    """

    number: int
    place: str
    text: str
    group: object = None
    sheet: str = ""


def documents(
    rows: Iterable[Row | ReadError], name: str, kind: str, *, grouped: bool
) -> Iterator[Document | ReadError]:
    """The documents ``name#17``, or ``name#17-25`` where rows are grouped. Rows without text are passed over.

    Raises:
        ReadError: there is no text in any row, nor was any row in error.
    """
    told = False
    run: list[Row] = []
    for row in rows:
        if isinstance(row, ReadError):
            told = True
            yield row
            continue
        if run and (row.sheet, row.group) != (run[-1].sheet, run[-1].group):
            yield _document(run, name, kind, grouped)
            run = []
        if row.text.strip().strip("\ufeff").strip():
            told = True
            run.append(row)
            if not grouped:
                yield _document(run, name, kind, grouped)
                run = []
    if run:
        yield _document(run, name, kind, grouped)
    if not told:
        raise ReadError(name, "holds no text: every cell of its text column is empty", Fault.EMPTY)


def row_name(table: str, first: int, last: int | None = None, sheet: str = "") -> str:
    """What the document of some rows is called."""
    span = f"{first}" if last is None or last == first else f"{first}-{last}"
    return f"{table}#{sheet}!{span}" if sheet else f"{table}#{span}"


def clean(text: str) -> str:
    """Without what no text may hold: NUL characters, and halves of characters (JSON can write those)."""
    text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _document(run: list[Row], table: str, kind: str, grouped: bool) -> Document | ReadError:
    name = row_name(table, run[0].number, run[-1].number, run[0].sheet)
    try:
        if grouped:
            return segment_blocks([Block(row.text, row.place) for row in run], name, kind)
        document = segment(run[0].text, name, kind)
    except ReadError as error:
        return error
    for paragraph in document.paragraphs:
        paragraph.place = run[0].place
    return document
