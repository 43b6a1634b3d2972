"""WordprocessingML names, and reading attributes that may be missing, wrong or absurd."""

import re
from collections.abc import Iterator, Set
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_STRICT = {
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}": W,
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}": R,
    "{http://purl.oclc.org/ooxml/officeDocument/math}": M,
}
VAL = W + "val"
ALTERNATE, CHOICE, FALLBACK = MC + "AlternateContent", MC + "Choice", MC + "Fallback"
_TEXTS = (W + "t", W + "sym", W + "txbxContent")
_WRAPPERS = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
OFF = frozenset(("0", "false", "off", "none"))
_NUMBER = re.compile(r"\s*[+-]?[0-9]{1,9}\s*")

Element = Any
"""An lxml element, which has no types of its own."""


def transitional(root: Element) -> None:
    """Give a document saved as “Strict Open XML” the names of the other kind, in place."""
    for element in root.iter("*"):
        if element.tag.startswith("{http://purl.oclc.org/ooxml/"):
            element.tag = _renamed(element.tag)
        for name, value in element.attrib.items():
            if name.startswith("{http://purl.oclc.org/ooxml/"):
                del element.attrib[name]
                element.set(_renamed(name), value)


def _renamed(name: str) -> str:
    space, local = name[: name.index("}") + 1], name[name.index("}") + 1 :]
    return _STRICT.get(space, space) + local


def child(element: Element | None, *names: str) -> Element | None:
    """The element below at the end of a path of local names."""
    for name in names:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def value(element: Element | None, *names: str) -> str | None:
    """Its ``w:val``, or that of the element below at the end of a path of local names."""
    found = child(element, *names)
    return None if found is None else found.get(VAL)


def flag(element: Element | None, name: str) -> bool | None:
    """A property that is on, off, or not spoken of."""
    found = child(element, name)
    return None if found is None else found.get(VAL, "1") not in OFF


def number(text: str | None) -> int | None:
    """A whole number of at most nine digits."""
    return int(text) if text is not None and _NUMBER.fullmatch(text) else None


def branch(alternate: Element) -> Element | None:
    """The one variant to read of content that is stored twice, for new and for old programs."""
    choices = [part for part in alternate if part.tag == CHOICE]
    fallback = alternate.find(FALLBACK)
    for choice in choices:
        if fallback is None or next(choice.iter(*_TEXTS), None) is not None:
            return choice
    return fallback


def within(container: Element, targets: Set[str]) -> Iterator[Element]:
    """The elements of these names in a container, also where content controls or tracked insertions wrap them."""
    for element in container:
        if element.tag in targets:
            yield element
        elif element.tag in _WRAPPERS:
            yield from within(element, targets)
        elif element.tag == ALTERNATE:
            chosen = branch(element)
            if chosen is not None:
                yield from within(chosen, targets)
