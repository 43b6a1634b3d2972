"""The reading page in a browser, as its readers use it: `pytest tests/browser`, with Playwright and Debian's Chromium.

GONGWEN_CHROMIUM names another browser; GONGWEN_SCREENSHOTS a folder in which pictures of the page are kept.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api

from gongwen import Tagger
from gongwen.data.check import check
from gongwen.data.folder import DataFolder
from gongwen.data.rows import read_rows
from gongwen.formats import read_document
from gongwen.labels import LabelSet
from gongwen.view import read_records, write_page
from tests.view.invented import HOSTILE, many, record, write

LABELS = LabelSet.load()
EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = Path(__file__).parents[1] / "formats" / "files"
CHROMIUM = os.environ.get("GONGWEN_CHROMIUM", "/usr/bin/chromium")
WIDE, NARROW = {"width": 1280, "height": 850}, {"width": 390, "height": 844}
OPENS_WITHIN = 3_000
"""Milliseconds for 20,000 paragraphs: one second, and what a busy machine may take more."""


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


def made(tmp_path: Path, records: Any, **options: Any) -> Path:
    tagged = write(tmp_path / "tagged.jsonl", records)
    write_page(read_records([tagged], LABELS), tmp_path / "page.html", LABELS, **options)
    return tmp_path / "page.html"


@pytest.fixture(scope="module")
def examples(tagger: Tagger, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    records = [one.to_dict() for path in sorted(EXAMPLES.glob("*.txt")) for one in tagger.tag_file(path)]
    for one in records:
        one["doc"] = f"examples/{Path(one['doc']).name}"
        if one["doc"].endswith("township-2016.txt"):
            one["duplicate_of"] = "examples/science-association.txt#1"
    return made(folder, records)


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
    assert counts[:4] == ["0", "1", "0", "0"]  # of 成效
    assert sum(map(int, counts[5:16])) == 4  # of 信访
    page.click("text=清除筛选")
    wait_count(page, "20 / 98 段")
    page.fill("[aria-label='概率上限（%）']", "95")
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


def test_corrections_become_rows_of_a_data_folder(opened: Any, examples: Path, tmp_path: Path) -> None:
    page = opened(examples)
    page.click("#tab-documents")
    page.click("#documents .entry:has-text('compilation')")
    page.keyboard.press("Home")
    for _ in range(10):
        page.keyboard.press("j")
    assert "多行合并" in page.locator(".row.active").inner_text()
    page.keyboard.press("6")  # 成效
    page.keyboard.press("Shift+Digit1")  # not 科普
    page.keyboard.press("Shift+Digit4")  # 招商
    assert page.locator(".row.active .margin b").inner_text() == "成效"
    assert page.locator(".row.active .chip").all_inner_texts() == ["招商 1%"]
    assert "已修改" in page.locator(".row.active").inner_text()
    picture(page, "corrected")
    page.keyboard.press("j")
    page.click("#editor .role:has-text('杂项')")
    page.keyboard.press("Shift+Digit2")
    assert "不带主题" in page.inner_text("#message")
    page.keyboard.press("j")
    page.keyboard.press("3")
    page.keyboard.press("u")
    page.keyboard.press("j")
    role = page.locator("#editor .role[aria-pressed=true]")
    key = role.locator("kbd").inner_text()
    page.keyboard.press(key)  # the role it has: looked at, and right
    assert "已核对" in page.locator(".row.active").inner_text()
    assert page.inner_text("#save") == "下载修改（3）"
    page.click("#tab-filters")
    page.check(".choice:has-text('只看已修改') input")
    wait_count(page, "3 / 98 段")

    folder = tmp_path / "data"
    (folder / "labels").mkdir(parents=True)
    (folder / "examples").symlink_to(EXAMPLES)
    saved(page, "#save", folder / "labels" / "corrections.jsonl")
    (document,) = DataFolder(folder).documents
    rows = [row for row in document.rows if row]
    assert document.source == "examples:compilation-2024"
    assert [(row.lines, row.role) for row in rows[:2]] == [((11, 13), "result"), ((14, 14), "other")]
    assert rows[0].topics == ("zhaoshang",)
    report = check(DataFolder(folder))
    assert report.problems == []
    assert (report.rows, dict(report.absent)) == (3, {})

    # They are there again when the page is opened again.
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.inner_text("#save") == "下载修改（3）"


def test_corrections_of_any_file_are_accepted_as_they_are(opened: Any, tmp_path: Path) -> None:
    (tmp_path / "in" / "deep").mkdir(parents=True)
    shutil.copy(FILES / "lists.docx", tmp_path / "in" / "deep" / "lists.docx")
    shutil.copy(FILES / "report.pdf", tmp_path / "in" / "report.pdf")
    (tmp_path / "in" / "page.html").write_text(
        "<html><h1>某镇小结</h1><p>接访😀41批次。</p><p>办结。</p>", encoding="utf-8"
    )
    (tmp_path / "in" / "plain.txt").write_bytes("某镇小结\r\n接访41批次，办结\r\n- 2 -\r\n率百分之百。\r\n".encode())
    records = [
        record(n, p.text, doc=str(file.relative_to(tmp_path)), start=p.start, end=p.end, ref=p.ref)
        for file in sorted((tmp_path / "in").rglob("*.*"))
        for n, p in enumerate(read_document(file).paragraphs, 1)
    ]
    page = opened(made(tmp_path, records))
    for _ in records:
        page.keyboard.press("j")
        page.keyboard.press("8")
    assert page.inner_text("#save") == f"下载修改（{len(records)}）"
    (tmp_path / "mine" / "labels").mkdir(parents=True)
    saved(page, "#save", tmp_path / "mine" / "labels" / "corrections.jsonl")
    folder = DataFolder(tmp_path / "mine")
    report = check(folder)
    assert (report.problems, report.rows, dict(report.absent)) == ([], len(records), {})
    labelled = [p.text for d in folder.documents for p, row in zip(d.document.paragraphs, d.rows, strict=True) if row]
    assert sorted(labelled) == sorted(one["text"] for one in records)


def test_corrections_are_loaded_back(opened: Any, tmp_path: Path) -> None:
    page = opened(made(tmp_path, many(95), inline=40, chunk=30))

    def row(paragraph: int, role: str, *topics: str, **changes: Any) -> dict[str, Any]:
        return {
            "source": f"archive:{paragraph // 10:03d}",
            "start": 300 * (paragraph % 10),
            "end": 0,
            "topics": list(topics),
            "role": role,
            **changes,
        }

    texts = [one["text"] for one in many(95)]
    sound = [row(n, "problem", "xinfang", end=300 * (n % 10) + len(texts[n])) for n in (2, 71, 94)]
    by_line = {"source": "archive:003", "line": 5, "topics": [], "role": "other"}
    rows = [
        *sound, by_line, {**by_line, "line": 99}, row(3, "plan", end=1), row(4, "plan", source="b:c", end=1204), row(5, "what"),
        {**by_line, "topics": "kepu"}, {**by_line, "line": None}, 7,
    ]  # fmt: skip
    file = write(tmp_path / "corrections.jsonl", rows)
    file.write_bytes(file.read_bytes() + b"{\n\n")
    page.set_input_files("#load-file", file)
    page.wait_for_selector("#message:not([hidden])")
    assert page.inner_text("#message") == (
        "已载入 4 段的更正；3 行与本页的段落对不上，没有载入（如 archive:003）；5 行不是更正，或标签不在本页的标签表里，没有载入。"
    )
    assert page.inner_text("#save") == "下载修改（4）"
    again = [
        json.loads(line) for line in saved(page, "#save", tmp_path / "again.jsonl").read_text("utf-8").splitlines()
    ]
    assert [one for one in again if one["role"] == "problem"] == sound
    assert [(one["source"], one["start"], one["role"]) for one in again if one["role"] == "other"] == [
        ("archive:003", 1200, "other")
    ]
    page.keyboard.press("u")  # all of them in one step
    page.wait_for_selector("#save", state="hidden")
    # The same file, dropped onto the page.
    dropped = page.evaluate_handle(
        "text => { const all = new DataTransfer(); all.items.add(new File([text], 'corrections.jsonl')); return all }",
        file.read_text("utf-8"),
    )
    page.dispatch_event("#list", "drop", {"dataTransfer": dropped})
    page.wait_for_selector("#save:not([hidden])")
    assert page.inner_text("#save") == "下载修改（4）"


def test_another_label_table(opened: Any, tmp_path: Path) -> None:
    roles = [{"key": f"r{n}", "name": f"角色{n}", "kind": "heading" if n == 1 else "body"} for n in range(40)]
    labels = LabelSet.from_dict({"topics": [], "roles": roles})
    said = [record(n, topic_scores={}, role=f"r{n}", level=int(n == 1)) for n in range(1, 40)]
    write_page(read_records([write(tmp_path / "t.jsonl", said)], labels), tmp_path / "page.html", labels)
    page = opened(tmp_path / "page.html")
    page.keyboard.press("End")
    assert page.locator("#editor .role").count() == 40
    page.keyboard.press("Shift+Digit1")
    page.keyboard.press("2")
    assert page.locator(".row.active .margin b").inner_text() == "角色1"
    page.click("#editor .role:has-text('角色39')")
    assert not page.is_visible("#save")
    picture(page, "labels")


def test_where_the_browser_keeps_nothing(opened: Any, examples: Path) -> None:
    refuse = (
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    page = opened(examples, before=refuse)
    page.keyboard.press("j")
    page.keyboard.press("5")
    assert "请记得下载" in page.inner_text("#message")
    assert page.inner_text("#save") == "下载修改（1）"


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
