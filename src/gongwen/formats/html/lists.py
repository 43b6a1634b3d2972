"""The numbers a browser puts in front of list items, which no text of the page holds."""

import re
from typing import Any

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.I)
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_TYPES |= {bare: bare for bare in ("none", "disc", "circle", "square")}
_HAN = frozenset([
    "cjk-ideographic", "simp-chinese-informal", "trad-chinese-informal", "cjk-decimal", "japanese-informal",
])  # fmt: skip
_STYLES = _HAN | {
    "decimal", "decimal-leading-zero", "lower-alpha", "lower-latin", "upper-alpha", "upper-latin", "lower-roman",
    "upper-roman", "none", "disc", "circle", "square",
}  # fmt: skip
_BARE = frozenset(["none", "disc", "circle", "square"])
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_DIGITS = "零一二三四五六七八九"


class List:
    """An ``ol`` or ``ul`` while its items are walked."""

    __slots__ = ("_next", "_step", "_style")

    def __init__(self, element: Any) -> None:
        ordered = element.tag == "ol"
        self._style = _style(element, "decimal" if ordered else "none")
        self._step = -1 if ordered and element.get("reversed") is not None else 1
        first = sum(1 for _ in element.iterchildren("li")) if self._step < 0 else 1
        self._next = _integer(element.get("start"), first)

    def marker(self, item: Any) -> str:
        """What stands in front of the next item, with a blank after it where there is one on the screen; counts on."""
        number = _integer(item.get("value"), self._next)
        self._next = number + self._step
        return format_number(number, _style(item, self._style))


def format_number(number: int, style: str) -> str:
    """A marker in a CSS list style; empty for those that are no number. Those that cannot write a number use digits."""
    if style in _BARE:
        return ""
    if style in _HAN and 0 < number < 100:
        tens, ones = divmod(number, 10)
        ten = ("" if tens < 2 else _DIGITS[tens]) + "十" if tens else ""
        return f"{ten}{_DIGITS[ones] if ones else ''}、"
    written = str(number)
    if style.endswith(("alpha", "latin")) and number > 0:
        written = ""
        while number:
            number, letter = divmod(number - 1, 26)
            written = chr(ord("a") + letter) + written
    elif style.endswith("roman") and 0 < number < 4000:
        written = ""
        for value, numeral in _ROMAN:
            count, number = divmod(number, value)
            written += numeral * count
    elif style == "decimal-leading-zero" and 0 <= number < 10:
        written = f"0{number}"
    return f"{written.upper() if style.startswith('upper') else written}. "


def _style(element: Any, default: str) -> str:
    match = _STYLE.search(element.get("style") or "")
    named = [word for word in match[1].lower().split() if word in _STYLES] if match else []
    return named[0] if named else _TYPES.get(element.get("type") or "", default)


def _integer(value: str | None, default: int) -> int:
    match = re.match(r"\s*([-+]?\d{1,9})", value or "")
    return int(match[1]) if match else default
