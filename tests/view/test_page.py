"""The reading page as a file: what stands in it, that text stays text, what is refused."""

import base64
import hashlib
import html.parser
import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from gongwen.cli import app
from gongwen.documents import segment
from gongwen.documents.sentences import sentences
from gongwen.errors import MissingExtraError, ReadError
from gongwen.labels import LabelSet
from gongwen.outputs.writers import FORMATS
from gongwen.runtime.record import Evidence, Record
from gongwen.view import read_records, tagged_files, write_page
from gongwen.view.align import evidence_spans
from gongwen.view.page import SCRIPTS, script_json
from gongwen.view.sources import SourceTexts, source_names
from tests.conftest import BROKEN

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


def located(
    text: str, spans: Sequence[tuple[int, int]] | None = None
) -> list[tuple[Record, dict[int, tuple[int, int]]]]:
    """Records of a text with every sentence as evidence, and where each stands in the paragraph by its start."""
    found = []
    for paragraph in segment(text, spans=spans).paragraphs:
        cut = sentences(paragraph.text)
        said = [Evidence(*paragraph.locate(*span), 0.5) for span in cut]
        made = Record(
            "t", 1, 1, paragraph.start, paragraph.end, paragraph.ref, paragraph.text, ["kepu"], {}, "measure", 1.0, 0, [],
            evidence={"kepu": said},
        )  # fmt: skip
        found.append((made, dict(zip((one.start for one in said), cut, strict=True))))
    return found


WRAPPED = (
    BROKEN
    + "    第三，办班。一是讲种植；二是讲防火。农民\n    都来听，一共\n12\n    三百人。全部结业。\n    又及：the new\nroad is open。\n"
)
JOINED = [(1, 3), (5, 8), (9, 10)]
"""Lines of its paragraphs that are made of several."""


@pytest.mark.parametrize("with_text", [True, False])
def test_evidence_in_joined_paragraphs(with_text: bool) -> None:
    joined = placed = total = 0
    for made, truth in located(WRAPPED, JOINED):
        joined += len(made.text) != made.end - made.start
        spans = {span for _, span, _ in evidence_spans(made, WRAPPED if with_text else None)}
        assert spans <= set(truth.values())
        placed += len(spans)
        total += len(truth)
    assert joined == 2  # in the third a blank stands for the line end
    assert placed == total if with_text else placed >= total - 3


def test_evidence_that_cannot_be_placed_is_left_out() -> None:
    made, _ = located(BROKEN)[0]
    for evidence in (Evidence(0, 10**6, 0.5), Evidence(made.start + 3, made.start + 9, 0.5), Evidence(9, 9, 0.5)):
        made.evidence = {"kepu": [evidence]}
        assert list(evidence_spans(made)) == []
    made.evidence = {"kepu": [Evidence(made.start, made.end, 0.5)]}
    assert list(evidence_spans(made, "一份别的文件" * 100)) == []


def test_texts_are_read_again(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(BROKEN, encoding="utf-8")
    (tmp_path / "in" / "bad.txt").write_bytes(b"\x00\x01\x02")
    texts = SourceTexts([tmp_path, tmp_path / "in"])
    assert texts.get("in/a.txt") == texts.get("elsewhere/a.txt") == BROKEN
    assert texts.get("in/bad.txt") is None
    assert texts.get("none.txt") is None


def test_documents_get_names_of_a_data_folder() -> None:
    named = ["examples/a.txt", "./a/2019/镇/b.docx", "c.TXT", "/srv/x/2020/c.txt", r"D:\报告\d.docx", "in/e.docx.txt"]
    assert source_names(named) == [
        "examples:a", "a:2019/镇/b.docx", "texts:c", "srv:x/2020/c", "报告:d.docx", "in:e.docx.txt",
    ]  # fmt: skip
    named = ["../up.txt", "x.zip!/in/e.txt", "in/t.xlsx#3", "C:/f.txt", "a:b/g.txt"]
    assert source_names(named) == ["texts:up", "texts:x.zip!/in/e.txt", "in:t.xlsx#3", "texts:f", "texts:a:b/g"]


def batch(folder: Path, suffix: str = "jsonl", *, complete: bool = True) -> Path:
    folder.mkdir()
    for number in (1, 2):
        with (folder / f"tagged-{number:04d}.{suffix}").open("wb") as stream:
            writer = FORMATS[suffix](stream, LABELS)
            for one in many(20, 2):
                writer.write({**one, "doc": f"{number}/{one['doc']}"})
            writer.close()
    if complete:
        (folder / "_SUCCESS").write_text("x\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_a_batchs_folder(tmp_path: Path, suffix: str) -> None:
    records = list(read_records(tagged_files([batch(tmp_path / "OUT", suffix)]), LABELS))
    assert [one.text for one in records] == [one["text"] for one in many(20, 2)] * 2
    assert records[5].evidence == {"kepu": [Evidence(1500, 1505, 0.9)]}
    assert records[5].to_dict()["topic_scores"] == record()["topic_scores"]


def test_what_is_no_batch_is_refused_with_the_remedy(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for path, said in (
        (tmp_path / "none.jsonl", "no such file"),
        (tmp_path / "empty", "no tagged-0001.jsonl"),
        (batch(tmp_path / "half", complete=False), "not complete"),
        (batch(tmp_path / "csv", "csv"), "--format jsonl"),
        (batch(tmp_path / "xlsx", "xlsx") / "tagged-0001.xlsx", "--output tagged.jsonl"),
    ):
        with pytest.raises(ReadError, match=said):
            tagged_files([path])


def test_parquet_without_pyarrow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = tagged_files([batch(tmp_path / "OUT", "parquet")])
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"gongwen-tagger\[parquet\]"):
        list(read_records(files, LABELS))
    monkeypatch.undo()
    files[0].write_bytes(b"PAR1 damaged PAR1")
    with pytest.raises(ReadError, match="not a readable Parquet file"):
        list(read_records(files, LABELS))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"role": "what"}, "--model DIR"),
        ({"topics": ["water"]}, "--model DIR"),
        ({"role": ["measure"]}, "not in the label table"),
        ({"text": 5}, "'text' must be a text"),
        ({"start": -1}, "'start' must be a whole number"),
        ({"end": True}, "'end' must be a whole number"),
        ({"role_score": float("nan")}, "'role_score' must be a probability"),
        ({"topic_scores": {"kepu": "1"}}, "'kepu' must be a probability"),
        ({"flags": "unsure"}, "'flags' must be a list"),
        ({"duplicate_of": 3}, "'duplicate_of'"),
        ({"evidence": {"kepu": [3]}}, "'evidence'"),
        ({"evidence": {"kepu": [{"start": 1, "end": 2}]}}, "'score' is missing"),
    ],
)
def test_what_is_no_record_is_named(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    tagged = write(tmp_path / "tagged.jsonl", [record(), {**record(2), **changes}])
    with pytest.raises(ReadError, match=r"tagged\.jsonl:2: ") as caught:
        list(read_records([tagged], LABELS))
    assert said in str(caught.value)


@pytest.mark.parametrize("line", [b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"doc": "a"}'])
def test_lines_that_are_no_records(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "t.jsonl").write_bytes(b"\n" + line + b"\n")
    with pytest.raises(ReadError, match=r"t\.jsonl:2: "):
        list(read_records([tmp_path / "t.jsonl"], LABELS))


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
