"""Labelled texts are found as users keep them, in every format, and rows by characters fall on their paragraphs."""

import json
import shutil
import zipfile
from pathlib import Path

import pytest

from gongwen.data import DataFolder, Splits, Texts, check, covering
from gongwen.documents import Document, segment
from gongwen.documents.paragraphs import MAX_CHARACTERS
from gongwen.errors import DataError
from gongwen.formats import read_documents
from gongwen.view.sources import source_names

FILES = Path(__file__).parents[1] / "formats" / "files"
TEXT = "石桥镇工作小结\r\n一、信訪工作\r\n\r\n全年接待😀群众41批次，办结\r\n- 2 -\r\n率百分之百。\r\n"
PAGE = "<html><body><h1>石桥镇工作小结</h1><p>今年办科普讲座&nbsp;7 场，<b>听众</b>三百人。</p><ul><li>其一。</li></ul></body></html>"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A place in which `archive/` was tagged, with a data folder beside it."""
    deep = tmp_path / "archive" / "2019" / "石桥镇"
    deep.mkdir(parents=True)
    (tmp_path / "mine" / "labels").mkdir(parents=True)
    (deep / "plain.txt").write_bytes(TEXT.encode())
    (deep / "mac.txt").write_bytes(TEXT.replace("\r\n", "\r").encode())
    (deep / "page.html").write_text(PAGE, encoding="utf-8")
    shutil.copy(FILES / "lists.docx", deep / "report.docx")
    shutil.copy(FILES / "report.pdf", deep)
    (deep / "table.csv").write_text("正文\n第一行的段落。\n第二行的段落。\n", encoding="utf-8")
    with zipfile.ZipFile(deep / "packed.zip", "w") as archive:
        archive.writestr("in/a.txt", TEXT)
    return tmp_path


def read(file: Path) -> list[Document]:
    return [found for found in read_documents(file) if isinstance(found, Document)]


def write(home: Path, *rows: dict[str, object]) -> DataFolder:
    lines = (json.dumps({"topics": [], "role": "measure", **row}, ensure_ascii=False) + "\n" for row in rows)
    (home / "mine" / "labels" / "rows.jsonl").write_text("".join(lines), encoding="utf-8")
    return DataFolder(home / "mine")


def test_what_the_tagger_says_of_any_file_are_rows_of_a_data_folder(home: Path) -> None:
    documents = [d for file in sorted((home / "archive").rglob("*.*")) for d in read(file)]
    names = [str(Path(document.name).relative_to(home)) for document in documents]
    sources = dict(zip(source_names(names), documents, strict=True))
    assert list(sources) == [
        f"archive:2019/石桥镇/{name}"
        for name in (
            "mac", "packed.zip!/in/a.txt", "page.html", "plain", "report.docx", "report.pdf", "table.csv#2", "table.csv#3"
        )
    ]  # fmt: skip
    rows = [{"source": s, "start": p.start, "end": p.end} for s, d in sources.items() for p in d.paragraphs]
    folder = write(home, *rows)
    report = check(folder)
    assert (report.problems, report.rows, dict(report.absent)) == ([], len(rows), {})
    for labelled in folder.documents:
        given = [p.text for p, row in zip(labelled.document.paragraphs, labelled.rows, strict=True) if row]
        assert given == [p.text for p in sources[labelled.source].paragraphs]
    mac = next(d for d in folder.documents if d.source.endswith("mac"))
    assert [row and row.lines for row in mac.rows] == [(1, 1), (2, 2), (4, 6)]  # the page number is set aside


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (0, 5, "begin or end in the midst of a line"),
        (1, 7, "begin or end in the midst of a line"),
        (7, 9, "begin or end in the midst of a line"),
        (0, 900, "are outside"),
    ],
)
def test_rows_whose_text_was_edited_are_named(home: Path, start: int, end: int, said: str) -> None:
    folder = write(home, {"source": "archive:2019/石桥镇/plain", "start": start, "end": end})
    (problem,) = check(folder).problems
    assert "rows.jsonl:1: " in problem
    assert said in problem
    with pytest.raises(DataError, match=said):
        _ = folder.documents


def test_rows_with_and_without_lines_meet(home: Path) -> None:
    at = TEXT.index("全年"), TEXT.index("百。") + 2
    both = {"source": "archive:2019/石桥镇/plain", "line": 4, "end_line": 6}
    (problem,) = check(write(home, both, {"source": both["source"], "start": at[0], "end": at[1]})).problems
    assert "rows.jsonl:2: line 4 of archive:2019/石桥镇/plain is already labelled" in problem
    assert check(write(home, {**both, "start": at[0], "end": at[1]})).problems == []


def test_paragraphs_that_share_a_line_number_are_told_apart_by_characters(home: Path) -> None:
    text = "某镇小结\u2028接访41批次。\n办结率百分之百。\x0b又及。\n"
    (home / "archive" / "shared.txt").write_text(text, encoding="utf-8")
    paragraphs = segment(text).paragraphs
    assert [p.first_line for p in paragraphs] == [1, 1, 2, 2]
    rows = [{"source": "archive:shared", "start": p.start, "end": p.end} for p in paragraphs[:3]]
    folder = write(home, *rows)
    assert check(folder).problems == []
    (document,) = folder.documents
    assert [row and row.lines for row in document.rows] == [(1, 1), (1, 1), (2, 2), None]
    assert covering(segment(text), [row for row in document.rows if row]) == [0, 1, 2]
    twice = {"source": "archive:shared", "line": 1}
    assert "line 1 of archive:shared is already labelled" in check(write(home, *rows, twice)).problems[0]


def test_masks_by_line_meet_rows_by_characters(home: Path) -> None:
    source = "archive:2019/石桥镇/plain"
    paragraphs = segment(TEXT).paragraphs
    folder = write(home, *({"source": source, "start": p.start, "end": p.end} for p in paragraphs))
    Splits({source: "train"}, {source: frozenset({4})}).save(folder.splits_path)
    (document,) = folder.parts()["train"]
    assert [row and row.line for row in document.rows] == [1, 2, None]


def test_names_with_and_without_suffix(home: Path) -> None:
    place = home / "archive" / "2019" / "石桥镇"
    texts = Texts([home])
    assert texts.get("archive:2019/石桥镇/plain") == texts.get("archive:2019/石桥镇/plain.txt") == TEXT
    with pytest.raises(
        DataError, match=r"several files of that name in .*: report\.docx, report\.pdf; write the suffix"
    ):
        texts.get("archive:2019/石桥镇/report")
    (place / "report.txt").write_text("甲", encoding="utf-8")
    assert Texts([home]).get("archive:2019/石桥镇/report") == "甲"  # which a name without suffix stands for
    (place / "page.html").rename(place / "only.HTML")
    assert "听众" in (Texts([home]).get("archive:2019/石桥镇/only") or "")
    with pytest.raises(DataError, match="no file '2019/plain', with or without a suffix"):
        texts.get("archive:2019/plain")
    with pytest.raises(DataError, match="without --text-column and --group-column"):
        texts.get("archive:2019/石桥镇/table.csv#2-3")
    for name in ("archive:/etc/passwd", "archive:2019/../x", "..:x", "archive:C:/x", r"archive:2019\x"):
        with pytest.raises(DataError, match="may not lead out"):
            texts.get(name)


def test_a_folder_named_by_itself_and_files_without_a_folder(home: Path) -> None:
    assert Texts([home / "archive"]).get("archive:2019/石桥镇/plain") == TEXT
    assert Texts([home / "mine"]).get("archive:2019/石桥镇/plain") is None
    assert Texts([home]).get("texts:loose") is None
    (home / "loose.txt").write_text("甲", encoding="utf-8")
    assert Texts([home]).get("texts:loose") == "甲"


def test_one_file_under_two_names_is_told(home: Path) -> None:
    rows = [{"source": f"archive:2019/石桥镇/{name}", "line": n} for n, name in enumerate(("plain", "plain.txt"), 1)]
    (problem,) = check(write(home, *rows)).problems
    assert "rows.jsonl:2: archive:2019/石桥镇/plain.txt is the same file as archive:2019/石桥镇/plain, " in problem


def test_a_file_that_cannot_be_read_is_named_with_its_row(home: Path) -> None:
    (home / "archive" / "bad.docx").write_bytes(b"PK\x03\x04damaged")
    (problem,) = check(write(home, {"source": "archive:bad.docx", "start": 0, "end": 3})).problems
    assert problem.startswith(f"{home / 'mine' / 'labels' / 'rows.jsonl'}:1: {home / 'archive' / 'bad.docx'}")


def test_a_line_too_long_for_a_paragraph_is_named_with_its_row(home: Path) -> None:
    (home / "archive" / "long.txt").write_text("某镇小结\n" + "数据" * (MAX_CHARACTERS // 2 + 1), encoding="utf-8")
    (problem,) = check(write(home, {"source": "archive:long", "line": 1})).problems
    assert "rows.jsonl:1: " in problem
    assert f"{home / 'archive' / 'long.txt'}: line 2 has 200,002 characters" in problem
