"""Glyphs → runs: glyphs of one line that follow each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .glyphs import Glyph

_NEXT = 0.8
"""Largest gap inside a run, in font sizes."""
BLANK = 0.9
"""Gap, in font sizes, that reads as a blank; smaller between Latin letters."""
_LATIN_BLANK = 0.2


@dataclass(slots=True)
class Run:
    """Glyphs of one line that follow each other."""

    text: str
    left: float
    right: float
    """Of the last glyph that is not blank."""
    base: float
    size: float
    reach: float
    """Right edge, blanks included."""
    blanks: str = ""
    """Read but not yet followed by a glyph."""
    pieces: list[tuple[float, float, str]] = field(default_factory=list)
    """Left and right edges of its glyphs, with the blanks read in front of each."""

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


def runs_of(glyphs: Sequence[Glyph]) -> list[Run]:
    """Runs in the order of the file, each once."""
    runs: list[Run] = []
    run: Run | None = None
    last: Glyph | None = None
    for glyph in glyphs:
        if last and glyph.text == last.text and _overprints(glyph, last):
            continue  # bold made by printing twice
        blank = glyph.text.isspace()
        if run and _follows(run, glyph):
            if blank:
                run.blanks += glyph.text
            else:
                gap = (glyph.left - run.right) / run.size
                run.text += run.blanks or (" " if parted(run.text[-1], glyph.text[0], gap) else "")
                run.text += glyph.text
                run.pieces.append((glyph.left, glyph.right, run.blanks + glyph.text))
                run.right, run.blanks = glyph.right, ""
                run.size = max(run.size, glyph.size)
            run.reach = max(run.reach, glyph.right)
        elif not blank:
            run = Run(glyph.text, glyph.left, glyph.right, glyph.base, glyph.size, glyph.right)
            run.pieces.append((glyph.left, glyph.right, glyph.text))
            runs.append(run)
        last = glyph
    return _without_doubles(runs)


def _overprints(glyph: Glyph, last: Glyph) -> bool:
    return abs(glyph.left - last.left) < 0.3 * glyph.size and abs(glyph.base - last.base) < 0.3 * glyph.size


def _follows(run: Run, glyph: Glyph) -> bool:
    size = max(run.size, glyph.size)
    level = abs(glyph.base - run.base) <= 0.25 * size and min(run.size, glyph.size) >= 0.5 * size
    return level and -0.5 * size <= glyph.left - run.reach <= _NEXT * size


def _without_doubles(runs: Sequence[Run]) -> list[Run]:
    """Without runs printed again over themselves (bold, shadow)."""
    kept: list[Run] = []
    seen: dict[str, list[Run]] = {}
    for run in runs:
        same = seen.setdefault(run.text, [])
        near = 0.3 * run.size
        if not any(abs(run.left - other.left) < near and abs(run.base - other.base) < near for other in same[-50:]):
            same.append(run)
            kept.append(run)
    return kept


def woven(row: Sequence[Run]) -> Run:
    """Runs that lie over each other as one, its glyphs in the order of their places.

    Programs print the glyphs of one font first and those of another (quotation marks, figures) into the gaps.
    """
    pieces = sorted((piece for run in row for piece in run.pieces), key=lambda piece: piece[0] + piece[1])
    main = max(row, key=lambda run: len(run.text))
    text, reach = pieces[0][2].lstrip(), pieces[0][1]
    for left, right, piece in pieces[1:]:
        blank = not piece[0].isspace() and parted(text[-1], piece[0], (left - reach) / main.size)
        text += (" " if blank else "") + piece
        reach = max(reach, right)
    return Run(text, pieces[0][0], reach, main.base, main.size, reach, pieces=pieces)


def parted(left: str, right: str, gap: float, blank: float = BLANK) -> bool:
    """Whether a gap, in font sizes, is a blank. Chinese is set wider to fill a line, Latin words are not."""
    return gap > (_LATIN_BLANK if left < "\u0250" and right < "\u0250" else blank)
