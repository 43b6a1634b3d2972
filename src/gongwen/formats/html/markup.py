"""What elements and their attributes say: which are seen, which stand as blocks, which are a site's furniture."""

import re
from typing import Any

# Never seen, or not text of the page itself; noscript is for browsers that nobody has.
DROPPED = frozenset([
    "head", "script", "style", "template", "noscript", "noframes", "iframe", "object", "applet", "audio", "video",
    "canvas", "select", "datalist", "rt", "rp", "rtc", "title", "desc", "defs", "metadata", "annotation",
    "annotation-xml",
])  # fmt: skip
BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "p", "pre", "search", "section",
    "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "xmp",
])  # fmt: skip
KEPT_SPACE = frozenset(["pre", "textarea", "listing", "xmp"])
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|flow-root|table(?!-column))", re.I)
_KEPT_STYLE = re.compile(r"white-space\s*:\s*(?:pre|break-spaces)", re.I)
_FURNITURE = frozenset(["nav", "footer", "aside", "search"])
_ROLES = frozenset(["navigation", "banner", "contentinfo", "search"])
_WORDS = frozenset([
    "nav", "navi", "navbar", "navigation", "topnav", "subnav", "mainnav", "leftnav", "menu", "menus", "submenu",
    "mainmenu", "topmenu", "breadcrumb", "breadcrumbs", "crumb", "crumbs", "footer", "sidebar", "share", "sharebar",
    "bdsharebuttonbox", "copyright", "pager", "pagination", "paging", "related", "recommend", "recommended",
    "recommends", "advert", "adverts", "advertisement", "ad", "ads", "login", "comment", "comments",
])  # fmt: skip
"""Of class names and ids, taken apart at capitals, digits and dashes."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^a-z]+")
_NOT_LETTER = re.compile(r"[\W\d_]+")


def count_letters(text: str | None) -> int:
    """Letters and ideographs; dates beside links and rules between them are no text."""
    return len(_NOT_LETTER.sub("", text)) if text else 0


def is_hidden(element: Any) -> bool:
    """Whether the element itself says that it is not shown."""
    get = element.get
    return (
        (get("hidden") or "until-found").lower() != "until-found"
        or get("hidden") == ""
        or get("aria-hidden") == "true"
        or _HIDDEN.search(get("style") or "") is not None
    )


def is_furniture(element: Any) -> bool:
    """Whether an element is by its name, role, class or id what a site puts around every text."""
    tag = element.tag
    if tag in _FURNITURE or element.get("role") in _ROLES:
        return True
    if tag == "header" and next(element.iterancestors("article"), None) is None:
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return len(names) > 1 and not _WORDS.isdisjoint(_NOT_WORD.split(_CAMEL.sub(" ", names).lower()))


def is_block(tag: str, style: str | None) -> bool:
    return tag in BLOCKS or (style is not None and _BLOCK_STYLE.search(style) is not None)


def keeps_space(tag: str, style: str | None) -> bool:
    return tag in KEPT_SPACE or (style is not None and _KEPT_STYLE.search(style) is not None)


def is_link(element: Any, heading: bool) -> bool:
    """Whether an ``a`` leads elsewhere. Anchors do not, nor does a heading that points at itself."""
    target = element.get("href")
    return target is not None and not (heading and target.startswith("#"))
