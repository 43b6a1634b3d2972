"""The heading tree: which headings are open above each paragraph.

The same rules serve twice: before the model, with headings guessed from form (the windows show the model its open
headings), and after it, with headings as the model decided (what the user reads).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .model import Numbering

UNNUMBERED = "unnumbered"
UNNUMBERED_RANK = 2
"""An unnumbered heading stands below 一、 and above （一）: it groups the items that follow it."""


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

    Documents use number schemes in orders of their own (1、 above （一） is common). A scheme that first appears at its
    first number belongs below the headings then open; otherwise the customary ranks decide.
    """
    places: list[Place] = []
    tree = _Tree()
    article: int | None = None
    for entry in entries:
        if entry.article != article:
            tree, article = _Tree(), entry.article
        if entry.is_heading:
            path = tree.open(entry.numbering, entry.text)
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

    def open(self, numbering: Numbering | None, text: str) -> tuple[str, ...]:
        """Open a heading; returns the headings above it."""
        if numbering is None:
            self._make_room_for_unnumbered()
        else:
            self._make_room(numbering)
        path = self._path()
        self._stack.append((numbering.scheme if numbering else UNNUMBERED, text))
        self._after_heading = True
        return path

    def text(self, numbering: Numbering | None) -> tuple[str, ...]:
        """Pass a paragraph of text; a numbered one ends the headings of its own scheme (its earlier siblings).

        A list that starts again at 1 inside a deeper heading is a list of its own and ends nothing above it.
        """
        schemes = [scheme for scheme, _ in self._stack]
        if numbering is not None and numbering.scheme in schemes:
            at = schemes.index(numbering.scheme)
            if numbering.ordinal > 1 or at == len(schemes) - 1:
                del self._stack[at:]
        self._after_heading = False
        return self._path()

    def _make_room(self, numbering: Numbering) -> None:
        depth = self._known(numbering.scheme)
        if depth < 0:
            depth = self._new_depth(numbering)
            self._order.insert(depth, numbering)
        while self._stack:
            scheme = self._stack[-1][0]
            if scheme == UNNUMBERED:
                # A numbered list may stand below an unnumbered heading, but 一、 and above never do.
                if self._after_heading and numbering.ordinal <= 1 and numbering.rank > UNNUMBERED_RANK:
                    return
            elif self._known(scheme) < depth:
                return
            self._stack.pop()

    def _new_depth(self, numbering: Numbering) -> int:
        """Where a scheme belongs that this article has not shown yet: below the open headings if it starts at 1."""
        numbered = [scheme for scheme, _ in self._stack if scheme != UNNUMBERED]
        if numbered and numbering.ordinal <= 1:
            return self._known(numbered[-1]) + 1
        return next((n for n, known in enumerate(self._order) if known.rank > numbering.rank), len(self._order))

    def _make_room_for_unnumbered(self) -> None:
        schemes = [scheme for scheme, _ in self._stack]
        if UNNUMBERED in schemes:
            del self._stack[schemes.index(UNNUMBERED) :]
        elif not self._after_heading:
            while self._stack and self._rank(self._stack[-1][0]) > UNNUMBERED_RANK:
                self._stack.pop()

    def _rank(self, scheme: str) -> int:
        return self._order[self._known(scheme)].rank

    def _known(self, scheme: str) -> int:
        return next((n for n, known in enumerate(self._order) if known.scheme == scheme), -1)

    def _path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._stack)
