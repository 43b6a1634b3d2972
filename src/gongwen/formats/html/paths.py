"""Where a block stands in a page, as a path for ``document.querySelector``."""

import re

from .page import Page
from .walk import Place

_PLAIN = re.compile(r"[A-Za-z_][\w-]*")
_SPECIAL = re.compile(r"([^\w-])")


class Paths:
    """Paths to the elements of a page, from the nearest id used once, or from the body, down.

    To be asked when the whole page has been walked, as only then it is known how many siblings an element has.
    """

    def __init__(self, page: Page) -> None:
        self._ids = page.ids
        self._known: dict[Place, str] = {}

    def to(self, place: Place) -> str:
        """The path that leads to this element only."""
        below: list[Place] = []
        here: Place | None = place
        while here is not None and here not in self._known:
            below.append(here)
            here = None if self._starts(here) else here.parent
        path = self._known[here] if here is not None else ""
        for element in reversed(below):
            path = f"{path} > {self._step(element)}" if path else self._step(element)
            self._known[element] = path
        return path

    def _starts(self, place: Place) -> bool:
        return place.tag == "body" or self._named(place)

    def _named(self, place: Place) -> bool:
        ident = place.ident
        return bool(ident) and self._ids.get(ident.lower()) == 1 and _PLAIN.fullmatch(ident) is not None

    def _step(self, place: Place) -> str:
        tag = _SPECIAL.sub(r"\\\1", place.tag)
        if self._named(place):
            return f"{tag}#{place.ident}"
        alone = place.parent is None or place.parent.counts[place.tag] == 1 or self._starts(place)
        return tag if alone else f"{tag}:nth-of-type({place.position})"
