"""JSON lines: an object a line."""

import json
from collections.abc import Iterator

from ...documents import Document
from ...errors import Fault, ReadError
from ..base import ReadOptions, Source
from .columns import find_column, find_columns, no_text_column
from .damaged import BROKEN, decode_table
from .rows import Row, clean, documents, row_name


def read_jsonl(source: Source, options: ReadOptions) -> Iterator[Document | ReadError]:
    """A document per line (or group of lines), numbered by the lines of the file.

    Raises:
        ReadError: no object has a field with texts, no text, or an encoding that is not recognised.
    """
    text, damaged = decode_table(source.data, source.name)
    rows = _rows(text, damaged, source.name, options)
    yield from documents(rows, source.name, "jsonl", grouped=options.group_column is not None)


def _rows(text: str, damaged: bool, name: str, options: ReadOptions) -> Iterator[Row | ReadError]:
    fields: dict[str, None] = {}
    waiting: list[ReadError] | None = []  # lines without the field, until one has it: then they are the exceptions
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        here = row_name(name, number)
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            said = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep, or a number too long"
            yield ReadError(here, f"line {number} is no valid JSON ({said})", Fault.DAMAGED)
            continue
        if not isinstance(entry, dict):
            yield ReadError(here, f"line {number} holds no object ({{…}})", Fault.DAMAGED)
            continue
        names = list(entry)
        at = find_column(names, options.text_column)
        if at is None:
            lacking = no_text_column([clean(field) for field in names], options, here)
            if waiting is None:
                yield lacking
            else:
                waiting.append(lacking)
                fields.update(dict.fromkeys(map(clean, names)))
            continue
        if waiting is not None:
            if options.group_column is not None:
                find_columns([clean(field) for field in names], options, name)
            yield from waiting
            waiting = None
        yield _row(number, entry, names[at], here, options, damaged)
    if waiting:
        raise no_text_column(list(fields), options, name)


def _row(
    number: int, entry: dict[str, object], field: str, name: str, options: ReadOptions, damaged: bool
) -> Row | ReadError:
    value = entry[field]
    if value is not None and not isinstance(value, str):
        return ReadError(name, f"line {number}: its {clean(field)!r} is no string", Fault.DAMAGED)
    if damaged and BROKEN in (value or ""):
        reason = f"line {number} holds bytes that are no characters in the encoding of the other lines"
        return ReadError(name, reason, Fault.DAMAGED)
    names = list(entry)
    group = find_column(names, options.group_column) if options.group_column is not None else None
    return Row(number, f"line {number}", clean(value or ""), entry[names[group]] if group is not None else None)
