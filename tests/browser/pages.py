"""The reading page as the tests of a browser make and use it.

GONGWEN_CHROMIUM names another browser; GONGWEN_SCREENSHOTS a folder in which pictures of the page are kept.
"""

import os
from pathlib import Path
from typing import Any

from gongwen.labels import LabelSet
from gongwen.view import read_records, write_page
from tests.view.invented import write

LABELS = LabelSet.load()
EXAMPLES = Path(__file__).parents[2] / "examples"
CHROMIUM = os.environ.get("GONGWEN_CHROMIUM", "/usr/bin/chromium")
WIDE, NARROW = {"width": 1280, "height": 850}, {"width": 390, "height": 844}


def made(tmp_path: Path, records: Any, **options: Any) -> Path:
    tagged = write(tmp_path / "tagged.jsonl", records)
    write_page(read_records([tagged], LABELS), tmp_path / "page.html", LABELS, **options)
    return tmp_path / "page.html"


def picture(page: Any, name: str) -> None:
    folder = os.environ.get("GONGWEN_SCREENSHOTS")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def wait_count(page: Any, said: str) -> None:
    page.wait_for_function("said => document.getElementById('count').textContent === said", arg=said, timeout=60_000)


def active(page: Any) -> int:
    return int(page.locator(".row.active").get_attribute("data-index"))


def saved(page: Any, button: str, target: Path) -> Path:
    with page.expect_download() as download:
        page.click(button)
    download.value.save_as(target)
    return target
