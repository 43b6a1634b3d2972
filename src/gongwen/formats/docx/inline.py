"""A paragraph's runs → its text as a reader sees it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .markup import ALTERNATE, Element, M, W, branch, child, flag
from .styles import Style, Styles

_SKIPPED = frozenset(
    [W + name for name in (
        "pPr", "rPr", "del", "moveFrom", "delText", "instrText", "delInstrText", "sdtPr", "sdtEndPr", "rt", "rubyPr",
        "p", "tbl",
    )]
    + [M + name for name in ("fPr", "ctrlPr", "rPr")]
)  # fmt: skip
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_SYMBOLS = {
    "wingdings": {0x6C: "●", 0x6E: "■", 0x75: "◆", 0xA8: "□", 0xFC: "√", 0xFB: "×", 0xFE: "☑", 0xFD: "☒", 0xD8: "➢"},
    "wingdings 2": {0x52: "☑", 0x50: "√", 0x4F: "×", 0xA3: "□", 0x54: "☒"},
    "symbol": {0xB7: "•", 0xB4: "×", 0xB1: "±", 0xA3: "≤", 0xB3: "≥", 0xB0: "°"},
}
_RPR = W + "rPr"
_BLANK = " \t\r\n"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(slots=True)
class Inline:
    """What a paragraph holds. Hidden, deleted and moved-away text, field codes and comments are not shown."""

    pieces: list[tuple[Element | None, str]] = field(default_factory=list)
    """Texts with the properties of their runs."""
    boxes: list[Element] = field(default_factory=list)
    """Text boxes that hang on it."""
    notes: list[tuple[str, str]] = field(default_factory=list)
    """Footnotes and endnotes it refers to: kind and id."""

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.pieces)


class InlineReader:
    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._style = Style()
        self._out = Inline()
        self._properties: Element | None = None
        self._fields: list[bool] = []
        """Open fields, innermost last: whether their code, not their result, is being read."""
        self._codes = 0
        """How many of them are at their code."""
        self._handlers: dict[str, Callable[[Element], None]] = {
            W + "r": self._run,
            W + "t": self._text,
            M + "t": self._text,
            M + "f": self._fraction,
            W + "sym": self._symbol,
            W + "fldChar": self._field,
            W + "txbxContent": self._box,
            W + "footnoteReference": self._note,
            W + "endnoteReference": self._note,
            ALTERNATE: self._alternate,
        } | dict.fromkeys(_SIGNS, self._sign)

    def read(self, paragraph: Element, style: Style) -> Inline:
        self._style, self._out, self._fields, self._codes = style, Inline(), [], 0
        self._walk(paragraph)
        return self._out

    def _walk(self, element: Element) -> None:
        handlers = self._handlers
        for part in element:
            handler = handlers.get(part.tag)
            if handler is not None:
                handler(part)
            elif part.tag not in _SKIPPED:
                self._walk(part)

    def _add(self, text: str) -> None:
        if text and not self._codes:
            self._out.pieces.append((self._properties, text))

    def _run(self, run: Element) -> None:
        properties = run.find(_RPR)
        if self._styles.hides(properties, self._style):
            for mark in run.iterchildren(W + "fldChar"):  # the field is open all the same
                self._field(mark)
            return
        self._properties = properties
        self._walk(run)
        self._properties = None

    def _text(self, element: Element) -> None:
        text = element.text or ""
        if text[:1] in _BLANK or text[-1:] in _BLANK:
            text = text if element.get(_SPACE) == "preserve" else text.strip(_BLANK)
        self._add(text.replace("\r", " ").replace("\n", " "))

    def _sign(self, element: Element) -> None:
        self._add(_SIGNS[element.tag])

    def _symbol(self, element: Element) -> None:
        """A character of a named font: for the symbol fonts its likeness in Unicode, or nothing."""
        try:
            code = int(element.get(W + "char", ""), 16)
        except ValueError:
            return
        table = _SYMBOLS.get(element.get(W + "font", "").lower())
        if 0xE000 <= code <= 0xF8FF or table is not None:
            self._add((table or {}).get(code & 0xFF, ""))
        elif 0x20 <= code < 0xD800:
            self._add(chr(code))

    def _field(self, element: Element) -> None:
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(True)
            self._codes += 1
        elif kind in ("separate", "end") and self._fields:
            self._codes -= self._fields.pop()
            if kind == "separate":
                self._fields.append(False)

    def _alternate(self, element: Element) -> None:
        chosen = branch(element)
        if chosen is not None:
            self._walk(chosen)

    def _box(self, element: Element) -> None:
        self._out.boxes.append(element)

    def _note(self, element: Element) -> None:
        self._out.notes.append((element.tag.removeprefix(W).removesuffix("Reference"), element.get(W + "id", "")))

    def _fraction(self, element: Element) -> None:
        for at, part in enumerate(element.iterchildren(M + "num", M + "den")):
            if at:
                self._add("/")
            self._walk(part)


def mark_gone(properties: Element | None) -> str:
    """``deleted`` or ``hidden`` where a paragraph's end is, so that the next one goes on with it; empty otherwise."""
    mark = child(properties, "rPr")
    if mark is None:
        return ""
    if child(mark, "del") is not None or child(mark, "moveFrom") is not None:
        return "deleted"
    return "hidden" if flag(mark, "vanish") else ""
