"""The reading page in a browser: hostile text is text, and no script runs but its own."""

import re
from pathlib import Path
from typing import Any

from tests.view.invented import HOSTILE, record

from .pages import active, made, picture, wait_count


def test_hostile_text_is_text(opened: Any, tmp_path: Path) -> None:
    hostile = [
        record(n, text, doc=f"h/{text[:50]}", ref=text[:50], role="heading", level=1, path=[text], flags=[text[:20]], duplicate_of=f"{text[:30]}#1")
        for n, text in enumerate(HOSTILE, 1)
    ]  # fmt: skip
    page = opened(made(tmp_path, hostile))
    assert page.title().endswith("公文段落标注")
    clean = [re.sub("[\ud800-\udfff]", "\ufffd", text) for text in HOSTILE]
    seen: dict[int, str] = {}
    for _ in HOSTILE:
        page.keyboard.press("j")
        if active(page) == 8:
            page.click(".row.active .link:has-text('展开')")
        seen[active(page)] = page.locator(".row.active .text").text_content()
        page.click("#tab-documents")
        page.click("#tab-outline")
    hidden = "[\x00-\x08\x0b-\x1f\u2028-\u202e\u200b\ufeff\U000e0041]"
    assert seen == {n: re.sub(hidden, "", text) for n, text in enumerate(clean)}
    page.keyboard.press("Home")
    titles = page.evaluate(
        "[...document.querySelectorAll(\".row[data-index='4'] .text .odd\")].map((one) => one.title)"
    )
    assert [title.split()[1] for title in titles] == ["U+202E", "U+202C", "U+200B", "U+FEFF", "U+E0041"]
    assert page.locator("#list img, #list script, #list b:not(.margin b)").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    picture(page, "hostile")
    page.fill("#search", "<img src=x onerror")
    wait_count(page, "1 / 10 段")
    assert page.locator("mark").all_inner_texts()[:2] == ["<img", "src=x"]


def test_what_does_not_stand_in_it_does_not_run(opened: Any, examples: Path) -> None:
    page = opened(examples)
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }))"
    )
    assert page.evaluate("window.ran") is None
    assert "Content Security Policy" in "".join(opened.complaints)
    opened.complaints.clear()
