"""Evidence: the sentences that carry a topic, where they stand in the file, and what their scores are made of."""

import numpy as np
import pytest

from gongwen import Tagger
from gongwen.documents import segment
from gongwen.runtime.scorer import Scorer, pooling_matrix
from gongwen.windows import build_windows
from tests.conftest import BROKEN, REPORT

MIXED = (
    "一年来，全镇经济社会各项事业稳步发展，城乡面貌有了新的变化。镇党委书记带队赴东莞、温州招商，签约石材加工项目5个，到位资金"
    "6200万元。镇里落实领导接访制度，全年接待来访群众137批次，调处矛盾纠纷86起。卫生院新添了设备；中心小学翻修了操场。"
)


def test_each_topic_is_found_where_it_stands(tagger: Tagger) -> None:
    (record,) = tagger.tag(MIXED)
    assert set(record.topics) == {"zhaoshang", "xinfang"} == set(record.evidence)
    best = {key: max(found, key=lambda e: e.score) for key, found in record.evidence.items()}
    assert MIXED[best["zhaoshang"].start : best["zhaoshang"].end].startswith("镇党委书记带队")
    assert MIXED[best["xinfang"].start : best["xinfang"].end].startswith("镇里落实领导接访")
    for found in record.evidence.values():
        assert not any(MIXED[e.start : e.end].startswith(("卫生院", "中心小学")) for e in found)


def test_every_topic_has_its_evidence_within_the_paragraph(tagger: Tagger) -> None:
    for record in tagger.tag(REPORT):
        assert list(record.evidence) == record.topics
        for found in record.evidence.values():
            assert found == sorted(found, key=lambda e: e.start)
            assert found
            assert all(record.start <= e.start < e.end <= record.end and 0 <= e.score <= 1 for e in found)


def test_a_topic_in_the_last_sentence_of_five_thousand_characters_is_found(tagger: Tagger) -> None:
    filling = "全镇新修水渠十二条，硬化村道八公里，粮食总产量比上年有所增加，群众生产生活条件进一步改善。"
    last = "镇党委书记带队赴东莞、温州招商引资，签约石材加工项目5个，到位资金6200万元。"
    text = filling * (5000 // len(filling)) + last
    (record,) = tagger.tag(text)
    assert record.topics == ["zhaoshang"]
    best = max(record.evidence["zhaoshang"], key=lambda e: e.score)
    assert text[best.start : best.end] == last


@pytest.mark.parametrize("text", [MIXED, "新增灌溉面积1200亩</s>，上了Windows 系统。" * 90])
def test_every_token_has_its_logits(tagger: Tagger, text: str) -> None:
    """As many as the tokenizer names places, whatever was left out and however many pieces."""
    document, bundle = segment(text), tagger.bundle
    places = bundle.tokenizer().starts(document.paragraphs[0].text, bundle.windows.reserved)
    assert len(tagger.logits(document).tokens[0]) == len(places)


def test_the_mean_of_the_tokens_logits_is_the_spans(tagger: Tagger) -> None:
    bundle, scorer = tagger.bundle, Scorer(tagger.bundle.model_file)
    for window in build_windows(segment(REPORT), bundle.tokenizer(), bundle.windows):
        ids = np.array([window.ids])
        topics, _, tokens = scorer.run(ids, np.ones_like(ids), pooling_matrix(window)[None])
        assert tokens is not None
        for row, span in enumerate(window.spans):
            assert tokens[0, span.start : span.end].mean(axis=0) == pytest.approx(topics[0, row], abs=1e-3)


def test_places_in_broken_lines_are_those_of_the_file() -> None:
    paragraph = segment(BROKEN).paragraphs[0]
    assert len(paragraph.lines) == 2
    assert paragraph.locate(0, len(paragraph.text)) == (paragraph.start, paragraph.end)
    for start in range(0, len(paragraph.text) - 4, 7):
        begins, ends = paragraph.locate(start, start + 4)
        within = BROKEN[begins:ends]
        kept = iter(within)
        assert all(letter in kept for letter in paragraph.text[start : start + 4])
        assert within[0] == paragraph.text[start]
        assert within[-1] == paragraph.text[start + 3]
