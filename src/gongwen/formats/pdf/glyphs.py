"""A page of a PDF → its glyphs, each with its place.

Works on PDFium's C interface, which is the same in pypdfium2 4 and 5.
"""

import ctypes
import math
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from .characters import is_garbage, printed

_UPRIGHT = 8
"""Degrees that text may lean and still count as set along an axis of the page."""
_FARTHEST = 20_000.0
"""Largest coordinate, in points, that a page can have (PDF 1.7, annex C, gives 14,400)."""
_BLANK = 32
_SAMPLE = 4
"""One character in so many is asked whether its font has a Unicode for it."""


_Placed = tuple[str, float, float, float, float, float, float, float]
"""Character, left, bottom, right and top of its box, its origin and size, as the page has them."""


class Glyph(NamedTuple):
    """A character as printed, in a frame turned so that its line runs to the right. Lengths in points."""

    text: str
    left: float
    right: float
    base: float
    """Height of the base line; larger is higher on the page."""
    size: float


class Edges(NamedTuple):
    """Of a page, in points."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The glyphs of a page that run in one direction, in the order of the file, and the page's edges seen that way."""

    slanted: bool
    """Neither across nor up nor down the page: a stamp or watermark."""
    edges: Edges
    glyphs: list[Glyph]


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What stands on a page: frames, that with most glyphs first."""

    frames: list[Frame]
    count: int
    garbage: int
    """Of `count`, those for which the fonts give no Unicode."""


def read_glyphs(page: Any, textpage: Any) -> Glyphs:
    """The glyphs of a page. Blanks that PDFium guesses, and what lies outside the page, are left out."""
    raw = textpage.raw
    left, bottom, right, top = edges = edges_of(page)
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    turned: dict[int, list[_Placed]] = defaultdict(list)
    count = garbage = 0
    for at in range(max(0, pdfium.FPDFText_CountChars(raw))):
        code = pdfium.FPDFText_GetUnicode(raw, at)
        text = printed(code)
        if not text:
            garbage += is_garbage(code)
            count += is_garbage(code)
            continue
        if code == _BLANK and pdfium.FPDFText_IsGenerated(raw, at) == 1:
            continue
        if not (
            pdfium.FPDFText_GetLooseCharBox(raw, at, box)
            and pdfium.FPDFText_GetCharOrigin(raw, at, x, y)
            and pdfium.FPDFText_GetMatrix(raw, at, matrix)
        ):
            continue
        if not (left <= (box.left + box.right) / 2 <= right and bottom <= (box.bottom + box.top) / 2 <= top):
            continue  # NaN as well
        size = pdfium.FPDFText_GetFontSize(raw, at) * math.hypot(matrix.c, matrix.d)
        size = size if 0.5 < size < _FARTHEST else max(box.top - box.bottom, 1.0)
        if not text.isspace():
            count += 1
            unmapped = at % _SAMPLE == 0 and pdfium.FPDFText_HasUnicodeMapError(raw, at) == 1
            garbage += _SAMPLE if unmapped else is_garbage(code)
        angle = _angle(matrix.a, matrix.b)
        turned[angle].append((text, box.left, box.bottom, box.right, box.top, x.value, y.value, size))
    frames = []
    for angle, glyphs in sorted(turned.items(), key=lambda item: -len(item[1])):
        if angle == 0 and _runs_down(glyphs):
            frames.append(_frame(270, glyphs, edges, centred=True))
        else:
            frames.append(_frame(angle, glyphs, edges))
    return Glyphs(frames, count, min(garbage, count))


def edges_of(page: Any) -> Edges:
    """Left, bottom, right and top of a page."""
    box = pdfium.FS_RECTF()
    if pdfium.FPDF_GetPageBoundingBox(page.raw, box) and box.right > box.left and box.top > box.bottom:
        return Edges(box.left, box.bottom, min(box.right, box.left + _FARTHEST), min(box.top, box.bottom + _FARTHEST))
    return Edges(0.0, 0.0, 595.0, 842.0)


@lru_cache(maxsize=256)
def _angle(a: float, b: float) -> int:
    """Direction of a line in degrees: a multiple of 90 where nearly so, else rounded to 15."""
    angle = math.degrees(math.atan2(b, a)) % 360
    right = round(angle / 90) * 90
    return (right if abs(angle - right) <= _UPRIGHT else round(angle / 15) * 15 + 1) % 360


def _runs_down(glyphs: list[_Placed]) -> bool:
    """Whether upright glyphs follow each other down the page, as in books printed the old way."""
    down = across = 0
    for before, after in pairwise(islice(glyphs, 500)):
        size = after[7]
        down += abs(after[5] - before[5]) < 0.3 * size and 0.7 * size < before[6] - after[6] < 1.5 * size
        across += abs(after[6] - before[6]) < 0.3 * size
    return down > 20 and down > 3 * across


def _frame(
    angle: int,
    glyphs: list[_Placed],
    edges: Edges,
    centred: bool = False,
) -> Frame:
    """Turned by `angle` clockwise. `centred`: the base line is the middle of the glyphs."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    cos, sin = (round(cos), round(sin)) if angle % 90 == 0 else (cos, sin)

    def turn(x0: float, y0: float, x1: float, y1: float) -> Edges:
        across = [x * cos + y * sin for x in (x0, x1) for y in (y0, y1)]
        up = [y * cos - x * sin for x in (x0, x1) for y in (y0, y1)]
        return Edges(min(across), min(up), max(across), max(up))

    turned = []
    for text, x0, y0, x1, y1, x, y, size in glyphs:
        left, low, right, high = turn(x0, y0, x1, y1) if angle else (x0, y0, x1, y1)
        base = (low + high) / 2 - size * 0.38 if centred else y * cos - x * sin
        turned.append(Glyph(text, left, right, base, size))
    return Frame(angle % 90 != 0, turn(*edges), turned)
