"""Where rows stand in their text: the lines of characters, and whether both still fit.

Lines have numbers as editors count them. What else breaks a line (a form feed, U+2028) parts paragraphs as well, so
several lines may have one number: characters tell them apart.
"""

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from ..documents.lines import split_lines
from ..errors import DataError
from .rows import Row

_LINE_END = re.compile(r"\r\n|\n|\r")


class Places:
    """The lines of one text.

    Attributes:
        lines: those that are not blank, in order.
    """

    def __init__(self, text: str) -> None:
        self.lines = split_lines(text)
        self._length = len(text)
        self._ends = [match.end() for match in _LINE_END.finditer(text)]
        self._numbers = [line.number for line in self.lines]
        self._first = [line.start for line in self.lines]
        self._last = [line.end for line in self.lines]

    def place(self, row: Row) -> Row:
        """The row with its lines.

        Raises:
            DataError: it points outside the text or at a blank line; or its characters are others than its lines, or,
                where it has no lines, begin or end in the midst of one: then the text was edited since.
        """
        first, last = row.lines if row.span is None else self._of_span(row, row.span)
        total = len(self._ends) + 1
        if last > total:
            raise DataError(f"{row.where}: line {last} is outside {row.source}, which has {total} lines")
        placed = replace(row, line=first, end_line=last)
        held = self.held(placed)
        if not held or self._numbers[held.start] != first:
            raise DataError(f"{row.where}: line {first} of {row.source} is blank")
        return placed

    def held(self, row: Row) -> range:
        """Which of `lines` a placed row takes."""
        if row.span is not None:
            return range(bisect_right(self._last, row.span[0]), bisect_left(self._first, row.span[1]))
        first, last = row.lines
        return range(bisect_left(self._numbers, first), bisect_right(self._numbers, last))

    def _of_span(self, row: Row, span: tuple[int, int]) -> tuple[int, int]:
        start, end = span
        said = f"{row.where}: offsets {start}:{end}"
        if not 0 <= start < end <= self._length:
            raise DataError(f"{said} are outside {row.source}, which has {self._length} characters")
        lines = bisect_right(self._ends, start) + 1, bisect_right(self._ends, end) + 1
        if row.line is not None:
            if lines != row.lines:
                raise DataError(
                    f"{said} take lines {lines[0]}-{lines[1]} of {row.source}, "
                    f"but the row says {row.line}-{row.end_line}; was the text edited?"
                )
            return lines
        held = self.held(row)
        if not held or (self._first[held.start], self._last[held.stop - 1]) != span:
            raise DataError(
                f"{said} begin or end in the midst of a line of {row.source}, as no paragraph does; was it edited?"
            )
        return lines
