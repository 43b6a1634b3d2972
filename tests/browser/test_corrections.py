"""The reading page in a browser: corrections become rows of a data folder, and are loaded back."""

import json
import shutil
from pathlib import Path
from typing import Any

from gongwen.data.check import check
from gongwen.data.folder import DataFolder
from gongwen.formats import read_document
from gongwen.labels import LabelSet
from gongwen.view import read_records, write_page
from tests.view.invented import many, record, write

from .pages import EXAMPLES, made, picture, saved, wait_count

FILES = Path(__file__).parents[1] / "formats" / "files"


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
