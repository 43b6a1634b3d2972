"""Figures hold no box for a missing glyph, with a Chinese font or without, and are the same bytes every time."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import matplotlib
import pytest

from gongwen.evaluation import Evaluation
from gongwen.labels import Label
from gongwen.report import figures, fonts, style

ALONE = (
    "parts",
    "labels",
    "role_confusion",
    "topic_confusion",
    "topic_curves",
    "role_curves",
    "reliability",
    "risk_coverage",
    "worst_slices",
)
LATIN = str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf")


@pytest.fixture
def no_chinese_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fonts, "best_family", lambda files: None)
    fonts.lettering.cache_clear()
    yield
    fonts.lettering.cache_clear()


def _texts(figure: matplotlib.figure.Figure) -> str:
    return " ".join(text.get_text() for text in figure.findobj(matplotlib.text.Text))


def _draw_all(evaluation: Evaluation, rules: Evaluation) -> dict[str, str]:
    """Texts of all figures; a glyph that no font has is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        drawn = {name: getattr(figures, name)(evaluation) for name in ALONE}
        drawn["comparison"] = figures.comparison(evaluation, {"models/另一个\U0001f600": rules, "rules": rules})
        for figure in drawn.values():
            style.svg(figure)
    return {name: _texts(figure) for name, figure in drawn.items()}


def test_no_glyph_is_missing(evaluation: Evaluation, rules: Evaluation) -> None:
    said = _draw_all(evaluation, rules)
    assert ("已办" if fonts.lettering().chinese else "done") in said["role_confusion"]
    assert "models/" in said["comparison"]


@pytest.mark.usefixtures("no_chinese_font")
def test_without_a_chinese_font_names_are_english(evaluation: Evaluation, rules: Evaluation) -> None:
    assert not fonts.lettering().chinese
    said = _draw_all(evaluation, rules)
    assert "to do" in said["role_confusion"]
    assert "threshold 0.50" in said["topic_curves"]
    assert "written part" in said["parts"]
    assert "models/???" in said["comparison"]
    assert not any("\u4e00" <= ch <= "\u9fff" for text in said.values() for ch in text)
    bare = replace(evaluation, labels=replace(evaluation.labels, roles=tuple(Label(n, n) for n in "甲乙丙丁")))
    assert "role 2" in _texts(figures.role_confusion(bare))


def test_a_font_counts_by_its_characters_not_by_its_name() -> None:
    assert fonts.best_family({"Noto Sans CJK SC": LATIN, "SimHei": "/nowhere.ttf"}) is None
    families = fonts.lettering().families
    assert families[-1] == "DejaVu Sans"
    assert fonts.lettering().chinese == (len(families) == 2)


def test_the_same_figure_is_the_same_bytes(evaluation: Evaluation, tmp_path: Path) -> None:
    first, second = (figures.save(figures.labels(evaluation), tmp_path, name) for name in ("a", "b"))
    assert [p.name for p in first] == ["a.png", "a.svg"]
    for one, other in zip(first, second, strict=True):
        assert one.read_bytes() == other.read_bytes()
    text = first[1].read_text()
    assert "<dc:date>" not in text
    assert "<text" not in text  # letters are outlines


def test_what_needs_probabilities_says_so(rules: Evaluation) -> None:
    for name in ("topic_curves", "role_curves", "reliability", "risk_coverage"):
        with pytest.raises(ValueError, match="no probabilities"):
            getattr(figures, name)(rules)
