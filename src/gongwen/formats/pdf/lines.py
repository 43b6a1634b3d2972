"""Glyphs → printed lines in reading order.

Glyphs that follow each other on a base line are a run. Where a clear gutter parts the runs, the page has two columns,
which are read one after the other between lines that cross it. Runs of a column side by side are a line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .characters import joined
from .columns import Gutter, find_gutter, in_columns
from .glyphs import Edges, Frame
from .runs import BLANK, Run, parted, runs_of, woven

_SPREAD = 4
"""Single characters from which on a line is taken for one word set wide."""
_OVER = 0.2
"""Overlap, in font sizes, from which on runs lie over each other."""
_APART = 2.0
"""Gap, in font sizes, that sets off cells of a table or entries at tab stops."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as printed. Lengths in points; heights grow upwards."""

    text: str
    left: float
    right: float
    base: float
    size: float
    """Font size of most of it."""
    page: int
    """1-based."""
    edges: Edges
    """Of its page, turned as the line is."""
    column: int
    """0 on a page set in one column and for lines across both; else 1 or 2."""
    apart: bool
    """Consists of pieces far apart, as a row of a table does."""

    @property
    def height(self) -> float:
        """Of the base line above the lower edge, as a share of the page."""
        return (self.base - self.edges.bottom) / max(self.edges.top - self.edges.bottom, 1.0)


def printed_lines(frame: Frame, page: int, gutter: Gutter | None = None) -> tuple[list[PrintedLine], Gutter | None]:
    """The lines of a frame in reading order, and the gutter between its columns.

    Args:
        gutter: of the page before, which shows where columns may be that are too short to tell.
    """
    runs = runs_of(frame.glyphs)
    gutter = find_gutter(runs, gutter)
    found = (
        _line(row, page, frame.edges, column) for column, group in in_columns(runs, gutter) for row in _rows(group)
    )
    return [line for line in found if line.text], gutter


def _rows(runs: Sequence[Run]) -> list[list[Run]]:
    """Runs side by side, from the top down; each row from left to right."""
    rows: list[list[Run]] = []
    tallest: list[Run] = []
    for run in sorted(runs, key=lambda run: (-run.base, run.left)):
        at = next((at for at in range(len(rows) - 1, max(-1, len(rows) - 4), -1) if _level(run, tallest[at])), None)
        if at is None:
            rows.append([run])
            tallest.append(run)
        else:
            rows[at].append(run)
            tallest[at] = max(tallest[at], run, key=lambda run: run.size)
    return [sorted(row, key=lambda run: run.left) for row in rows]


def _level(first: Run, second: Run) -> bool:
    """Whether two runs stand at one height, a raised number beside its text included."""
    low = max(first.base - 0.12 * first.size, second.base - 0.12 * second.size)
    high = min(first.base + 0.88 * first.size, second.base + 0.88 * second.size)
    return high - low >= 0.55 * min(first.size, second.size)


def _line(row: Sequence[Run], page: int, edges: Edges, column: int) -> PrintedLine:
    if any(after.left < before.right - _OVER * before.size for before, after in pairwise(row)):
        row = [woven(row)]
    main = max(row, key=lambda run: len(run.text))
    spread = len(row) >= _SPREAD and sum(len(run.text) == 1 for run in row) > len(row) / 2
    text, reach, apart = row[0].text, row[0].right, False
    for run in row[1:]:
        gap = (run.left - reach) / main.size
        text += (" " if parted(text[-1], run.text[0], gap, _APART if spread else BLANK) else "") + run.text
        apart |= gap > _APART
        reach = max(reach, run.right)
    return PrintedLine(joined(text).strip(), row[0].left, reach, main.base, main.size, page, edges, column, apart)
