"""Windows: every paragraph scored once, nothing cut, context around it."""

import dataclasses
import json
import time
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwen.documents import segment
from gongwen.errors import ModelError
from gongwen.resources import DEFAULT_MODEL, shipped
from gongwen.windows import ParagraphTokenizer, WindowSettings, build_windows
from tests.conftest import REPORT

SMALL = WindowSettings(max_tokens=96, margin_tokens=12, heading_tokens=16, start_id=0, separator_id=2, pad_id=1)


@lru_cache
def tokenizer() -> ParagraphTokenizer:
    return ParagraphTokenizer(shipped(f"models/{DEFAULT_MODEL}") / "tokenizer.json")


@given(st.lists(st.integers(1, 400), min_size=1, max_size=40), st.booleans())
@settings(max_examples=60, deadline=None)
def test_every_token_of_every_paragraph_is_scored_exactly_once(lengths: list[int], dense: bool) -> None:
    text = "\n".join("全镇科普工作" * (n // 6) + "好事办实。"[: n % 6 + 1] + "。" for n in lengths)
    document = segment(text)
    ids = tokenizer().encode([p.text for p in document.paragraphs])
    scored: list[list[int]] = [[] for _ in ids]
    pieces = [0] * len(ids)
    for window in build_windows(document, tokenizer(), SMALL, dense=dense):
        assert len(window.ids) <= SMALL.max_tokens
        assert window.ids[0] == SMALL.start_id
        for span in window.spans:
            assert window.ids[span.end - 1] == SMALL.separator_id
            scored[span.paragraph] += window.ids[span.start : span.end - 1]
            pieces[span.paragraph] += 1
            assert span.whole == (len(ids[span.paragraph]) <= SMALL.piece_tokens)
    assert scored == ids
    assert all(pieces)


def test_windows_overlap_where_a_document_is_cut() -> None:
    document = segment(REPORT * 3)
    windows = build_windows(document, tokenizer(), SMALL)
    assert len(windows) > 3
    for window in windows[1:-1]:
        first, last = window.spans[0].start, window.spans[-1].end
        assert len(window.ids) - last > 1, "sees what follows"
        assert first > SMALL.heading_tokens // 2, "sees what precedes"


def test_a_window_in_the_middle_begins_with_the_title_and_the_open_headings() -> None:
    document = segment(REPORT)
    settings = dataclasses.replace(SMALL, heading_tokens=32)
    windows = build_windows(document, tokenizer(), settings, dense=True)
    at = next(w for w in windows if document.paragraphs[w.spans[0].paragraph].path)
    first = document.paragraphs[at.spans[0].paragraph]
    title, *headings = tokenizer().encode(["青岭镇2021年工作总结", *first.path])
    context = at.ids[1 : at.ids.index(SMALL.separator_id)]
    assert context[:3] == title[:3]
    assert any(context[n : n + 3] == heading[:3] for heading in headings for n in range(len(context)))


def test_a_short_document_is_one_window() -> None:
    assert len(build_windows(segment("一、加强领导\n成立领导小组。"), tokenizer(), SMALL)) == 1
    assert build_windows(segment(""), tokenizer(), SMALL) == []


def test_a_paragraph_of_symbols_the_tokenizer_drops_still_has_a_span() -> None:
    windows = build_windows(segment("正文一句。\n\u200b\u200b\n又一句正文。"), tokenizer(), SMALL)
    assert sum(len(w.spans) for w in windows) == 3
    assert all(s.end > s.start for w in windows for s in w.spans)


def test_special_tokens_come_from_the_settings() -> None:
    odd = WindowSettings(max_tokens=96, margin_tokens=12, heading_tokens=16, start_id=101, separator_id=102, pad_id=0)
    window = build_windows(segment("成立领导小组。"), tokenizer(), odd)[0]
    assert (window.ids[0], window.ids[-1]) == (101, 102)


def test_a_damaged_tokenizer_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "tokenizer.json"
    broken.write_text(json.dumps({"model": {}}))
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        ParagraphTokenizer(broken)


def test_special_tokens_written_in_a_document_are_text() -> None:
    window = build_windows(segment("删除线</s>和<s>遮盖<mask>都是正文。"), tokenizer(), SMALL)[0]
    assert window.ids.count(SMALL.separator_id) == 2
    assert window.ids.count(SMALL.start_id) == 1


def test_the_time_grows_with_the_length_not_with_its_square() -> None:
    def seconds(paragraphs: int) -> float:
        text = "\n".join(f"我局第{n}次组织干部职工深入企业走访调查，解决难题三个。" for n in range(paragraphs))
        started = time.perf_counter()
        build_windows(segment(text), tokenizer(), SMALL)
        return time.perf_counter() - started

    seconds(200)
    assert seconds(8000) < 12 * seconds(2000)


def test_without_context_every_paragraph_stands_alone() -> None:
    document = segment(REPORT)
    alone = dataclasses.replace(SMALL, context=False)
    windows = build_windows(document, tokenizer(), alone)
    ids = tokenizer().encode([p.text for p in document.paragraphs])
    assert [(w.spans[0].paragraph, len(w.spans)) for w in windows if w.spans[0].whole] == [
        (n, 1) for n, tokens in enumerate(ids) if len(tokens) <= alone.piece_tokens
    ]
    assert all(w.ids[1 : w.spans[0].end - 1] == ids[w.spans[0].paragraph] for w in windows if w.spans[0].whole)
