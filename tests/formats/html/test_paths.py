"""Web pages: each piece has a path that leads to it."""

import re

from lxml import etree

from gongwen.formats.html import parse_page

from .pages import PAGE, PROSE, read, texts


def follow(markup: str, path: str) -> list[etree._Element]:
    """What ``document.querySelectorAll`` would give for the few kinds of steps that paths have."""
    found: list[etree._Element] | None = None
    for step in path.split(" > "):
        tag, ident, nth = re.fullmatch(r"([\w\\:.-]+?)(?:#([\w-]+))?(?::nth-of-type\((\d+)\))?", step).groups()
        tag = tag.replace("\\", "")
        among = (
            list(parse_page(markup, "").root.iter(tag))
            if found is None
            else [e for above in found for e in above if e.tag == tag]
        )
        among = [e for e in among if ident is None or e.get("id") == ident]
        found = [
            e for e in among if nth is None or sum(s.tag == tag for s in e.itersiblings(preceding=True)) == int(nth) - 1
        ]
    return found or []


def test_paths_lead_to_the_one_element() -> None:
    document = read(PAGE)
    for paragraph in document.paragraphs:
        (element,) = follow(PAGE, paragraph.ref)
        assert paragraph.text in "".join(element.itertext())
    refs = {paragraph.text: paragraph.ref for paragraph in document.paragraphs}
    assert refs["一"] == "body > div:nth-of-type(1)"
    assert refs["三"] == "body > div:nth-of-type(2) > p:nth-of-type(2)"
    assert refs["五"] == "section#main > p:nth-of-type(2)"
    assert refs["甲"] == "body > table > tbody > tr:nth-of-type(2) > td:nth-of-type(1)"
    assert refs["丁"] == "body > o\\:p > div"
    assert refs["窗口"] == "title"
    assert refs["七"] in ("section#main", "section#main > p:nth-of-type(2)")


def test_a_head_without_end_is_ended_by_the_first_element_of_the_body() -> None:
    page = f"<title>窗口</title><main><section>{PROSE}</section></main>尾<custom-x>末</custom-x>"
    assert [(p.text, p.ref) for p in read(page).paragraphs] == [
        (PROSE, "body > main > section"),
        ("尾末", "body"),
        ("窗口", "title"),
    ]
    assert texts("<title>窗口</title><custom-x>末</custom-x>") == ["末", "窗口"]
