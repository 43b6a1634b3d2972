"""`data check`: sound rows pass, every kind of fault is named with file and line."""

import json
from pathlib import Path

import pytest

from gongwen.data import WRITTEN, CheckReport, DataFolder, Texts, check, read_splits, statistics
from gongwen.data.catalogue import fingerprint
from gongwen.data.splits import clusters, copies_between
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
    (folder / "labels").mkdir(exist_ok=True)
    (folder / "labels" / "rows.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return check(DataFolder(folder))


def test_sound_rows_pass(folder: Path) -> None:
    report = run(folder, list(GOOD))
    assert report.problems == []
    assert (report.rows, report.sources) == (4, 1)


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
        ({"source": "written:a", "line": 1, "start": 0, "topics": [], "role": "title"}, "stand together"),
        (
            {"source": "written:a", "line": 1, "start": -1, "end": 3, "topics": [], "role": "title"},
            "whole number from 0",
        ),
        (
            {"source": "written:a", "line": 1, "start": 0, "end": 999, "topics": [], "role": "title"},
            "0:999 are outside",
        ),
        ({"source": "written:a", "line": 1, "start": 6, "end": 6, "topics": [], "role": "title"}, "6:6 are outside"),
        ({"source": "written:a", "line": 1, "start": 9, "end": 12, "topics": [], "role": "title"}, "take lines 3-3"),
        ({"source": "written:../a", "line": 1, "topics": [], "role": "title"}, "may not lead out of its collection"),
    ],
)
def test_a_broken_row_is_named_with_file_and_line(folder: Path, row: object, problem: str) -> None:
    report = run(folder, [{"source": "written:a", "line": 4, "topics": [], "role": "heading"}, row])
    assert len(report.problems) == 1
    assert problem in report.problems[0]
    assert report.problems[0].startswith(f"{folder / 'labels' / 'rows.jsonl'}:2: ")


def test_a_line_labelled_twice_names_both_places(folder: Path) -> None:
    report = run(folder, [*GOOD, {"source": "written:a", "line": 6, "topics": [], "role": "other"}])
    assert "rows.jsonl:5: line 6 of written:a is already labelled in" in report.problems[0]
    assert "rows.jsonl:4" in report.problems[0]


def test_offsets_as_the_tagger_gives_them_are_sound(folder: Path) -> None:
    rows = [
        {**GOOD[0], "start": 0, "end": 6},
        {**GOOD[3], "start": TEXT.index("举办"), "end": TEXT.index("余人。") + 3},
    ]
    assert run(folder, rows).problems == []


def test_a_text_that_changed_since_it_was_labelled_is_noticed(folder: Path) -> None:
    entry = {"source": "written:a", "sha256": fingerprint(TEXT)}
    (folder / "catalogue.jsonl").write_text(json.dumps(entry) + "\n")
    assert run(folder, list(GOOD)).problems == []
    (folder / "written" / "a.txt").write_text(TEXT.replace("三场", "四场"), encoding="utf-8")
    (problem,) = run(folder, list(GOOD)).problems
    assert "is not the one that was labelled" in problem


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
    data = DataFolder(folder)
    (document,) = data.documents
    assert data.absent == {}
    roles = [
        (p.text[:4], row.role if row else None)
        for p, row in zip(document.document.paragraphs, document.rows, strict=True)
    ]
    assert roles == [("某镇工作", "title"), ("今年以来", "lead"), ("一、科普", "heading"), ("举办科普", "measure")]
    assert document.document.paragraphs[3].text == "举办科普讲座三场，听众两百余人。"  # the page number is set aside


def test_paragraphs_are_cut_where_the_rows_say(folder: Path) -> None:
    halves = [{"source": "written:a", "line": line, "topics": [], "role": "measure"} for line in (5, 7)]
    run(folder, [*GOOD[:3], *halves])
    (document,) = DataFolder(folder).documents
    texts = [p.text for p, row in zip(document.document.paragraphs, document.rows, strict=True) if row]
    assert texts[3:] == ["举办科普讲座三场，听众", "两百余人。"]


def test_a_folder_has_its_own_label_table(folder: Path) -> None:
    run(folder, list(GOOD))
    assert DataFolder(folder).labels == LabelSet.load()
    (folder / "labels.yaml").write_text("topics: [{key: t, name: 题}]\nroles: [{key: r, name: 段}]\n", encoding="utf-8")
    assert DataFolder(folder).labels.role_keys == ("r",)
    assert "unknown role 'title'; known are r" in check(DataFolder(folder)).problems[0]


def test_what_is_no_data_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no data folder: labelled rows are expected in"):
        DataFolder(tmp_path)


def test_the_repositorys_own_labels_are_sound(ours: DataFolder) -> None:
    assert check(ours).problems == []


def test_every_line_of_the_written_corpus_is_labelled(ours: DataFolder) -> None:
    unlabelled = [d.source for d in ours.documents if d.collection == "written" and None in d.rows]
    assert unlabelled == []


def test_every_document_has_a_split_and_stands_in_the_catalogue(ours: DataFolder) -> None:
    sources = {row.source for row in ours.rows}
    assert sources == set(read_splits(ours.splits_path).of)
    assert sources == set(ours.catalogue)


def test_the_written_corpus_holds_what_the_card_promises(ours: DataFolder) -> None:
    part = statistics(ours).origin["written"]
    assert part.documents >= 240
    assert part.paragraphs >= 3500
    assert all(part.topics[key] >= 350 for key in ours.labels.topic_keys)
    assert all(part.roles[key] >= 120 for key in ours.labels.role_keys)
    assert part.several >= 250
    assert all(part.keyword_only[key] >= 100 for key in ours.labels.topic_keys)


def test_no_two_written_documents_are_near_copies(ours: DataFolder) -> None:
    written = [d for d in ours.documents if d.collection in WRITTEN]
    assert [len(group) for group in clusters(written, copies_between(written)) if len(group) > 1] == []
