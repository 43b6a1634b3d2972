"""Differences to other systems, with intervals and tests."""

from collections.abc import Mapping
from typing import Any

from .. import words
from ..content import Content, section
from ..markup import Markup, element, table

_SMALLEST = 0.001
"""No p-value of 2,000 draws is below."""
_LIKELY = 0.05


def comparison(content: Content) -> Markup:
    """One table a system."""
    by_name = content.numbers["comparison"]
    if not by_name:
        return Markup("")
    heads = words.headline(content.evaluation.labels)
    blocks: list[Markup] = []
    for name, parts in by_name.items():
        rows = [[words.part(part)[0], *(_difference(figures[key]) for key in heads)] for part, figures in parts.items()]
        blocks += [
            element("h3", "与 ", element("code", name), " 相比"),
            element("p", _sentence(parts["all"], heads)),
            table(["部分", *(chinese for chinese, _ in heads.values())], rows),
        ]
    return section(
        "comparison",
        "与其他模型相比",
        element("p", "正数表示本模型更好。两者在同样重抽的文件上相减，下面是 95% 区间，p 为双侧检验“没有差别”。"),
        content.picture("comparison", "与其他模型的差异及区间", "本模型减去对方；横线为 95% 区间，竖线为没有差别。"),
        *blocks,
    )


def _sentence(figures: Mapping[str, Any], heads: Mapping[str, words.Words]) -> str:
    said = []
    for key, (name, _) in heads.items():
        d = figures[key]
        if d["p"] >= _LIKELY:
            said.append(f"{name} 的差别可以是偶然（p = {d['p']:.3f}）")
        else:
            said.append(f"{name} {'高' if d['value'] > 0 else '低'} {abs(d['value']):.3f}")
    return "全部段落：" + "，".join(said) + "。"


def _difference(d: Mapping[str, Any]) -> Markup:
    p = f"p ≤ {_SMALLEST}" if d["p"] <= _SMALLEST else f"p = {d['p']:.3f}"
    bounds = "" if d["low"] in (None, d["high"]) else f"{_signed(d['low'])} 至 {_signed(d['high'])}，{p}"
    return element("td", _signed(d["value"]), element("small", bounds), class_="number")


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")
