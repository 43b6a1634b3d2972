"""Which records are labelled already."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..data import DataFolder, Row, read_rows
from ..errors import DataError
from ..runtime.record import Record

_LINES = re.compile(r"lines? (\d+)(?:-(\d+))?")


class Labelled:
    """The places that labelled rows point at, by source.

    Documents are called in rows as the reading page calls them (`gongwen.view.sources.source_names`). Lines decide
    where both the row and the record have them, as they do in training; else the characters.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = 0
        self._lines: dict[str, set[int]] = defaultdict(set)
        self._spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row in rows:
            self.rows += 1
            span = getattr(row, "span", None)
            if (line := getattr(row, "line", None)) is not None:
                self._lines[row.source].update(range(line, (getattr(row, "end_line", None) or line) + 1))
            if span is not None:
                self._spans[row.source].append(span)
        for spans in self._spans.values():
            spans.sort()

    @classmethod
    def read(cls, paths: Sequence[Path]) -> "Labelled":
        """Rows of data folders, and of single .jsonl files.

        Raises:
            DataError: there is no such file or folder, or a row is wrong.
        """
        return cls(row for path in paths for row in _rows(path))

    @property
    def sources(self) -> list[str]:
        """Documents that have rows, sorted."""
        return sorted({*self._lines, *self._spans})

    def has(self, source: str, record: Record) -> bool:
        """Whether a row points at the record of the document `source`."""
        place = _LINES.fullmatch(record.ref)
        if place and (lines := self._lines.get(source)):
            first = int(place[1])
            return any(line in lines for line in range(first, int(place[2] or first) + 1))
        spans = self._spans.get(source)
        if not spans:
            return False
        at = bisect_right(spans, (record.start, record.end))
        return any(start < record.end and record.start < end for start, end in spans[max(0, at - 1) : at + 1])


def _rows(path: Path) -> Iterable[Row]:
    if path.is_file():
        return read_rows(path)
    if path.is_dir():
        return DataFolder(path).rows
    raise DataError(f"{path}: no such data folder, nor a .jsonl file of rows")
