"""The reading page in a browser: on a telephone, in the dark, on paper."""

import os
import re
from pathlib import Path
from typing import Any

from .pages import NARROW, picture


def test_a_telephone(opened: Any, examples: Path) -> None:
    page = opened(examples, NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.is_visible("#side")
    picture(page, "narrow")
    page.click("#drawer")
    assert page.is_visible("#side")
    picture(page, "narrow-drawer")
    page.click("#outline .entry >> nth=3")
    assert not page.is_visible("#side")
    assert page.is_visible("#editor")
    picture(page, "narrow-editor")
    page.click("#editor .role:has-text('计划')")
    assert page.is_visible("#save")
    picture(page, "narrow-corrected")
    for button in page.locator("button:visible").all():
        box = button.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_dark(opened: Any, examples: Path) -> None:
    page = opened(examples, color_scheme="dark")
    page.check("#evidence")
    page.keyboard.press("End")
    picture(page, "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(14, 16, 19)"


def test_print(opened: Any, examples: Path, tmp_path: Path) -> None:
    import pypdfium2

    page = opened(examples)
    page.fill("#search", "科普")
    page.wait_for_selector("mark")
    shown = int(page.inner_text("#count").split()[0])
    page.pdf(path=str(tmp_path / "page.pdf"), format="A4")
    document = pypdfium2.PdfDocument(tmp_path / "page.pdf")
    text = "".join(document[n].get_textpage().get_text_range() for n in range(len(document)))
    assert len(re.findall(r"第 \d+ 段", text)) == shown
    assert "检索" in text
    assert "清除筛选" not in text
    if folder := os.environ.get("GONGWEN_SCREENSHOTS"):
        document[0].render(scale=1.3).to_pil().save(Path(folder) / "print.png")
