"""The reading page in a browser: `pytest tests/browser`, with Playwright and Debian's Chromium."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api

from gongwen import Tagger

from .pages import CHROMIUM, EXAMPLES, WIDE, made


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"no browser at {CHROMIUM}; GONGWEN_CHROMIUM names another place")
    with sync_api.sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any) -> Iterator[Any]:
    """Opens a page; at the end nothing may have been complained of, nor asked of the network."""
    complaints: list[str] = []
    contexts = []

    def open_page(path: Path, viewport: dict[str, int] = WIDE, before: str = "", **options: Any) -> Any:
        contexts.append(browser.new_context(viewport=viewport, accept_downloads=True, **options))
        page = contexts[-1].new_page()
        page.on("console", lambda said: complaints.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        page.on(
            "request",
            lambda asked: complaints.append(asked.url) if not asked.url.startswith(("file:", "blob:")) else None,
        )
        if before:
            page.add_init_script(before)
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", timeout=30_000)
        return page

    open_page.complaints = complaints  # type: ignore[attr-defined]
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def examples(tagger: Tagger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    records = [one.to_dict() for path in sorted(EXAMPLES.glob("*.txt")) for one in tagger.tag_file(path)]
    for one in records:
        one["doc"] = f"examples/{Path(one['doc']).name}"
        if one["doc"].endswith("township-2016.txt"):
            one["duplicate_of"] = "examples/science-association.txt#1"
    return made(folder, records)
