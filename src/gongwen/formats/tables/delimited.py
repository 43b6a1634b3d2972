"""CSV and its relatives, in the dialects that spreadsheets write."""

import csv
import io
import re
from collections.abc import Iterator

from ...documents import Document
from ...errors import Fault, ReadError
from ..base import ReadOptions, Source
from .columns import find_column, find_columns, no_text_column
from .damaged import BROKEN, decode_table
from .rows import Row, documents, row_name

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 16 * 1024 * 1024
_QUOTED = re.compile(r'"[^"]*"')

Record = tuple[int, list[str] | None]
"""First line, and the cells; None where the quotes do not match."""


def read_csv(source: Source, options: ReadOptions) -> Iterator[Document | ReadError]:
    """A document per row (or group of rows); rows count as in a spreadsheet, the header being the first.

    Raises:
        ReadError: no column with texts, no text, or an encoding that is not recognised.
    """
    text, damaged = decode_table(source.data, source.name)
    lines = list(io.StringIO(text, newline=""))
    delimiter = _delimiter(next((line for line in lines if line.strip()), ""), source, options)
    records = enumerate(_records(lines, delimiter), start=1)
    header = next((cells for _, (_, cells) in records if cells and any(map(str.strip, cells))), None)
    if header is None:
        raise no_text_column([], options, source.name)
    columns = find_columns(header, options, source.name)
    rows = _rows(records, len(header), columns, source.name, damaged)
    yield from documents(rows, source.name, "csv", grouped=columns[1] is not None)


def _rows(
    records: Iterator[tuple[int, Record]], width: int, columns: tuple[int, int | None], name: str, damaged: bool
) -> Iterator[Row | ReadError]:
    text, group = columns
    for number, (line, cells) in records:
        if cells is not None and not any(map(str.strip, cells)):
            continue
        reason = ""
        if cells is None:
            reason = "a quotation mark is never closed, or stands inside a cell without being doubled"
        elif len(cells) < width or any(map(str.strip, cells[width:])):
            reason = f"has {len(cells)} cells, the header has {width}: quote cells with the delimiter in them"
        elif damaged and (BROKEN in cells[text] or (group is not None and BROKEN in cells[group])):
            reason = "holds bytes that are no characters in the encoding of the other lines"
        if reason or cells is None:
            yield ReadError(row_name(name, number), f"line {line} {reason}", Fault.DAMAGED)
        else:
            key = cells[group] if group is not None else None
            yield Row(number, f"row {number}", cells[text].replace("\0", ""), key)


def _records(lines: list[str], delimiter: str) -> Iterator[Record]:
    """Parse strictly, and start afresh on the line after one whose quotes do not match: an open quote would swallow
    the rest of the file. A line that is wrong by itself only (``5"管``) is read as spreadsheets do.

    A record that is open at the end of a line on which an earlier one was open fails where that one failed; it is given
    up at once, or a file of open quotes would be read anew from each of its lines.
    """
    csv.field_size_limit(_LONGEST_CELL)
    start = at = failed = 0

    def rest() -> Iterator[str]:
        for number in range(start, len(lines)):
            if at < number < failed:
                raise csv.Error
            yield lines[number]

    while start < len(lines):
        at = start
        reader = csv.reader(rest(), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield at + 1, cells
                at = start + reader.line_num
            return
        except csv.Error:
            alone = start + reader.line_num == at + 1
            failed = max(failed, start + reader.line_num)
            yield at + 1, _lenient(lines[at], delimiter) if alone else None
            start = at + 1


def _lenient(line: str, delimiter: str) -> list[str] | None:
    try:
        list(csv.reader([line.rstrip("\r\n") + '"'], delimiter=delimiter, strict=True))
        return None  # one more quote makes it whole: it lacks its end
    except csv.Error:
        pass
    try:
        return next(csv.reader([line], delimiter=delimiter), None)
    except csv.Error:
        return None


def _delimiter(line: str, source: Source, options: ReadOptions) -> str:
    """The one that parts off a column with texts, else the commonest in the header outside quotes."""
    bare = _QUOTED.sub("", line)

    def fitness(delimiter: str) -> tuple[bool, int]:
        names = [name.strip().strip('"') for name in line.split(delimiter)]
        return bare.count(delimiter) > 0 and find_column(names, options.text_column) is not None, bare.count(delimiter)

    best = max(_DELIMITERS, key=fitness)
    return best if bare.count(best) else "\t" if source.suffix == ".tsv" else ","
