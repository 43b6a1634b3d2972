"""Two columns of text on a page: found by the gutter between them."""

from bisect import bisect_right
from collections.abc import Sequence
from statistics import median

from .runs import Run

_FEWEST_ROWS = 8
_FEWEST_BESIDE = 3
"""Rows of a column that the end of the text cuts short."""
_BINS = 200
_MIDDLE = (0.3, 0.7)
_NARROWEST = 0.5
"""In font sizes; marks that hang over the margin narrow a gutter."""
_ACROSS = 0.3
"""Share of the lines that may cross a gutter: titles, tables."""
_HANGING = 0.03
"""Share of the lines that may reach into a gutter from one side."""
_ALIKE = 0.7
"""Width of the narrower column, as a share of the other's."""
_FILLED = 0.6
"""Lines of a column are as wide as the column; cells of a table are not."""


Gutter = tuple[float, float]
"""Left and right edge of the empty strip between two columns."""


def find_gutter(runs: Sequence[Run], before: Gutter | None) -> Gutter | None:
    """The gutter of a page, or None; `before` is that of the page before, which may go on."""
    found = _gutter(runs)
    if found is None and before and runs and sum(_crosses(run, before) for run in runs) <= _ACROSS * len(runs):
        return before
    return found


def in_columns(runs: Sequence[Run], gutter: Gutter | None) -> list[tuple[int, list[Run]]]:
    """Runs grouped in reading order, each group with its column: 0 across the page, 1 left, 2 right."""
    if gutter is None:
        return [(0, list(runs))]
    middle = sum(gutter) / 2
    across = sorted((run for run in runs if _crosses(run, gutter)), key=lambda run: -run.base)
    floors = [-run.base for run in across]
    bands: list[tuple[list[Run], list[Run]]] = [([], []) for _ in range(len(across) + 1)]
    for run in runs:
        if not _crosses(run, gutter):
            bands[bisect_right(floors, -run.base)][run.middle > middle].append(run)
    groups: list[tuple[int, list[Run]]] = []
    full: list[Run] = []
    for band, above in zip(bands, [None, *across], strict=True):
        full += [above] if above else []
        if any(band):
            groups += [(0, full), (1, band[0]), (2, band[1])]
            full = []
    return [(column, group) for column, group in [*groups, (0, full)] if group]


def _crosses(run: Run, gutter: Gutter) -> bool:
    return run.left < gutter[0] and run.right > gutter[1]


def _gutter(runs: Sequence[Run]) -> Gutter | None:
    """The empty strip between two columns that are both filled with text."""
    if len(runs) < _FEWEST_ROWS + _FEWEST_BESIDE:
        return None
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    step = (right - left) / _BINS
    size = median(run.size for run in runs)
    if step <= 0:
        return None
    covered = [0] * _BINS
    for run in runs:
        for at in range(max(0, int((run.left - left) / step)), min(_BINS, int((run.right - left) / step) + 1)):
            covered[at] += 1
    first, last = (int(_BINS * share) for share in _MIDDLE)
    fewest = min(covered[first : last + 1])
    if fewest > _ACROSS * max(covered):
        return None
    limit = fewest + _HANGING * max(covered)
    best, start = (0, 0), None
    for at in range(first, last + 1):
        if covered[at] <= limit:
            start = at if start is None else start
            best = max(best, (at + 1 - start, start))
        else:
            start = None
    bins, start = best
    gutter = (left + start * step, left + (start + bins) * step)
    if bins * step < _NARROWEST * size:
        return None
    (rows, width), (others, beside) = (_extent(side) for side in _sides(runs, gutter))
    alike = min(width, beside) >= _ALIKE * max(width, beside)
    return gutter if alike and max(rows, others) >= _FEWEST_ROWS and min(rows, others) >= _FEWEST_BESIDE else None


def _sides(runs: Sequence[Run], gutter: Gutter) -> tuple[list[Run], list[Run]]:
    beside = [run for run in runs if not _crosses(run, gutter)]
    middle = sum(gutter) / 2
    return [run for run in beside if run.middle <= middle], [run for run in beside if run.middle > middle]


def _extent(side: Sequence[Run]) -> tuple[int, float]:
    """Number of lines of a side of the page, and their width; no lines unless most of them fill it."""
    rows: dict[int, list[Run]] = {}
    size = median(run.size for run in side) if side else 1.0
    for run in side:
        rows.setdefault(round(run.base / (0.5 * size)), []).append(run)
    widths = [sum(run.right - run.left for run in row) for row in rows.values()]
    widest = max(widths, default=0.0)
    full = sum(width >= _FILLED * widest for width in widths)
    return (len(rows) if full >= 0.5 * len(rows) else 0), widest
