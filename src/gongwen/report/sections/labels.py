"""Figures of every label, and the two matrices whose cells open the paragraphs behind them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...evaluation.arrays import Int
from ...evaluation.confusion import role_cells, topic_cells
from ...evaluation.disagreement import surprise
from ..content import Content, decimal, interval, section
from ..markup import Markup, element, table

_STEPS = 10
"""Shades of a cell, as in page.css."""
_FULL = 0.3
"""Share of the row from which on an error has the darkest shade."""


def labels(content: Content) -> Markup:
    """Precision, recall, F1 of topics and roles."""
    groups = [("主题", "topics"), ("角色", "roles")]
    tables = [_table(content, title, group) for title, group in groups if content.numbers["labels"][group]]
    return section(
        "labels",
        "各标签",
        element(
            "p",
            "查准：给出的标签中对的比例；查全：应有的标签中给出的比例；AP：查准率对查全率的平均，与阈值无关；"
            "阈值：概率达到它才给这个主题。",
        ),
        content.picture("labels", "各标签的 F1 及区间", "各标签的 F1；横线为 95% 区间。"),
        *tables,
    )


def _table(content: Content, title: str, group: str) -> Markup:
    head = [title, "应有", "给出", "查准", "查全", "F1", "AP", *(["阈值"] if group == "topics" else [])]
    return table(head, [_row(content, key, x, group) for key, x in content.numbers["labels"][group].items()])


def _row(content: Content, key: str, x: dict[str, Any], group: str) -> list[object]:
    threshold = "—" if x["threshold"] is None else f"{x['threshold']:.2f}"
    return [
        content.names[key],
        f"{x['support']:,}",
        f"{x['given']:,}",
        decimal(x["precision"]),
        decimal(x["recall"]),
        interval(x["f1"]),
        decimal(x["average_precision"]),
        *([threshold] if group == "topics" else []),
    ]


def roles(content: Content) -> Markup:
    """The confusion matrix of roles."""
    names = [content.names[key] for key in content.evaluation.labels.role_keys]
    titles = [[f"人工：{gold}，模型：{said}" for said in names] for gold in names]
    cells = role_cells(content.evaluation.predictions, content.evaluation.labels)
    return section(
        "roles",
        "角色混淆",
        element("p", "行是人工标注的角色，列是模型给的角色；颜色深浅按所占本行的比例。点格子看背后的段落。"),
        _matrix(content, "role", names, names, titles, cells),
    )


def topics(content: Content) -> Markup:
    """What was given beside and in place of every topic."""
    keys = content.evaluation.labels.topic_keys
    if not keys:
        return Markup("")
    names = [content.names[key] for key in keys]
    rows, columns = [*names, "无主题"], [*names, "漏标／无"]
    titles = [
        [f"{gold}：标对" if gold == said else f"人工有“{gold}”，模型错加“{said}”" for said in names] + [f"{gold}：漏标"]
        for gold in names
    ]
    titles.append([*(f"人工无主题，模型错加“{said}”" for said in names), "人工与模型都无主题"])
    return section(
        "topics",
        "主题错漏",
        element(
            "p",
            "行是人工标注的主题。对角线为标对；最后一列为漏标；其余格子是人工没有而模型错加的主题，"
            "按该段另有的主题分行，一段有几个主题就计几次。",
        ),
        _matrix(content, "topic", rows, columns, titles, topic_cells(content.evaluation.predictions)),
    )


def _matrix(
    content: Content,
    key: str,
    rows: Sequence[str],
    columns: Sequence[str],
    titles: Sequence[Sequence[str]],
    cells: Sequence[Sequence[Int]],
) -> Markup:
    doubt = surprise(content.evaluation.predictions)
    body: list[list[object]] = []
    for i, row in enumerate(cells):
        total = max(1, sum(map(len, row)))
        line: list[object] = [rows[i]]
        for j, at in enumerate(row):
            if not len(at):
                line.append(element("td"))
                continue
            first = at[np.argsort(-doubt[at], kind="stable")]  # the most surprising first
            title = f"{titles[i][j]}（{len(at):,} 段）"
            opener = content.opener(f"{key}-{i}-{j}", title, first.tolist(), f"{len(at):,}")
            line.append(element("td", opener, class_=_shade(len(at) / total, right=i == j)))
        body.append(line)
    return table(["人工＼模型", *columns], body, class_="matrix")


def _shade(share: float, *, right: bool) -> str:
    level = round(_STEPS * (share if right else min(1.0, share / _FULL)))
    return f"{'right' if right else 'wrong'}-{level}"
