"""The heading tree: which headings are open above each paragraph.

The same rules serve twice: before the model, with headings guessed from form (the windows show the model its open
headings), and after it, with headings as the model decided (what the user reads).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .model import Numbering

# An unnumbered heading stands below 一、 and above （一）: it groups the items that follow it.
UNNUMBERED = Numbering("none", 2, 0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the outline needs to know of a paragraph."""

    text: str
    article: int
    is_heading: bool
    numbering: Numbering | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands: `level` 0 for text, 1.. for headings; `path` the open headings above it."""

    level: int
    path: tuple[str, ...]


def build_outline(entries: Iterable[Entry]) -> list[Place]:
    """Place every paragraph in its article's heading tree.

    Documents use number schemes in orders of their own (1、 above （一） is common). A scheme that first appears
    directly below another heading ranks below that heading's scheme; otherwise the customary ranks decide.
    """
    places: list[Place] = []
    tree = _Tree()
    article: int | None = None
    for entry in entries:
        if entry.article != article:
            tree, article = _Tree(), entry.article
        if entry.is_heading:
            path = tree.open(entry.numbering or UNNUMBERED, entry.text)
            places.append(Place(len(path) + 1, path))
        else:
            places.append(Place(0, tree.text(entry.numbering)))
    return places


class _Tree:
    """The open headings of one article, and the order of number schemes it has shown so far."""

    def __init__(self) -> None:
        self._stack: list[tuple[str, str]] = []
        self._order: list[Numbering] = []
        self._after_heading = False

    def open(self, numbering: Numbering, text: str) -> tuple[str, ...]:
        """Open a heading; returns the headings above it."""
        depth = self._depth(numbering)
        while self._stack and self._known(self._stack[-1][0]) >= depth:
            self._stack.pop()
        path = self._path()
        self._stack.append((numbering.scheme, text))
        self._after_heading = True
        return path

    def text(self, numbering: Numbering | None) -> tuple[str, ...]:
        """Pass a paragraph of text; a numbered one ends the headings of its own scheme (its earlier siblings)."""
        schemes = [scheme for scheme, _ in self._stack]
        if numbering is not None and numbering.scheme in schemes:
            del self._stack[schemes.index(numbering.scheme) :]
        self._after_heading = False
        return self._path()

    def _depth(self, numbering: Numbering) -> int:
        known = self._known(numbering.scheme)
        if known >= 0:
            return known
        if self._after_heading and numbering.ordinal <= 1 and self._stack:
            depth = self._known(self._stack[-1][0]) + 1
        else:
            deeper = (n for n, scheme in enumerate(self._order) if scheme.rank > numbering.rank)
            depth = next(deeper, len(self._order))
        self._order.insert(depth, numbering)
        return depth

    def _known(self, scheme: str) -> int:
        return next((n for n, known in enumerate(self._order) if known.scheme == scheme), -1)

    def _path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._stack)
