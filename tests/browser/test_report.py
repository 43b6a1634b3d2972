"""The evaluation report in a browser: the numbers open their paragraphs, wide and narrow, and text stays text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api

from gongwen.report import write_report
from tests.report.conftest import HOSTILE, make

from .pages import CHROMIUM, NARROW, WIDE


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("report")
    write_report(make(1, 0.15), output, {"rules": make(2, 0.3, probabilities=False)})
    return output / "report.html"


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def page(report: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    """At the end nothing may have been complained of, nor asked of the network."""
    complaints: list[str] = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport=request.param).new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda box: complaints.append(box.message))
        page.on(
            "request", lambda asked: None if asked.url.startswith(("file:", "data:")) else complaints.append(asked.url)
        )
        page.goto(report.as_uri())
        yield page
        browser.close()
    assert complaints == []


def test_numbers_open_their_paragraphs(page: Any) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]
    for place in ("#roles td", "#topics td", "#slices td", "#suspects th"):
        button = page.locator(f"{place} button").first
        number = button.text_content()
        button.click()
        cards = page.locator("#paragraphs-list .paragraph")
        assert cards.count() == min(30, int(number) if number.isdigit() else 1)
        assert page.locator("#paragraphs-title").text_content()
        page.locator("#close").click()
        assert not page.locator("#paragraphs").is_visible()
    pictures = page.locator("figure img")
    assert pictures.count() > 5
    assert all(pictures.nth(n).evaluate("image => image.naturalWidth > 100") for n in range(pictures.count()))


def test_markup_in_a_paragraph_is_text(page: Any) -> None:
    texts = page.locator("#worst .text").all_text_contents()
    assert HOSTILE.replace("\u2028", " ") in texts
    assert page.locator("#worst script, #worst b, #worst .text img").count() == 0
