"""Styles: what a paragraph or a run inherits."""

from dataclasses import dataclass, replace

from .markup import OFF, VAL, Element, W, child, number, value

_LONGEST_CHAIN = 64
_FONTS, _BOLD, _SIZE, _VANISH, _STYLE = (W + name for name in ("rFonts", "b", "sz", "vanish", "rStyle"))


@dataclass(frozen=True, slots=True)
class Look:
    """Of a run; None is inherited."""

    east_asian: str | None = None
    """Empty where a theme font stands in the place of a name."""
    latin: str | None = None
    bold: bool | None = None
    size: int | None = None
    """In half-points."""
    hidden: bool | None = None

    def over(self, base: "Look") -> "Look":
        """Itself, with what it leaves open taken from `base`."""
        return Look(
            base.east_asian if self.east_asian is None else self.east_asian,
            base.latin if self.latin is None else self.latin,
            base.bold if self.bold is None else self.bold,
            base.size if self.size is None else self.size,
            base.hidden if self.hidden is None else self.hidden,
        )


@dataclass(frozen=True, slots=True)
class Style:
    """A style with all that it inherits."""

    name: str = ""
    chain: tuple[str, ...] = ()
    """Its id and those that it is based on, nearest first."""
    look: Look = Look()
    outline: int | None = None
    align: str | None = None
    list_id: int | None = None
    level: int | None = None
    list_chain: tuple[str, ...] = ()
    """The part of `chain` down to the style that names the list."""


def look_of(properties: Element | None) -> Look:
    """What a ``w:rPr`` itself says."""
    east_asian = latin = bold = size = hidden = None
    for element in () if properties is None else properties:
        tag = element.tag
        if tag == _FONTS:
            east_asian = element.get(W + "eastAsia")
            if element.get(W + "eastAsiaTheme") is not None:
                east_asian = ""
            latin = element.get(W + "ascii")
        elif tag == _BOLD:
            bold = element.get(VAL, "1") not in OFF
        elif tag == _SIZE:
            size = number(element.get(VAL))
        elif tag == _VANISH:
            hidden = element.get(VAL, "1") not in OFF
    return Look(east_asian, latin, bold, size, hidden)


class Styles:
    """The styles of a document by id. A style that is missing, or based on itself, inherits nothing."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._default_id = ""
        self._known: dict[str, Style] = {}
        self._runs: dict[str, Look] = {}
        self._base = Style(look=look_of(child(root, "docDefaults", "rPrDefault", "rPr")))
        for element in () if root is None else root.iterchildren(W + "style"):
            style = element.get(W + "styleId", "")
            self._elements.setdefault(style, element)
            if element.get(W + "default", "0") not in OFF and element.get(W + "type") == "paragraph":
                self._default_id = style

    def paragraph(self, style: str | None) -> Style:
        """A paragraph style, over the defaults of the document; the default one for None or an unknown id."""
        return self.style(style if style in self._elements else self._default_id)

    def run(self, properties: Element | None, paragraph: Style) -> Look:
        """A run's look with all it inherits from its character style and its paragraph."""
        look = look_of(properties)
        style = None if properties is None else value(properties, "rStyle")
        return (look if style is None else look.over(self._own(style))).over(paragraph.look)

    def hides(self, properties: Element | None, paragraph: Style) -> bool:
        """Whether a run is hidden text."""
        if properties is not None:
            mark = properties.find(_VANISH)
            if mark is not None:
                return mark.get(VAL, "1") not in OFF
            style = properties.find(_STYLE)
            if style is not None:
                hidden = self._own(style.get(VAL)).hidden
                if hidden is not None:
                    return hidden
        return bool(paragraph.look.hidden)

    def list_of(self, style: str) -> int | None:
        """The list that a numbering style stands for."""
        return number(value(self._elements.get(style), "pPr", "numPr", "numId"))

    def style(self, style: str | None) -> Style:
        if style not in self._elements:
            return self._base
        if style not in self._known:
            self._known[style] = self._inherited(style)
        return self._known[style]

    def _own(self, style: str | None) -> Look:
        """A character style's look without the defaults of the document."""
        if style is None or style not in self._elements:
            return Look()
        if style not in self._runs:
            look = Look()
            for link in self._chain(style):
                look = look.over(look_of(child(self._elements[link], "rPr")))
            self._runs[style] = look
        return self._runs[style]

    def _chain(self, style: str) -> tuple[str, ...]:
        chain: list[str] = []
        following: str | None = style
        while following in self._elements and following not in chain and len(chain) < _LONGEST_CHAIN:
            chain.append(following)
            following = value(self._elements[following], "basedOn")
        return tuple(chain)

    def _inherited(self, style: str) -> Style:
        chain = self._chain(style)
        found = replace(self._base, chain=chain, name=value(self._elements[style], "name") or "")
        for at, link in reversed(list(enumerate(chain))):
            paragraph = child(self._elements[link], "pPr")
            outline, level = (number(value(paragraph, *path)) for path in (("outlineLvl",), ("numPr", "ilvl")))
            list_id = number(value(paragraph, "numPr", "numId"))
            found = replace(
                found,
                look=look_of(child(self._elements[link], "rPr")).over(found.look),
                outline=found.outline if outline is None else outline,
                align=value(paragraph, "jc") or found.align,
                list_id=found.list_id if list_id is None else list_id,
                level=found.level if level is None else level,
                list_chain=chain[: at + 1] if list_id is not None else found.list_chain,
            )
        return found
