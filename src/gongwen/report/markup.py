"""HTML from Python: whatever is not `Markup` is text, and is escaped."""

import html
import re
from collections.abc import Iterable, Sequence

_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_VOID = {"img"}


class Markup(str):
    """HTML that was made here."""

    __slots__ = ()


def escaped(text: object) -> Markup:
    """Text as HTML; what UTF-8 or HTML cannot hold becomes U+FFFD."""
    if isinstance(text, Markup):
        return text
    return Markup(html.escape(_CONTROL.sub("\ufffd", _SURROGATE.sub("\ufffd", str(text)))))


def element(name: str, *children: object, **attributes: object) -> Markup:
    """``element("td", "a < b", class_="number")``; an attribute that is None or False is left out, and ``data_list``
    becomes ``data-list``."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(value)}"' if value is not True else f" {key}"
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{joined(children)}</{name}>")


def joined(children: Iterable[object]) -> Markup:
    return Markup("".join(map(escaped, children)))


def table(head: Sequence[object], rows: Iterable[Sequence[object]], *, caption: str = "", class_: str = "") -> Markup:
    """A table that scrolls by itself where it is wider than the screen; its first column names the rows.

    A cell knows the head of its column, which a narrow screen may show beside it.
    """
    body = [
        element(
            "tr", element("th", row[0], scope="row"), *(_cell(*pair) for pair in zip(row[1:], head[1:], strict=True))
        )
        for row in rows
    ]
    return element(
        "div",
        element(
            "table",
            element("caption", caption) if caption else "",
            element("thead", element("tr", *(element("th", cell, scope="col") for cell in head))),
            element("tbody", *body),
            class_=class_ or None,
        ),
        class_="wide",
        tabindex="0",
    )


def _cell(cell: object, head: object) -> Markup:
    if isinstance(cell, Markup) and cell.startswith("<td"):
        return cell
    number = not isinstance(cell, Markup) and re.match(r"[+−-]?\d|—", str(cell))
    return element("td", cell, class_="number" if number else None, data_head=head)
