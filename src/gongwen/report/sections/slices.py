"""Kinds of paragraphs by their error rate, the most certainly worse first."""

from collections.abc import Sequence

import numpy as np

from ...evaluation import Slice
from ...evaluation.disagreement import surprise
from ...evaluation.slices import MINIMUM
from .. import words
from ..content import Content, decimal, section, share_interval
from ..markup import Markup, element, table

_HEAD = ["切片", "文件", "段落", "错误率", "比其余段落", "主题宏 F1", "主题微 F1", "角色准确率", "有错的段落"]


def slices(content: Content) -> Markup:
    """Ranked slices, then those that are too small to rank."""
    every = content.evaluation.slices()
    ranked = [s for s in every if s.ranked]
    worse = sum(s.difference.low > 0 for s in ranked)
    note = (
        "按“比其余段落高出多少”的 95% 区间下限排列：下限越高，越可以肯定这一类段落更难，"
        "样本少的切片不会因偶然排到前面。"
        f"参加排列的切片（及其余段落）至少 {MINIMUM.paragraphs} 段、{MINIMUM.documents} 份文件。"
        f"{len(ranked)} 个切片中有 {worse} 个下限大于 0；切片多时，每四十个约有一个仅因偶然如此。"
    )
    rows = [_row(content, n, s) for n, s in enumerate(every)]
    return section(
        "slices",
        "哪类段落更差",
        element("p", note),
        content.picture(
            "worst_slices", "错误率高于其余段落的切片", "错误率高于其余段落的切片；橙色：区间整个在 0 以上。"
        ),
        table(_HEAD, rows[: len(ranked)]) if ranked else element("p", "没有达到最小规模的切片。"),
        _small(rows[len(ranked) :]),
    )


def _small(rows: Sequence[Sequence[object]]) -> Markup:
    if not rows:
        return Markup("")
    return element("details", element("summary", f"太小而不排列的切片（{len(rows)} 个）"), table(_HEAD, rows))


def _row(content: Content, n: int, one: Slice) -> list[object]:
    title = words.slice_words(one, content.evaluation.labels)[0]
    wrong = np.flatnonzero(one.mask & content.evaluation.predictions.wrong)
    wrong = wrong[np.argsort(-surprise(content.evaluation.predictions)[wrong], kind="stable")]
    opener: object = "0"
    if len(wrong):
        opener = element(
            "td",
            content.opener(f"slice-{n}", f"{title}：有错的 {len(wrong):,} 段", wrong.tolist(), f"{len(wrong):,}"),
            class_="number",
        )
    numbers = content.numbers["slices"]["slices"][n]
    return [
        title,
        f"{one.documents:,}",
        f"{one.paragraphs:,}",
        share_interval(numbers["error"]),
        share_interval(numbers["difference"], signed=True),
        decimal(numbers["topic_macro_f1"]),
        decimal(numbers["topic_micro_f1"]),
        decimal(numbers["role_accuracy"]),
        opener,
    ]
