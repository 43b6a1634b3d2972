"""Parquet files, a group of rows at a time and only the columns needed."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from ...documents import Document
from ...errors import Fault, MissingExtraError, ReadError
from ..base import ReadOptions, Source
from ..read import describe
from ..unzip import Budget
from .columns import find_columns
from .rows import Row, clean, documents, row_name

_BATCH = 256


def read_parquet(source: Source, options: ReadOptions) -> Iterator[Document | ReadError]:
    """A document per row (or group of rows), counted from 1.

    Raises:
        ReadError: pyarrow is not installed; the file is damaged or unpacks to too much; no column with texts; no text.
    """
    try:
        arrow, parquet = import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        reason = f"{MissingExtraError('reading parquet', 'parquet', 'pyarrow')}"
        raise ReadError(source.name, reason, Fault.NEEDS_EXTRA) from error
    try:
        file = parquet.ParquetFile(arrow.BufferReader(source.data))
        names, types = list(file.schema_arrow.names), list(file.schema_arrow.types)
        sizes = [file.metadata.row_group(at).total_byte_size for at in range(file.metadata.num_row_groups)]
    except Exception as error:  # Arrow's own, and Python's, for damage of every kind
        raise ReadError(source.name, f"is a damaged parquet file ({describe(error)})", Fault.DAMAGED) from error
    Budget(options.most_unpacked).spend(sum(map(abs, sizes)), source.name)
    text, group = find_columns([clean(name) for name in names], options, source.name)
    if not _holds_text(arrow, types[text]):
        reason = f"its column {names[text]!r} holds {types[text]}, not text; name another with --text-column NAME"
        raise ReadError(source.name, reason, Fault.NO_TEXT_COLUMN)
    wanted = list(dict.fromkeys([names[text], *([names[group]] if group is not None else [])]))
    rows = _rows(file, wanted, names[group] if group is not None else None, source.name)
    yield from documents(rows, source.name, "parquet", grouped=group is not None)


def _rows(file: Any, wanted: list[str], group: str | None, name: str) -> Iterator[Row | ReadError]:
    """Row groups stand by themselves: one that is damaged does not cost the next."""
    first = 1
    for at in range(file.metadata.num_row_groups):
        number, last = first, first + file.metadata.row_group(at).num_rows - 1
        batches = file.iter_batches(_BATCH, row_groups=[at], columns=wanted, use_threads=False)
        while True:
            try:
                batch = next(batches)
                texts = batch.column(batch.schema.names.index(wanted[0]))
                groups = batch.column(batch.schema.names.index(group)) if group is not None else None
            except StopIteration:
                break
            except Exception as error:
                reason = f"rows {number} to {last} are damaged ({describe(error)})"
                yield ReadError(row_name(name, number, last), reason, Fault.DAMAGED)
                break
            for offset in range(len(texts)):
                yield _row(number, texts[offset], groups[offset] if groups is not None else None, name)
                number += 1
        first = last + 1


def _row(number: int, text: Any, group: Any, name: str) -> Row | ReadError:
    try:
        value = text.as_py()
        value = value.decode() if isinstance(value, bytes) else value or ""
        return Row(number, f"row {number}", clean(value), group.as_py() if group is not None else None)
    except Exception as error:
        return ReadError(row_name(name, number), f"row {number} is damaged ({describe(error)})", Fault.DAMAGED)


def _holds_text(arrow: Any, kind: Any) -> bool:
    types = arrow.types
    if types.is_dictionary(kind):
        kind = kind.value_type
    checks = (
        types.is_string, types.is_large_string, types.is_binary, types.is_large_binary, types.is_null,
        getattr(types, "is_string_view", types.is_null), getattr(types, "is_binary_view", types.is_null),
    )  # fmt: skip
    return any(check(kind) for check in checks)
