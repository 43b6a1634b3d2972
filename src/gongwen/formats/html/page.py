"""Bytes of markup → a tree like the one a browser has, and what it holds as a whole."""

from dataclasses import dataclass
from typing import Any

from lxml import etree

from ...errors import Fault, ReadError
from .markup import DROPPED, count_letters, is_furniture, is_hidden

_PROSE = 3
"""Commas and stops."""
_METADATA = frozenset(["base", "link", "meta", "noscript", "script", "style", "template", "title"])
_NEVER_FURNITURE = ("html", "body")


@dataclass(frozen=True, slots=True)
class Page:
    """A page and what can be told of an element only when all of it is known.

    Attributes:
        hidden: elements that are not shown.
        furniture: elements that a site puts around its texts; they do not hold most of the page.
        ids: how often each is used, by its lower case (pages without a doctype do not tell case apart).
        tags: of all elements.
    """

    root: Any
    hidden: frozenset[Any]
    furniture: frozenset[Any]
    ids: dict[str, int]
    tags: frozenset[str]

    @property
    def title(self) -> str:
        """Of the window, not of the text."""
        title = self.root.find("head/title")
        return " ".join((title.text or "").split()) if title is not None else ""


def parse_page(text: str, name: str) -> Page:
    """Read markup as browsers do, whatever is wrong with it.

    Raises:
        ReadError: there is no element in it, or they are nested too deep.
    """
    data = text.encode("utf-8", "replace")
    for huge in (False, True):  # within the usual limits at first: the parser cuts off silently what is beyond
        parser = etree.HTMLParser(
            encoding="utf-8", no_network=True, huge_tree=huge, remove_comments=True, remove_pis=True
        )
        try:
            root = etree.fromstring(data, parser)
        except (etree.LxmlError, ValueError, AssertionError):
            root = None
        if not any("XML_PARSE_HUGE" in fault.message for fault in parser.error_log):
            break
    else:
        raise ReadError(name, "its elements are nested too deep for a page of text", Fault.TOO_DEEP)
    if root is None:
        raise ReadError(name, "holds no text", Fault.EMPTY)
    _end_head(root)
    _complete_tables(root)
    return _survey(root)


def _end_head(root: Any) -> None:
    """The first element that does not belong into the head ends it; the parser knows no elements of HTML 5."""
    head, body = root.find("head"), root.find("body")
    strays = list(head) if head is not None else []
    while strays and strays[0].tag in _METADATA:
        del strays[0]
    if not strays:
        return
    if body is None:
        body = etree.SubElement(root, "body")
    after, body.text = body.text, None
    for at, stray in enumerate(strays):
        body.insert(at, stray)
    strays[-1].tail = (strays[-1].tail or "") + (after or "")


def _complete_tables(root: Any) -> None:
    """Rows directly in a table get the ``tbody`` that browsers put around them, so that paths hold there."""
    for table in list(root.iter("table")):
        body = None
        for child in list(table):
            if child.tag != "tr":
                body = None
                continue
            if body is None:
                body = etree.Element("tbody")
                child.addprevious(body)
            body.append(child)


def _survey(root: Any) -> Page:
    """Go through the page once for what only the whole of it tells.

    An element that hides, or is called a menu or a footer, yet holds most of the text is the text: pages of WeChat
    accounts hide theirs until a script shows it, and templates call the frame around everything “sidebar-left”.
    """
    letters = marks = 0
    open_: list[tuple[Any, bool, int, int]] = []
    hiding: list[tuple[Any, int, int, bool]] = []
    named: list[tuple[Any, int]] = []
    ids: dict[str, int] = {}
    tags: set[str] = set()

    def count(text: str | None) -> None:
        nonlocal letters, marks
        if text:
            letters += count_letters(text)
            marks += text.count("。") + text.count("，") + text.count("；")

    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if event == "start":
            tag = element.tag
            tags.add(tag)
            if element.keys():
                ident = element.get("id")
                if ident:
                    ids[ident.lower()] = ids.get(ident.lower(), 0) + 1
            if tag in DROPPED:
                tags.update(child.tag for child in element.iter("script"))
                walker.skip_subtree()
                continue
            hides = is_hidden(element)
            if hides or (tag not in _NEVER_FURNITURE and is_furniture(element)):
                open_.append((element, hides, letters, marks))
            count(element.text)
        else:
            if open_ and open_[-1][0] is element:
                _, hides, before, marks_before = open_.pop()
                if hides:
                    within = any(outer for _, outer, _, _ in open_)
                    hiding.append((element, letters - before, marks - marks_before, within))
                if element.tag not in _NEVER_FURNITURE and is_furniture(element):
                    named.append((element, letters - before))
            count(element.tail)
    # Prose is told by its punctuation: a hidden list of all towns is longer than many a text.
    unseen = [entry for entry in hiding if 2 * entry[2] <= marks or entry[2] < _PROSE]
    shown = letters - sum(count for _, count, _, within in unseen if not within)
    return Page(
        root,
        hidden=frozenset(element for element, *_ in unseen),
        furniture=frozenset(element for element, count in named if 2 * count <= shown),
        ids=ids,
        tags=frozenset(tags),
    )
