"""Curves, calibration, and what the band of doubt buys."""

from ..content import Content, section, share
from ..markup import Markup, element


def curves(content: Content) -> Markup:
    """Precision against recall."""
    if not {"topic_curves", "role_curves"} & set(content.pictures):
        return Markup("")
    return section(
        "curves",
        "查准率与查全率",
        content.picture(
            "topic_curves",
            "各主题的查准率–查全率曲线",
            "各主题：圆点是模型随带的阈值，移动阈值就沿曲线换取查准或查全。",
        ),
        content.picture(
            "role_curves", "各角色的查准率–查全率曲线", "各角色对其余角色；角色没有阈值，圆点是取概率最大者的结果。"
        ),
    )


def trust(content: Content) -> Markup:
    """Reliability diagrams and the risk–coverage curve."""
    reliability = content.numbers["reliability"]
    if not reliability:
        return Markup("")
    r = reliability["all"]
    return section(
        "trust",
        "概率可信吗",
        content.picture(
            "reliability",
            "可靠性图",
            "点在对角线上，概率就名副其实；在线下是过于自信，在线上是过于保守。点越大，判断越多。",
        ),
        content.picture(
            "risk_coverage",
            "风险–覆盖曲线",
            f"只留最有把握的段落时还剩多少错。圆点是随带的存疑界限（把握低于 {content.numbers['unsure_below']:.2f}"
            f" 即标存疑）：全部段落中 {share(r['unsure'])} 标存疑，其余 {share(r['sure_error'])} 有错。",
        ),
        element("p", "把握：角色与各主题判断都对的概率（当作互不相关）。"),
    )
