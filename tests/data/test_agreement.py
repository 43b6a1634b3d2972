"""Cohen's kappa against scikit-learn's, and the differences listed."""

import random

import pytest
from sklearn.metrics import cohen_kappa_score

from gongwen.data import Row, agreement, read_rows
from gongwen.data.agreement import kappa
from gongwen.errors import DataError
from gongwen.labels import LabelSet

from .conftest import REPOSITORY


def row(line: int, role: str, *topics: str) -> Row:
    return Row("a:1", line, line, topics, role, None, None, f"rows:{line}")


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_scikit_learns(seed: int) -> None:
    draw = random.Random(seed)
    first = draw.choices("abcd", k=80)
    second = [a if draw.random() < 0.7 else draw.choice("abcd") for a in first]
    assert kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))


def test_certain_agreement_has_no_kappa() -> None:
    assert kappa([False] * 5, [False] * 5) != kappa([False] * 5, [False] * 5)  # NaN


def test_readings_are_compared_by_place() -> None:
    first = [row(1, "measure", "kepu"), row(2, "result"), row(3, "lead")]
    second = [row(2, "measure"), row(1, "measure", "kepu", "dangjian"), row(9, "lead")]
    result = agreement(first, second, LabelSet.load())
    assert result.paragraphs == 2
    assert [(d.first.line, d.second.role) for d in result.differences] == [(1, "measure"), (2, "measure")]
    with pytest.raises(DataError, match="no paragraph in common"):
        agreement(first, [], LabelSet.load())


def test_readings_by_lines_and_by_characters_meet() -> None:
    def at(line: int | None, start: int, role: str) -> Row:
        return Row("a:1", line, line, (), role, None, (start, start + 5), "rows:1")

    first = [at(1, 0, "measure"), at(None, 10, "result")]
    second = [at(None, 0, "lead"), at(7, 10, "result"), at(None, 20, "plan")]
    result = agreement(first, second, LabelSet.load())
    assert result.paragraphs == 2
    assert [(d.first.place, d.second.place) for d in result.differences] == [("line 1", "characters 0-5")]


def test_the_repositorys_readings_agree_as_the_card_says() -> None:
    readings = REPOSITORY / "data" / "readings"
    result = agreement(read_rows(readings / "first"), read_rows(readings / "second"), LabelSet.load())
    assert result.paragraphs >= 500
    assert result.role > 0.9
    assert min(result.topics.values()) > 0.9
