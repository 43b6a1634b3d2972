"""`data check`: sound rows pass, every kind of fault is named with file and line."""

import json
from pathlib import Path

import pytest

from gongwen.data import CheckReport, Texts, check, labelled_documents, read_splits, split_documents
from gongwen.errors import DataError
from gongwen.labels import LabelSet

TEXT = "某镇工作总结\n\n　　今年以来，我镇各项工作平稳推进，现总结如下。\n一、科普工作\n举办科普讲座三场，听众\n- 2 -\n两百余人。\n"
GOOD = [
    {"source": "written:a", "line": 1, "topics": [], "role": "title"},
    {"source": "written:a", "line": 3, "topics": [], "role": "lead", "article": 1},
    {"source": "written:a", "line": 4, "topics": ["kepu"], "role": "heading"},
    {"source": "written:a", "line": 5, "end_line": 7, "topics": ["kepu", "dangjian"], "role": "measure"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "written").mkdir()
    (tmp_path / "written" / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def run(folder: Path, rows: list[object]) -> CheckReport:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "rows.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return check(folder / "rows.jsonl", LabelSet.load(), Texts([folder]))


def test_sound_rows_pass_and_are_counted(folder: Path) -> None:
    report = run(folder, list(GOOD))
    assert report.problems == []
    assert (report.rows, report.sources, report.several_topics) == (4, 1, 1)
    assert report.topics["kepu"] == 2
    assert report.roles["measure"] == 1


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ('{"source": "written:a", "line": 1', "not valid JSON"),
        ("[]", "expected a JSON object"),
        ({"source": "written:a", "line": 1, "topics": [], "role": "title", "rolle": 1}, "unknown field 'rolle'"),
        ({"source": "a", "line": 1, "topics": [], "role": "title"}, "'source' must be"),
        ({"source": "written:a", "line": 0, "topics": [], "role": "title"}, "'line' must be a whole number"),
        ({"source": "written:a", "line": True, "topics": [], "role": "title"}, "'line' must be a whole number"),
        ({"source": "written:a", "topics": [], "role": "title"}, "'line' is missing"),
        ({"source": "written:a", "line": 1, "topics": "kepu", "role": "title"}, "'topics' must be a list"),
        ({"source": "written:a", "line": 1, "topics": []}, "'role' must be a key"),
        ({"source": "written:a", "line": 1, "topics": [], "role": "titel"}, "unknown role 'titel'; known are title"),
        ({"source": "written:a", "line": 1, "topics": ["keppu"], "role": "title"}, "unknown topic 'keppu'"),
        ({"source": "written:a", "line": 1, "topics": ["kepu", "kepu"], "role": "title"}, "a topic stands twice"),
        ({"source": "written:a", "line": 1, "topics": ["kepu"], "role": "other"}, "carries no topic"),
        ({"source": "written:a", "line": 99, "topics": [], "role": "title"}, "line 99 is outside written:a"),
        ({"source": "written:a", "line": 2, "topics": [], "role": "title"}, "line 2 of written:a is blank"),
        ({"source": "written:a", "line": 3, "end_line": 1, "topics": [], "role": "lead"}, "is before 'line'"),
        ({"source": "written:b", "line": 1, "topics": [], "role": "title"}, "no file"),
        ({"source": "written:../a", "line": 1, "topics": [], "role": "title"}, "may not contain a path"),
    ],
)
def test_a_broken_row_is_named_with_file_and_line(folder: Path, row: object, problem: str) -> None:
    report = run(folder, [{"source": "written:a", "line": 4, "topics": [], "role": "heading"}, row])
    assert len(report.problems) == 1
    assert problem in report.problems[0]
    assert report.problems[0].startswith(f"{folder / 'rows.jsonl'}:2: ")


def test_a_line_labelled_twice_names_both_places(folder: Path) -> None:
    report = run(folder, [*GOOD, {"source": "written:a", "line": 6, "topics": [], "role": "other"}])
    assert "rows.jsonl:5: line 6 of written:a is already labelled in" in report.problems[0]
    assert "rows.jsonl:4" in report.problems[0]


def test_absent_texts_are_counted_not_guessed(folder: Path) -> None:
    report = run(folder, [*GOOD, {"source": "fetched:x", "line": 5, "topics": [], "role": "lead"}])
    assert report.problems == []
    assert report.absent == {"fetched": 1}


def test_collections_in_a_jsonl_file_are_found(folder: Path) -> None:
    (folder / "corpus").mkdir()
    row = json.dumps({"doc_id": "d1", "text": "一行\n两行"}, ensure_ascii=False)
    (folder / "corpus" / "news.jsonl").write_text(row + "\n", encoding="utf-8")
    assert Texts([folder]).get("news:d1") == "一行\n两行"
    with pytest.raises(DataError, match="no document 'd2'"):
        Texts([folder]).get("news:d2")


def test_labels_meet_the_paragraphs_they_were_given_to(folder: Path) -> None:
    run(folder, list(GOOD))
    (document,), absent = labelled_documents(folder / "rows.jsonl", Texts([folder]))
    assert absent == {}
    roles = [
        (p.text[:4], row.role if row else None)
        for p, row in zip(document.document.paragraphs, document.rows, strict=True)
    ]
    assert roles == [("某镇工作", "title"), ("今年以来", "lead"), ("一、科普", "heading"), ("举办科普", "measure")]


def test_splits(folder: Path) -> None:
    run(folder, list(GOOD))
    documents, _ = labelled_documents(folder / "rows.jsonl", Texts([folder]))
    splits = folder / "splits.json"
    splits.write_text('{"train": ["written:a"]}')
    assert [d.source for d in split_documents(documents, read_splits(splits))["train"]] == ["written:a"]
    splits.write_text("{}")
    with pytest.raises(DataError, match="stands in no split"):
        split_documents(documents, read_splits(splits))
    splits.write_text('{"train": ["written:a"], "test": ["written:a"]}')
    with pytest.raises(DataError, match="stands in 'train' and in 'test'"):
        read_splits(splits)
    splits.write_text('{"training": []}')
    with pytest.raises(DataError, match="unknown split 'training'"):
        read_splits(splits)


REPOSITORY = Path(__file__).parents[2]


def test_the_repositorys_own_labels_are_sound() -> None:
    report = check(REPOSITORY / "data" / "labels", LabelSet.load(), Texts([REPOSITORY / "data", REPOSITORY]))
    assert report.problems == []
    assert report.rows > 5000
    labels = LabelSet.load()
    assert all(report.topics[key] >= 100 for key in labels.topic_keys)
    assert all(report.roles[key] >= 100 for key in labels.role_keys)


def test_every_line_of_the_written_corpus_is_labelled() -> None:
    documents, _ = labelled_documents(REPOSITORY / "data" / "labels" / "written.jsonl", Texts([REPOSITORY / "data"]))
    unlabelled = [d.source for d in documents if None in d.rows]
    assert unlabelled == []


def test_every_labelled_document_has_a_split() -> None:
    splits = read_splits(REPOSITORY / "data" / "splits.json")
    rows = (REPOSITORY / "data" / "labels").glob("*.jsonl")
    sources = {json.loads(line)["source"] for file in rows for line in file.read_text(encoding="utf-8").splitlines()}
    assert sources == set(splits)
