"""The reading page in a browser, as its readers use it: the outline, filters, the search, the keyboard."""

from pathlib import Path
from typing import Any

from .pages import active, picture, wait_count


def test_reading(opened: Any, examples: Path) -> None:
    page = opened(examples)
    assert page.inner_text("#title") == "4 份文件"
    assert page.inner_text("#count") == "98 段"
    assert page.locator(".doc-name").first.inner_text() == "examples/compilation-2024.txt"
    row = page.locator(".row[data-index='6']")
    assert row.locator(".margin b").inner_text() == "导语"
    assert row.get_attribute("role") is None  # an <article> of a feed
    assert row.get_attribute("aria-posinset") == "7"
    assert "第 7 行" in row.inner_text()
    picture(page, "wide")
    # Pointing at a topic shows the sentences that carry it; so does the switch, for all.
    chip = page.locator(".chip").first
    assert page.locator(".ev.on").count() == 0
    chip.hover()
    assert page.locator(".ev.on").count() > 0
    page.mouse.move(5, 400)
    assert page.locator(".ev.on").count() == 0
    page.check("#evidence")
    assert page.locator(".ev.on").count() > 1


def test_the_outline_leads_through_the_document(opened: Any, examples: Path) -> None:
    page = opened(examples)
    entries = page.locator("#outline .entry")
    assert "一、主要工作" in entries.all_inner_texts()
    page.click("#outline .entry:has-text('一年来的主要做法')")
    assert page.locator(".row.active .text").inner_text() == "（一）一年来的主要做法"
    assert page.locator("#outline .entry.current").inner_text() == "（一）一年来的主要做法"
    # The outline follows the reader into the next document.
    page.keyboard.press("End")
    page.wait_for_function("() => document.getElementById('outline-of').textContent === 'examples/township-2016.txt'")
    picture(page, "end")
    assert page.locator(".row.active .link").count() == 0
    page.click("#tab-documents")
    page.click("#documents .entry:has-text('township')")
    page.click(".row .link:has-text('近似')")  # once an article
    page.wait_for_function(
        "() => document.getElementById('outline-of').textContent === 'examples/science-association.txt'"
    )
    assert "第 1 段" in page.locator(".row.active").inner_text()


def test_documents_filters_and_search(opened: Any, examples: Path) -> None:
    page = opened(examples)
    page.click("#tab-documents")
    page.fill("#find-document", "township")
    page.click("#documents .entry:has-text('township-2016')")
    wait_count(page, "20 / 98 段")
    assert page.inner_text("#title") == "examples/township-2016.txt"
    page.click("#tab-filters")
    page.check(".choice:has-text('信访') input")
    wait_count(page, "4 / 20 段".replace("20", "98"))
    assert page.locator(".row .trail").count() > 0
    page.check(".choice:has-text('成效') input")
    wait_count(page, "1 / 98 段")
    picture(page, "filters")
    counts = page.locator("#panel-filters .n").all_inner_texts()
    assert counts[:4] == ["1", "1", "0", "1"]  # of 成效
    assert sum(map(int, counts[5:16])) == 4  # of 信访
    page.click("text=清除筛选")
    wait_count(page, "20 / 98 段")
    page.fill("[aria-label='概率上限（%）']", "97")
    page.keyboard.press("Tab")
    page.wait_for_function("() => /^[1-9] .*98 段/.test(document.getElementById('count').textContent)")
    page.click("text=清除筛选")
    page.check(".choice:has-text('只看待核对') input")
    page.wait_for_function(
        "() => document.querySelectorAll('.row').length === document.querySelectorAll('.row .flag:not(.plain)').length"
    )
    page.click("text=清除筛选")
    page.keyboard.press("/")
    page.keyboard.type("群众 村")
    page.wait_for_selector("mark")
    for text in page.locator(".row .text").all_inner_texts():
        assert "群众" in text
        assert "村" in text
    assert set(page.locator("mark").all_inner_texts()) == {"群众", "村"}
    picture(page, "search")
    page.fill("#search", "没有这样的词")
    page.wait_for_selector("#empty:not([hidden])")
    assert page.locator(".row:visible").count() == 0
    page.fill("#search", "")
    wait_count(page, "20 / 98 段")
    assert page.locator(".row:visible").count() > 0


def test_keyboard(opened: Any, examples: Path) -> None:
    page = opened(examples)
    for key, at in (
        ("j", 0),
        ("j", 1),
        ("ArrowDown", 2),
        ("k", 1),
        ("ArrowUp", 0),
        ("End", 97),
        ("k", 96),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        assert active(page) == at
    for n in range(1, 60):
        page.keyboard.press("j")
        box = page.locator(".row.active").bounding_box()
        assert active(page) == n
        assert box["y"] > 30
        assert box["y"] + min(box["height"], 300) < 850
    page.keyboard.press("?")
    assert page.is_visible("#help-box")
    assert "Shift+1" in page.inner_text("#help-box")
    page.keyboard.press("1")  # does nothing behind the help
    page.keyboard.press("Escape")
    assert not page.is_visible("#help-box")
    assert page.locator("#undo:visible").count() == 0
    page.keyboard.press("Escape")
    assert not page.is_visible("#editor")
    page.focus("#search")
    page.keyboard.type("j1")
    assert page.locator("#undo:visible").count() == 0
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
