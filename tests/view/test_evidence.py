"""The reading page: where evidence stands in a paragraph, and the texts that are read again to find it."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from gongwen.documents import segment
from gongwen.documents.sentences import sentences
from gongwen.runtime.record import Evidence, Record
from gongwen.view.align import evidence_spans
from gongwen.view.sources import SourceTexts, source_names
from tests.conftest import BROKEN


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
