"""Excel workbooks (.xlsx), read row by row."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from itertools import islice
from typing import Any

from ...documents import Document
from ...errors import Fault, ReadError
from ..base import ReadOptions, Source
from ..read import describe
from ..unzip import FAULTS, Budget, open_zip, stream
from .columns import find_column, find_columns, no_text_column
from .rows import Row, clean, documents, row_name

_TITLES_ABOVE = 5
"""Rows in which the header is looked for: many sheets have a title above it."""
_LAST_ROW = 1_048_576
_FAILED = frozenset(["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"])
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLAIN_NAME = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    sheet: Any
    header: int
    text: int
    group: int | None


def read_xlsx(source: Source, options: ReadOptions) -> Iterator[Document | ReadError]:
    """A document per row (or group of rows) of every visible sheet that has a column with texts.

    Raises:
        ReadError: it is damaged or unpacks to too much; no sheet has such a column; no text.
    """
    _weigh(source, options)
    workbook = _open(source)
    sheets, refusal = _find_sheets(workbook, source.name, options)
    if not sheets:
        raise refusal or no_text_column([], options, source.name)
    rows = (row for sheet in sheets for row in _rows(sheet, source.name, several=len(sheets) > 1))
    yield from documents(rows, source.name, "xlsx", grouped=options.group_column is not None)


def _weigh(source: Source, options: ReadOptions) -> None:
    """Unpack everything once and keep nothing: sizes that an archive declares may be wrong."""
    with open_zip(source) as archive:
        Budget(options.most_unpacked).spend(sum(member.file_size for member in archive.filelist), source.name)
        budget = Budget(options.most_unpacked)
        for member in archive.filelist:
            try:
                for _ in stream(archive, member, budget, source.name):
                    pass
            except FAULTS:
                continue  # a broken picture does not matter, a broken sheet will be told


def _open(source: Source) -> Any:
    openpyxl = import_module("openpyxl")  # takes longer to import than most tables to read
    try:
        with warnings.catch_warnings():  # of what it would lose if it saved the workbook
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(BytesIO(source.data), read_only=True, data_only=True)
    except Exception as error:  # openpyxl checks nothing: damage shows as whatever went wrong first
        raise ReadError(source.name, f"is a damaged workbook ({describe(error)})", Fault.DAMAGED) from error


def _find_sheets(workbook: Any, name: str, options: ReadOptions) -> tuple[list[_Sheet], ReadError | None]:
    found: list[_Sheet] = []
    refusal: ReadError | None = None
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()  # what a file says of its size is often wrong, and would cut it off
        try:
            top = list(islice((row for row in islice(_cells(sheet), 1000) if any(row[1])), _TITLES_ABOVE))
        except Exception as error:
            refusal = ReadError(name, f"its sheet {sheet.title!r} is damaged ({describe(error)})", Fault.DAMAGED)
            continue
        header = next((row for row in top if find_column(row[1], options.text_column) is not None), None)
        if header is None:
            refusal = refusal or no_text_column(top[0][1] if top else [], options, name)
            continue
        try:
            text, group = find_columns(header[1], options, name)
        except ReadError as error:
            refusal = error
            continue
        found.append(_Sheet(_quoted(sheet.title), sheet, header[0], text, group))
    return found, refusal


def _rows(sheet: _Sheet, name: str, several: bool) -> Iterator[Row | ReadError]:
    letter = import_module("openpyxl.utils").get_column_letter(sheet.text + 1)
    label = sheet.title if several else ""
    number = sheet.header
    rows = _cells(sheet.sheet)
    while True:
        try:
            number, cells = next(rows)
        except StopIteration:
            return
        except Exception as error:  # as in `_open`
            reason = f"its sheet {sheet.title} is damaged after row {number}; what follows is lost ({describe(error)})"
            yield ReadError(row_name(name, number + 1, sheet=label), reason, Fault.DAMAGED)
            return
        if number <= sheet.header or len(cells) <= sheet.text:
            continue
        group = cells[sheet.group] if sheet.group is not None and sheet.group < len(cells) else None
        yield Row(number, f"{sheet.title}!{letter}{number}", cells[sheet.text], group, label)


def _cells(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Row numbers and cells as text. The library fills gaps with rows, of which a broken number could ask any many."""
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        if number > _LAST_ROW:
            raise ValueError("more rows than a sheet can have")
        yield number, [_written(value) for value in row]


def _written(value: object) -> str:
    if value is None or value in _FAILED:
        return ""
    text = str(value)
    return clean(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text)


def _quoted(title: str) -> str:
    """As formulas name a sheet."""
    title = clean(title)
    return title if _PLAIN_NAME.fullmatch(title) else "'" + title.replace("'", "''") + "'"
