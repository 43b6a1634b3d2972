"""Single labels that may be wrong, and whole paragraphs that went worst."""

from ...evaluation import Suspect
from ..content import Content, section
from ..markup import Markup, element, table

SUSPECTS = 60
WORST = 20
_EXCERPT = 60
"""Characters of a paragraph that stand in the table."""


def suspects(content: Content) -> Markup:
    """Labels that the model finds least probable."""
    every = content.evaluation.suspects()
    if not every:
        return Markup("")
    total = len({one.at for one in every})
    rows = [_row(content, n, one) for n, one in enumerate(every[:SUSPECTS])]
    return section(
        "suspects",
        "最可能标错的标签",
        element(
            "p",
            f"人工与模型在 {total:,} 段的 {len(every):,} 个标签上不同。这里按模型认为人工标签有多不可能排列，"
            f"先列最不可能的 {len(rows)} 个。",
            element("strong", "错的可能是标签，也可能是模型"),
            "：模型给人工标签的概率越低，越值得再读一遍原文；是谁错了，只有读的人能定。",
        ),
        table(["段落", "人工", "模型", "人工标签的概率", "原文"], rows, class_="texts"),
    )


def _row(content: Content, n: int, one: Suspect) -> list[object]:
    context, name = content.evaluation.contexts[one.at], content.names[one.label]
    where = f"{context.source} 第 {context.line} 行"
    text = context.text if len(context.text) <= _EXCERPT else context.text[:_EXCERPT] + "…"
    if one.said:
        gold, said = name, content.names[one.said]
    else:
        gold, said = (f"有“{name}”", f"无“{name}”") if one.given else (f"无“{name}”", f"有“{name}”")
    return [
        content.opener(f"suspect-{n}", where, [one.at], where),
        gold,
        said,
        _probability(one.probability),
        element("td", element("bdi", text)),
    ]


def _probability(value: float) -> str:
    if value >= 0.001:
        return f"{value:.1%}"
    return f"{value:.2%}" if value >= 0.0001 else "0.01% 以下"


def worst(content: Content) -> Markup:
    """Paragraphs whose gold labels together are least probable, with those around them."""
    every = content.evaluation.worst_errors()
    if not every:
        return section("worst", "错得最重的段落", element("p", "没有错误。"))
    content.lists["worst"] = "", every[:WORST]
    how = (
        "按全部人工标签合起来的概率，从最不可能的排起"
        if content.evaluation.trust
        else "这个系统不给概率，按一段里错的标签个数排列"
    )
    return section(
        "worst",
        "错得最重的段落",
        element("p", f"{len(every):,} 段有错，{how}，连同上下文各一段列出 {min(WORST, len(every))} 段。"),
        element("div", class_="list", data_cards="worst"),
    )
