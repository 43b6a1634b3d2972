"""The reading page in a browser: twenty thousand paragraphs open at once, more are loaded as they are wanted."""

from itertools import pairwise
from pathlib import Path
from typing import Any

from gongwen.data.rows import read_rows
from tests.view.invented import many

from .pages import active, made, picture, saved, wait_count

OPENS_WITHIN = 3_000
"""Milliseconds for 20,000 paragraphs: one second, and what a busy machine may take more."""


def test_twenty_thousand_paragraphs_open_at_once(opened: Any, tmp_path: Path) -> None:
    path = made(tmp_path, many(20_000, 40))
    page = opened(path)
    times = []
    for _ in range(3):
        page.reload()
        page.wait_for_selector("html[data-ready]")
        times.append(int(page.get_attribute("html", "data-ready")))
    print(f"20,000 paragraphs, {path.stat().st_size / 1e6:.1f} MB: first paragraphs shown after {sorted(times)} ms")  # noqa: T201
    assert min(times) < OPENS_WITHIN
    assert page.locator(".row").count() < 60
    began = page.evaluate("performance.now()")
    page.fill("#search", "第19999段")
    wait_count(page, "1 / 20,000 段")
    print(f"search: {page.evaluate('performance.now()') - began:.0f} ms")  # noqa: T201
    page.fill("#search", "")
    wait_count(page, "20,000 段")
    page.keyboard.press("Escape")
    page.keyboard.press("End")
    assert active(page) == 19_999
    assert page.locator(".row.active").bounding_box()["y"] > 0
    # Wherever one scrolls to there is text, and nothing overlaps.
    for share in (0.1, 0.37, 0.8, 0.2):
        page.evaluate(
            "share => { const list = document.getElementById('list'); list.scrollTop = share * list.scrollHeight }",
            share,
        )
        page.wait_for_timeout(150)
        boxes = page.evaluate(
            "[...document.querySelectorAll('.row:not(.active)')].map((one) => one.getBoundingClientRect()).map((box) => [box.top, box.bottom])"
        )
        assert any(top < 100 < bottom or 100 < top < 200 for top, bottom in boxes)
        assert all(abs(one[1] - two[0]) < 1.5 for one, two in pairwise(boxes))


def test_side_files_are_loaded_as_they_are_wanted(opened: Any, tmp_path: Path) -> None:
    page = opened(made(tmp_path, many(45_000, 30)))
    print(f"45,000 paragraphs: first paragraphs shown after {page.get_attribute('html', 'data-ready')} ms")  # noqa: T201
    page.wait_for_selector(".row:not(.waiting) .text")
    assert page.inner_text("#count") == "45,000 段"
    assert page.inner_text("#page-at") == "第 1 页，共 3 页"
    page.click("#page-on")
    page.wait_for_selector(".row[data-index='20000']:not(.waiting)")
    picture(page, "side-files")
    began = page.evaluate("performance.now()")
    page.fill("#search", "第44999段")
    wait_count(page, "1 / 45,000 段")
    print(f"search through 12 side files: {page.evaluate('performance.now()') - began:.0f} ms")  # noqa: T201
    assert "第44999段" in page.inner_text(".row .text")
    page.fill("#search", "")
    wait_count(page, "45,000 段")
    page.click("#tab-documents")
    page.click("#documents .entry:has-text('archive/017.txt')")
    wait_count(page, "1,500 / 45,000 段")
    page.wait_for_selector(".row:not(.waiting) .text:has-text('第17号工作总结')")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("8")
    (row,) = read_rows(saved(page, "#save", tmp_path / "rows.jsonl"))
    assert (row.source, row.span and row.span[0], row.role) == ("archive:017", 300, "problem")


def test_side_files_that_are_missing_or_of_another_page(opened: Any, tmp_path: Path) -> None:
    path = made(tmp_path, many(95), inline=40, chunk=30)
    data = tmp_path / "page-data"
    (data / "00003.js").unlink()
    (data / "00002.js").write_bytes((data / "00001.js").read_bytes().replace(b"gongwenRows(1,", b"gongwenRows(2,"))
    page = opened(path)
    page.fill("#search", "第1段")
    page.wait_for_selector("#message:not([hidden])")
    assert "不是同一次生成" in page.inner_text("#message")
    page.keyboard.press("Escape")
    (data / "00002.js").unlink()
    page.reload()
    page.fill("#search", "第1段")
    page.wait_for_function("() => document.getElementById('message').textContent.includes('page-data/00002.js')")
    assert "找不到数据文件" in page.inner_text("#message")
    opened.complaints[:] = [said for said in opened.complaints if "ERR_FILE_NOT_FOUND" not in said]
