"""The reading page as a file: what stands in it, that text stays text, and the command that writes it."""

import base64
import hashlib
import html.parser
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gongwen.cli import app
from gongwen.labels import LabelSet
from gongwen.view import read_records, write_page
from gongwen.view.page import SCRIPTS, script_json

from .invented import HOSTILE, many, record, write

LABELS = LabelSet.load()


def page_of(tmp_path: Path, records: Any, **options: Any) -> str:
    tagged = write(tmp_path / "tagged.jsonl", records)
    write_page(read_records([tagged], LABELS), tmp_path / "page.html", LABELS, **options)
    return (tmp_path / "page.html").read_text(encoding="utf-8")


class Parts(html.parser.HTMLParser):
    """Scripts and styles as a browser takes them, and the names of all elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.styles: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._within: Any = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._within = dict(attrs) if tag in ("script", "style") else None
        if tag == "style":
            self._within = "style"

    def handle_data(self, data: str) -> None:
        if self._within == "style":
            self.styles.append(data)
        elif self._within is not None:
            self.scripts.append((self._within, data))

    def handle_endtag(self, tag: str) -> None:
        self._within = None

    @property
    def data(self) -> Any:
        return json.loads(self.scripts[0][1])


def test_a_page_holds_all_it_needs(tmp_path: Path) -> None:
    page = page_of(tmp_path, many(200))
    parts = Parts(page)
    assert not re.search(r"https?://|@import|url\(|src=", page)
    assert [attributes.get("type") for attributes, _ in parts.scripts] == ["application/json", None]
    assert parts.data["total"] == 200
    assert [name for name, *_ in parts.data["documents"]] == [f"archive/{n:03d}.txt" for n in range(10)]
    assert parts.data["documents"][3][1:4] == ["archive:003", 60, 20]
    assert sum(parts.data["counts"]["roles"]) == 200
    assert not (tmp_path / "page-data").exists()


def test_only_its_own_script_and_style_may_run(tmp_path: Path) -> None:
    parts = Parts(page_of(tmp_path, [record()]))
    policy = next(a["content"] for tag, a in parts.tags if tag == "meta" and "http-equiv" in a) or ""

    def hashed(text: str) -> str:
        return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "dynamic" not in policy
    assert f"script-src '{hashed(parts.scripts[1][1])}'" in policy
    assert f"style-src '{hashed(parts.styles[0])}'" in policy
    assert not [a for _, attributes in parts.tags for a in attributes if a.startswith("on") or a == "style"]


def test_the_code_makes_no_markup_of_text_and_is_small() -> None:
    assets = Path(sys.modules["gongwen.view.page"].__file__ or "").parent / "assets"
    assert {path.name for path in assets.iterdir()} == {*SCRIPTS, "page.html", "page.css"}
    assert sum(path.stat().st_size for path in assets.iterdir()) < 100_000
    for name in SCRIPTS:
        code = (assets / name).read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|fetch\(", code)
        assert not re.search(r"</script|<!--", code, re.IGNORECASE)


def test_hostile_text_stays_data(tmp_path: Path) -> None:
    hostile = [record(n, text, ref=text[:40], path=[text]) for n, text in enumerate(HOSTILE, 1)]
    hostile += [record(1, "a", doc=text[:60], duplicate_of=text[:40] + "#1", flags=[text[:9]]) for text in HOSTILE]
    page = page_of(tmp_path, hostile)
    parts = Parts(page)
    assert len(parts.scripts) == 2
    assert "<" not in parts.scripts[0][1]
    assert not {"\u2028", "\u2029", "\x00"} & set(page)
    texts = [row[5] for row in parts.data["rows"]][: len(HOSTILE)]
    assert texts == [re.sub("[\ud800-\udfff]", "\ufffd", text) for text in HOSTILE]
    assert "img" not in [tag for tag, _ in parts.tags]


def test_json_in_a_script() -> None:
    said = {"__proto__": ["</ScRiPt>", "<!--", "\u2028\ud800"]}
    text = script_json(said)
    assert "<" not in text
    assert json.loads(text) == {"__proto__": ["</ScRiPt>", "<!--", "\u2028\ufffd"]}


def test_offsets_are_counted_as_the_browser_does(tmp_path: Path) -> None:
    text = "𠀀𠀁信访𠀂。群众来访。"
    said = record(text=text, topics=["xinfang"], evidence={"xinfang": [{"start": 106, "end": 111, "score": 0.5}]})
    assert text[6:11] == "群众来访。"
    assert Parts(page_of(tmp_path, [said])).data["rows"][0][13] == [[1, 9, 14, 0.5]]


def test_beyond_the_limit_paragraphs_stand_in_side_files(tmp_path: Path) -> None:
    parts = Parts(page_of(tmp_path, many(95), inline=40, chunk=30))
    files = sorted((tmp_path / "page-data").iterdir())
    assert [file.name for file in files] == ["00001.js", "00002.js", "00003.js", "00004.js"]
    assert parts.data["rows"] == []
    rows = []
    for file, known in zip(files, parts.data["files"], strict=True):
        match = re.fullmatch(r'gongwenRows\(\d+,"(\w+)",(.*)\);\n', file.read_text(encoding="utf-8"), re.DOTALL)
        assert match
        assert match[1] == known
        rows.append(json.loads(match[2]))
    assert [len(some) for some in rows] == [30, 30, 30, 5]
    assert [row[5] for some in rows for row in some] == [one["text"] for one in many(95)]
    policy = next(a["content"] for tag, a in parts.tags if tag == "meta" and "http-equiv" in a) or ""
    assert "'strict-dynamic'" in policy
    # A smaller page in its place leaves nothing of them.
    page_of(tmp_path, many(35), inline=30, chunk=30)
    assert [file.name for file in sorted((tmp_path / "page-data").iterdir())] == ["00001.js", "00002.js"]


def test_the_same_records_are_the_same_page(tmp_path: Path) -> None:
    assert page_of(tmp_path, many(50)) == page_of(tmp_path, many(50))


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "tagged.jsonl", many(20, 2))
    command = [sys.executable, "-m", "gongwen", "view", "tagged.jsonl", "--output", "page.html"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert "20 paragraphs of 2 documents" in done.stderr
    (tmp_path / "none.jsonl").write_bytes(b"")
    before = (tmp_path / "page.html").read_bytes()
    run = CliRunner().invoke
    assert "no records" in str(run(app, ["view", "none.jsonl", "--output", "page.html"]).exception)
    assert (tmp_path / "page.html").read_bytes() == before
    assert run(app, ["view", "tagged.jsonl", "--output", "tagged.jsonl"]).exit_code == 2
    assert run(app, ["view", "tagged.jsonl", "--output", "none/page.html"]).exit_code == 2
    assert run(app, ["view", "tagged.jsonl", "--output", "p.html", "--texts", "none"]).exit_code == 2
