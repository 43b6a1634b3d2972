"""Running headers, footers and page numbers: told by where they stand and that they come again."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ...documents import Block
from ...documents.lines import is_page_number
from .lines import PrintedLine

_MARGIN = 0.13
"""Share of a page's height in which headers and footers stand."""
_OUTERMOST = 3
"""Lines at either edge of a page that may belong to them."""
_REPEATS = 3
_SAME_HEIGHT = 0.02
_SET_OFF = 1.2
"""Distance between a bare number and the text, as a multiple of that of lines."""
_DIGITS = re.compile(r"[\d\s]+")


def split_running(
    pages: Sequence[Sequence[PrintedLine]],
) -> tuple[list[list[PrintedLine]], list[PrintedLine]]:
    """Each page's own lines, and what is set aside."""
    edges = [_edge_lines(lines) for lines in pages]
    aside = _repeated(edges, len(pages)) | {
        id(line) for lines, edge in zip(pages, edges, strict=True) for line in edge if _is_number(line, lines)
    }
    own = [[line for line in lines if id(line) not in aside] for lines in pages]
    return own, [line for lines in pages for line in lines if id(line) in aside]


def noise_blocks(aside: Sequence[PrintedLine]) -> list[Block]:
    """Set-aside lines, each wording once, with the pages on which it stands."""
    found: dict[str, list[PrintedLine]] = defaultdict(list)
    for line in aside:
        found[_key(line.text)].append(line)
    blocks = []
    for lines in found.values():
        first, last = min(line.page for line in lines), max(line.page for line in lines)
        blocks.append(Block(lines[0].text, f"page {first}" if first == last else f"pages {first}-{last}", "noise"))
    return blocks


def _key(text: str) -> str:
    return _DIGITS.sub("", text)


def _edge_lines(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Of a page, those in the margins."""
    high = sorted((line for line in lines if line.height > 1 - _MARGIN), key=lambda line: -line.height)
    low = sorted((line for line in lines if line.height < _MARGIN), key=lambda line: line.height)
    return high[:_OUTERMOST] + low[:_OUTERMOST]


def _repeated(edges: Sequence[Sequence[PrintedLine]], pages: int) -> set[int]:
    """Lines of the margins with one wording, size and height on enough pages."""
    enough = _REPEATS if pages >= 2 * _REPEATS else max(2, (pages + 1) // 2)
    found: dict[tuple[str, bool, int], list[PrintedLine]] = defaultdict(list)
    for edge in edges:
        for line in edge:
            found[_key(line.text), line.height > 0.5, round(line.size)].append(line)
    repeated: set[int] = set()
    for lines in found.values():
        usual = median(line.height for line in lines)
        level = [line for line in lines if abs(line.height - usual) <= _SAME_HEIGHT]
        if len({line.page for line in level}) >= enough:
            repeated.update(map(id, level))
    return repeated


def _is_number(line: PrintedLine, lines: Sequence[PrintedLine]) -> bool:
    """A page number; one without any ornament must stand apart from the text, of which it may be the last figure."""
    if not is_page_number(line.text):
        return False
    if not line.text.isalnum():
        return True
    bases = sorted(other.base for other in lines if other is not line)
    steps = [step for low, high in pairwise(bases) if (step := high - low) > 0.5 * line.size]
    usual = median(steps) if len(steps) > 3 else 1.5 * line.size
    return min((abs(line.base - base) for base in bases), default=2 * usual) >= _SET_OFF * usual
