"""A page → the pieces of text that stand as blocks of their own on the screen."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from ...documents.numbering import parse_numbering
from .lists import List
from .markup import DROPPED, HEADINGS, count_letters, is_block, is_link, keeps_space
from .page import Page

# Noncharacters, which no text may hold, stand for what collapsing must not touch.
_BREAK, _SPACE, _TAB = "\ufdd0", "\ufdd1", "\ufdd2"
_MARKS = re.compile(f"[{_BREAK}{_SPACE}{_TAB}]")
_UNMARKED = str.maketrans({_BREAK: "\n", _SPACE: " ", _TAB: "\t"})
_MARKED = str.maketrans({"\n": _BREAK, "\f": _BREAK, " ": _SPACE, "\t": _TAB})
_UNSEEN = dict.fromkeys([*range(9), 11, *range(14, 32), 127, *range(0xFDD0, 0xFDF0)])
_UNSEEN_RUN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufdd0-\ufdef]")
_WIDE = "\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
# A line break in the source is no blank between two ideographs (CSS Text 3, segment break transformation).
_WRAP = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n\f][ \t\r\n\f]*(?=[{_WIDE}])")
_WHITE = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK = re.compile(rf" ?{_BREAK} ?")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\xad"


class Place:
    """An element on the way down from the root, and what it hands down to those in it."""

    __slots__ = ("block", "counts", "heading", "ident", "kept", "link", "list", "noise", "parent", "position", "tag")

    def __init__(self, element: Any, parent: "Place | None", page: Page) -> None:
        tag, style = element.tag, element.get("style")
        self.tag, self.parent, self.ident = tag, parent, element.get("id")
        self.counts: dict[str, int] = {}
        self.position = 1
        if parent is not None:
            self.position = parent.counts[tag] = parent.counts.get(tag, 0) + 1
        self.block = is_block(tag, style)
        self.heading: str = tag if tag in HEADINGS else parent.heading if parent else ""
        self.kept: bool = keeps_space(tag, style) or (parent is not None and parent.kept)
        self.noise: bool = element in page.furniture or (parent is not None and parent.noise)
        self.link: bool = parent is not None and parent.link
        if tag == "a" and is_link(element, bool(self.heading)):
            self.link = True
        self.list: List | None = List(element) if tag in ("ol", "ul", "menu") else parent.list if parent else None


@dataclass(slots=True)
class Piece:
    """Text of one block element, up to the next block in it; ``linked`` of its ``letters`` stand in ``links`` links."""

    text: str
    place: Place
    letters: int
    linked: int
    links: int


class _Pieces:
    """Collects text until a block begins or ends."""

    def __init__(self) -> None:
        self.done: list[Piece] = []
        self._text: list[str] = []
        self._linked = self._links = 0
        self._marker = ""

    def add(self, text: str | None, place: Place) -> None:
        if not text:
            return
        if _UNSEEN_RUN.search(text):
            text = text.translate(_UNSEEN)
        if place.kept:
            text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_MARKED)
        self._text.append(text)
        if place.link:
            self._linked += count_letters(text)

    def add_break(self) -> None:
        self._text.append(_BREAK)

    def add_link(self) -> None:
        self._links += 1

    def announce(self, marker: str) -> None:
        """Put a list item's number in front of its first text."""
        self._marker += marker

    def withdraw(self) -> None:
        self._marker = ""

    def flush(self, place: Place) -> None:
        """End a piece, which belongs to the block that `place` is in."""
        if not self._text:
            return
        text = _collapse("".join(self._text))
        if text.strip().strip(_INVISIBLE).strip():
            while not place.block and place.parent is not None:
                place = place.parent
            letters = count_letters(text)
            if self._marker and parse_numbering(text.strip()) is None:  # else written out, the browser's switched off
                text = self._marker + text.lstrip(" ")
            self._marker = ""
            self.done.append(Piece(text, place, letters, self._linked, self._links))
        self._text.clear()
        self._linked = self._links = 0


def _collapse(text: str) -> str:
    """White space as it is shown. Non-breaking and full-width blanks stay: they are how Chinese pages indent."""
    text = _WHITE.sub(" ", _WRAP.sub("", text))
    if _MARKS.search(text):
        return _AROUND_BREAK.sub(_BREAK, text).strip(f" {_BREAK}").translate(_UNMARKED)
    return text.strip(" ")


def collect_pieces(page: Page) -> list[Piece]:
    """All text that is shown, in order. Goes down without recursion, however deep the page is nested."""
    pieces, place = _Pieces(), None
    walker = etree.iterwalk(page.root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            here = place = Place(element, place, page)
            if here.tag in DROPPED or element in page.hidden:
                here.block = False
                walker.skip_subtree()
                continue
            if here.block:
                pieces.flush(here.parent or here)
            if here.tag == "li" and here.list is not None:
                pieces.announce(here.list.marker(element))
            elif here.tag == "br":
                pieces.add_break()
            elif here.tag == "a" and here.link:
                pieces.add_link()
            text = element.text
            pieces.add(text.removeprefix("\n") if text and here.kept and here.block else text, here)
            continue
        here = place if place is not None else Place(element, None, page)
        place = here.parent
        if here.block:
            pieces.flush(here)
            if here.tag == "li":
                pieces.withdraw()
        if place is not None:
            pieces.add(element.tail, place)
    return pieces.done
