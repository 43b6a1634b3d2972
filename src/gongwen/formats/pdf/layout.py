"""How a PDF is set: indents, distance of its lines, and so where paragraphs open."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from ...documents.lines import ends_sentence
from .lines import PrintedLine
from .margins import SAME_SIZE, Margins, column_key, find_margins

_INDENT = 1.2
"""Of a first line, at least, in font sizes."""
_FULL = 1.0
_RUNS_ON = 4.0
"""How far from the right margin a wrapped line may end, in font sizes: by more if it breaks off in a sentence, or
paragraphs are marked, as a number or Latin word may not have fitted."""
_HABIT = 0.08
"""Share of lines with an indent, or a gap above, that shows that paragraphs open so."""
_GAP = 1.25
"""Distance of paragraphs, as a multiple of that of lines."""
_WIDEST_INDENT = 3.0


class Layout:
    """Margins and line distance of a document, as far as its lines (without running ones) show."""

    def __init__(self, pages: Sequence[Sequence[PrintedLine]]) -> None:
        lines = [line for page in pages for line in page]
        self.size = _weighted_median((line.size, len(line.text)) for line in lines) or 12.0
        """Font size of the body text."""
        self._margins = find_margins(lines, self.size)
        self.indents = sum(self.margins(line).indent(line) >= _INDENT for line in lines) >= _HABIT * len(lines)
        """Paragraphs open with an indent."""
        indents = [self.margins(after).indent(after) for line, after in pairwise(lines) if self._runs_on(line)]
        self._hangs = sum(indent >= _INDENT for indent in indents) > 0.1 * len(indents)
        """Lists hang from their numbers, so that an indented line may go on with a sentence."""
        self._pitches = self._line_pitches(pages)
        gaps = sum(self.gap(before, line) for before, line in pairwise(lines))
        self.marked = self.indents or gaps >= _HABIT * len(lines)
        """Paragraphs open with an indent or a gap, so that a line without either goes on."""

    def margins(self, line: PrintedLine) -> Margins:
        """Of the column that a line stands in."""
        return self._margins[line.page, column_key(line)]

    def wrapped(self, line: PrintedLine) -> bool:
        """Whether a line ends where the next word had no room."""
        room = (self.margins(line).right - line.right) / line.size
        return room <= (_FULL if ends_sentence(line.text) and not self.marked else _RUNS_ON)

    def balanced(self, line: PrintedLine) -> bool:
        """Whether a line has equal room on both sides."""
        margins = self.margins(line)
        return abs((line.left - margins.left) - (margins.right - line.right)) <= 2 * line.size

    def centred(self, line: PrintedLine) -> bool:
        """Balanced, and too far in for a first line."""
        return self.balanced(line) and self.margins(line).indent(line) > _WIDEST_INDENT

    def opens(self, before: PrintedLine, line: PrintedLine) -> bool:
        """Whether geometry says that a line opens a paragraph, by an indent or a gap. `before` stands above it."""
        runs_on = self._runs_on(before)
        if self.margins(line).indent(line) >= _INDENT:
            below = abs(before.left - line.left) < 0.5 * line.size and self._full(before)
            return not (self._hangs and (runs_on or below))
        if not _neighbours(before, line):
            return False
        if max(before.size, line.size) > SAME_SIZE * min(before.size, line.size):
            return True
        return self.gap(before, line) and not runs_on

    def gap(self, before: PrintedLine, line: PrintedLine) -> bool:
        """Whether more room than usual parts two lines of a column."""
        if not _neighbours(before, line):
            return False
        return before.base - line.base > _GAP * self._pitches.get(line.page, self._pitches[0])

    def _full(self, line: PrintedLine) -> bool:
        return self.margins(line).right - line.right <= 2 * _FULL * line.size

    def _runs_on(self, line: PrintedLine) -> bool:
        """No paragraph ends in the middle of a sentence at the end of a full line."""
        return self._full(line) and not ends_sentence(line.text)

    def _line_pitches(self, pages: Iterable[Sequence[PrintedLine]]) -> dict[int, float]:
        """Distance of base lines inside paragraphs, by page; under 0 for the document."""
        all_sure: list[float] = []
        all_steps: list[float] = []
        pitches: dict[int, float] = {}
        for page in pages:
            sure = []
            for before, line in pairwise(page):
                step = before.base - line.base
                if not _neighbours(before, line) or not 0 < step < 6 * self.size:
                    continue
                all_steps.append(step)
                if self._runs_on(before) and self.margins(line).indent(line) < _INDENT:
                    sure.append(step)
            if len(sure) >= 3:
                pitches[page[0].page] = median(sure)
            all_sure += sure
        steps = sorted(all_steps)
        low = steps[len(steps) // 4] if steps else 1.5 * self.size
        pitches[0] = median(all_sure) if len(all_sure) >= 3 else low
        return pitches


def _neighbours(before: PrintedLine, line: PrintedLine) -> bool:
    return before.page == line.page and column_key(before) == column_key(line)


def _weighted_median(values: Iterable[tuple[float, int]]) -> float | None:
    ordered = sorted(values)
    half = sum(weight for _, weight in ordered) / 2
    for value, weight in ordered:
        half -= weight
        if half <= 0:
            return value
    return None
