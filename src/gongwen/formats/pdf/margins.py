"""Margins of the text on each page, by column."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from .lines import PrintedLine

SAME_SIZE = 1.15
"""Fonts whose sizes differ by less set one text."""
_WRAPPED = 0.12
"""Share of lines, at least, that reach the margin in a text with paragraphs of several lines."""

Key = tuple[int, int]
"""Width of a page and column: what shares margins."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Left and right edge of a column of text, in points."""

    left: float
    right: float

    def indent(self, line: PrintedLine) -> float:
        """In font sizes."""
        return (line.left - self.left) / line.size


def column_key(line: PrintedLine) -> Key:
    """What a line shares margins with."""
    return round(line.edges.right - line.edges.left), line.column


def find_margins(lines: Sequence[PrintedLine], size: float) -> dict[tuple[int, Key], Margins]:
    """Margins by page and column. `size` is that of the body text's font."""
    margins: dict[tuple[int, Key], Margins] = {}
    columns: dict[Key, list[PrintedLine]] = defaultdict(list)
    for line in lines:
        columns[column_key(line)].append(line)
    for key, column in columns.items():
        usual = _margins_of(column, max(2, len(column) // 16), size)
        pages: dict[int, list[PrintedLine]] = defaultdict(list)
        for line in column:
            pages[line.page].append(line)
        for page, own in pages.items():
            found = _margins_of(own, 2, size)
            shift = found.left - usual.left
            # Left and right pages may be set off from each other; a page where all is indented is not.
            moved = abs(shift - (found.right - usual.right)) < 0.5 * size and len(own) > 3
            margins[page, key] = found if moved else usual
    return margins


def _margins_of(lines: Sequence[PrintedLine], support: int, size: float) -> Margins:
    """The leftmost edge that `support` lines share, and an edge that few lines cross."""
    body = [line for line in lines if line.size <= SAME_SIZE * size] or list(lines)
    lefts = sorted(line.left for line in body)
    shared = (left for at, left in enumerate(lefts) if bisect_right(lefts, left + 0.3 * size) - at >= support)
    left = next(shared, lefts[0])
    rights = sorted(line.right for line in body)
    right = rights[int(0.95 * (len(rights) - 1))]
    if sum(line.right >= right - size for line in body) < max(2, _WRAPPED * len(body)) and not body[0].column:
        # Hardly a line is wrapped, so the widest does not show the margin; it is likely as wide as the left one.
        right = max(right, body[0].edges.right - (left - body[0].edges.left))
    return Margins(left, right)
