"""Definitions of lists (numbering.xml; ECMA-376 part 1, 17.9)."""

import re
from dataclasses import dataclass, field

from .markup import FALLBACK, Element, W, child, flag, number, value

LEVELS = 9
LARGEST = 1_000_000
_LONGEST_PATTERN = 40
_CUSTOM = re.compile(r"\s*(0{0,9})1\s*,")
_SYMBOL_FONTS = ("symbol", "wingdings", "webdings", "marlett", "zapfdingbats")


@dataclass(frozen=True, slots=True)
class Level:
    start: int = 1
    style: str = "decimal"
    """A format of `numerals`."""
    width: int = 0
    """Zeros fill the number up to it."""
    pattern: str = ""
    legal: bool = False
    """The numbers of all levels in it are written in decimal digits."""
    tight: bool = False
    """Nothing stands between number and text."""
    restart: int | None = None
    """It restarts after levels up to this (1-based); 0 is never, None after any above it."""


@dataclass(slots=True)
class Abstract:
    """A definition, with how far the lists that share it have counted, by level."""

    levels: dict[int, Level]
    linked: dict[str, int]
    """Level by the id of the paragraph style that is bound to it."""
    style_link: str | None
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class NumberedList:
    """A list of the document: a definition by id, and what it changes of it."""

    abstract: str
    levels: dict[int, Level]
    """Redefined ones."""
    starts: dict[int, int]
    used: set[int] = field(default_factory=set)
    """Levels that have been counted in it."""


def read_abstract(element: Element) -> Abstract:
    levels: dict[int, Level] = {}
    linked: dict[str, int] = {}
    for part in element.iterchildren(W + "lvl"):
        at = number(part.get(W + "ilvl"))
        if at is not None and 0 <= at < LEVELS:
            levels[at] = _level(part)
            style = value(part, "pStyle")
            if style:
                linked.setdefault(style, at)
    return Abstract(levels, linked, value(element, "numStyleLink"))


def read_list(element: Element) -> NumberedList:
    levels: dict[int, Level] = {}
    starts: dict[int, int] = {}
    for part in element.iterchildren(W + "lvlOverride"):
        at = number(part.get(W + "ilvl"))
        if at is None or not 0 <= at < LEVELS:
            continue
        redefined, start = child(part, "lvl"), number(value(part, "startOverride"))
        if redefined is not None:
            levels[at] = _level(redefined)
        if start is not None:
            starts[at] = min(max(start, 0), LARGEST)
    return NumberedList(value(element, "abstractNumId") or "", levels, starts)


def _level(element: Element) -> Level:
    form = element.find(W + "numFmt")
    if form is None:  # formats that old programs do not know are stored twice
        form = element.find(f".//{FALLBACK}/{W}numFmt")
    style = "decimal" if form is None else form.get(W + "val", "decimal")
    custom = _CUSTOM.match(form.get(W + "format", "")) if style == "custom" else None
    pattern = (value(element, "lvlText") or "")[:_LONGEST_PATTERN]
    start = number(value(element, "start"))
    return Level(
        start=1 if start is None else min(max(start, 0), LARGEST),
        style=style,
        width=len(custom[1]) + 1 if custom else 0,
        pattern=_bullet(pattern, element) if style == "bullet" else pattern,
        legal=flag(element, "isLgl") or False,
        tight=value(element, "suff") == "nothing",
        restart=number(value(element, "lvlRestart")),
    )


def _bullet(character: str, element: Element) -> str:
    """A character of a symbol font is a letter or nothing at all without the font."""
    fonts = child(element, "rPr", "rFonts")
    font = "" if fonts is None else (fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or "").lower()
    symbol = font.startswith(_SYMBOL_FONTS) or any("\ue000" <= ch <= "\uf8ff" for ch in character)
    return "•" if character.strip() and (symbol or character.isalnum()) else character.strip()
