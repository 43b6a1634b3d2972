"""Which column holds the texts."""

from collections.abc import Sequence

from ...errors import Fault, ReadError
from ..base import ReadOptions

USUAL = ("text", "content", "body", "正文", "内容", "文本", "全文", "段落", "原文")
_MOST_LISTED = 20


def find_column(names: Sequence[str], wanted: str | None) -> int | None:
    """Place of the column called `wanted`, or of the first of `USUAL` there is. Case and blanks around do not count."""
    if wanted in names:
        return names.index(wanted)
    plain = [_plain(name) for name in names]
    return next((plain.index(name) for name in ((_plain(wanted),) if wanted else USUAL) if name in plain), None)


def find_columns(names: Sequence[str], options: ReadOptions, table: str) -> tuple[int, int | None]:
    """Places of the column of texts and of the one to group by.

    Raises:
        ReadError: one of them is missing.
    """
    text = find_column(names, options.text_column)
    if text is None:
        raise no_text_column(names, options, table)
    if options.group_column is None:
        return text, None
    group = find_column(names, options.group_column)
    if group is None:
        raise ReadError(
            table,
            f"has no column {options.group_column!r} to group by{_found(names)}; name one of them",
            Fault.NO_TEXT_COLUMN,
        )
    return text, group


def no_text_column(names: Sequence[str], options: ReadOptions, table: str) -> ReadError:
    missing = f"has no column {options.text_column!r}" if options.text_column else "has no column known to hold texts"
    return ReadError(table, f"{missing}{_found(names)}; name it with --text-column NAME", Fault.NO_TEXT_COLUMN)


def _plain(name: str) -> str:
    return name.strip().strip("\ufeff").strip().casefold()


def _found(names: Sequence[str]) -> str:
    shown = [" ".join(name.split())[:30] for name in names if name.strip()]
    if not shown:
        return " (it has no named columns)"
    more = f" and {len(shown) - _MOST_LISTED} more" if len(shown) > _MOST_LISTED else ""
    return f" (found: {', '.join(shown[:_MOST_LISTED])}{more})"
