"""Whole documents."""

from typing import Any

from gongwen.data.rows import parse_row
from gongwen.runtime.record import Record
from gongwen.selection import Chosen, Labelled, choose_documents

from .invented import DEEDS, LABELS, places, record


def document(name: str, scores: list[float], deed: int = 0) -> list[Record]:
    return [
        record(n, f"{DEEDS[deed]}，第{n}处。", doc=name, role_score=score, ref=f"line {n}")
        for n, score in enumerate(scores, 1)
    ]


def take(records: list[Record], count: int, **options: Any) -> Chosen:
    return choose_documents(records, LABELS, count, **options)


SURE = document("reports/a.txt", [0.99] * 6, 0)
DOUBTFUL = document("reports/b.txt", [0.3, 0.95, 0.4, 0.3, 0.35, 0.3], 1)
LONG = document("reports/c.txt", [0.3] * 30, 2)


def test_the_most_doubtful_document_comes_whole_and_in_order() -> None:
    chosen = take([*SURE, *DOUBTFUL, *LONG], 12)
    assert places(chosen) == [("reports/a.txt", n) for n in range(1, 7)] + [("reports/b.txt", n) for n in range(1, 7)]
    assert [rank for rank, _ in chosen.candidates] == [2] * 6 + [1] * 6
    assert [candidate.doubt.reason for _, candidate in chosen.candidates[6:9]] == ["role", "context", "role"]
    assert chosen.too_long == 1


def test_no_more_paragraphs_than_asked_for() -> None:
    assert places(take([*SURE, *DOUBTFUL], 11)) == [("reports/b.txt", n) for n in range(1, 7)]
    assert places(take([*SURE, *DOUBTFUL, *LONG], 5)) == []


def test_paragraphs_that_are_labelled_do_not_come_again() -> None:
    rows = [parse_row('{"source": "reports:b", "line": 2, "end_line": 3, "topics": [], "role": "measure"}', "rows:1")]
    chosen = take([*SURE, *DOUBTFUL], 6, done=Labelled(rows))
    assert places(chosen) == [("reports/b.txt", n) for n in (1, 4, 5, 6)]
    assert chosen.labelled == 2


def test_a_second_document_of_the_same_words_waits() -> None:
    twin = document("reports/d.txt", [0.3, 0.95, 0.4, 0.3, 0.35, 0.35], 1)
    other = document("reports/e.txt", [0.5] * 6, 3)
    assert {doc for doc, _ in places(take([*DOUBTFUL, *twin, *other], 12))} == {"reports/b.txt", "reports/e.txt"}
