"""What was measured, the headline figures with what they mean, and all parts of the split."""

from collections.abc import Mapping
from typing import Any

from .. import words
from ..content import Content, decimal, interval, section, share
from ..markup import Markup, element, table

_SPLITS = {"train": "训练集", "dev": "开发集", "test": "测试集"}


def overview(content: Content) -> Markup:
    """The first screen."""
    n, e = content.numbers, content.evaluation
    facts = [
        ("模型", _model(n["model"])),
        ("数据", f"{_SPLITS.get(e.split, e.split)}（{e.split}）：{n['data']['documents']:,} 份文件，{len(e):,} 段"),
    ]
    if n["data"]["absent"]:
        absent = "，".join(f"{name} {rows:,} 段" for name, rows in n["data"]["absent"].items())
        facts.append(("未计入", f"文本不在本机的标注（各划分合计）：{absent}"))
    facts.append(("做法", "按程序自己的规则切段、标注，再与人工标签逐段对照；区间为按文件重抽样的 95% 区间。"))
    cards = [_card(content, key) for key in words.headline(e.labels)]
    return section(
        "overview",
        "概览",
        element("dl", *(part for name, text in facts for part in (element("dt", name), element("dd", text)))),
        element("div", *cards, *_trust_cards(content), class_="cards"),
        _split_note(e.split),
    )


def _model(model: Mapping[str, Any]) -> Markup:
    if model["sha256"] is None:
        return element("span", "关键词与编号规则（不给概率）" if model["name"] == "rules" else model["name"])
    return element("span", model["name"], "，SHA-256 ", element("code", model["sha256"][:16], title=model["sha256"]))


def _split_note(split: str) -> Markup:
    notes = {
        "dev": "开发集用来选过轮次、阈值和存疑界限，这里的数字偏乐观；要下结论请看测试集。",
        "train": "模型学过训练集，这里的数字不说明它对新文件有多好。",
    }
    return element("p", notes[split], class_="warning") if split in notes else Markup("")


def _card(content: Content, key: str) -> Markup:
    figures = content.numbers["figures"]
    figure = figures["all"][key]
    origins = [
        element("li", f"{words.PARTS[name][0]} {interval(figures[name][key])}")
        for name in ("written part", "public part")
        if name in figures and figures[name]["paragraphs"]["value"] != figures["all"]["paragraphs"]["value"]
    ]
    return _box(words.FIGURES[key][0], decimal(figure["value"]), _bounds(figure), _meaning(content, key), origins)


def _box(title: str, value: str, bounds: str, meaning: str, origins: list[Markup]) -> Markup:
    return element(
        "div",
        element("h3", title),
        element("p", element("strong", value), element("span", bounds), class_="value"),
        element("ul", *origins) if origins else "",
        element("p", meaning),
        class_="card",
    )


def _bounds(figure: Mapping[str, Any]) -> str:
    return "" if figure["low"] in (None, figure["high"]) else f"{decimal(figure['low'])}–{decimal(figure['high'])}"


def _meaning(content: Content, key: str) -> str:
    labels = content.evaluation.labels
    value = content.numbers["figures"]["all"][key]["value"]
    accuracy = content.numbers["figures"]["all"]["role_accuracy"]["value"]
    if key == "topic_macro_f1":
        return f"每个主题的查准与查全折中（F1），{len(labels.topics)} 个主题取平均；1 为全对。"
    if key == "role_accuracy":
        return f"每 100 段约有 {value * 100:.0f} 段的角色与人工标签相同。"
    if key == "role_macro_f1":
        rare = "低于准确率，说明段数少的角色标得差一些。" if value < accuracy - 0.01 else "少见的角色并不更差。"
        return f"{len(labels.roles)} 种角色不论段数多少同等看待；{rare}"
    return "连续同角色的一整块，起止和角色都对才算对；它说明提纲能不能直接用。"


def _trust_cards(content: Content) -> list[Markup]:
    if "all" not in content.numbers["reliability"]:
        return []
    r = content.numbers["reliability"]["all"]
    return [
        _box(
            "有错的段落",
            share(r["error"]),
            "",
            f"每 100 段约有 {r['error'] * 100:.0f} 段至少有一个标签（角色或某个主题）与人工不同。",
            [],
        ),
        _box(
            "不存疑的段落中有错的",
            share(r["sure_error"]),
            "",
            f"模型把 {share(r['unsure'])} 的段落标为“存疑”；只复核这些，其余段落还剩这么多错。",
            [],
        ),
    ]


def _known(content: Content, part: str, key: str) -> bool:
    """Figures of topics say nothing where gold has no topic."""
    return not key.startswith("topic") or bool(content.evaluation.parts[part].gold_topics.any())


def parts(content: Content) -> Markup:
    """Headline figures and reliability of every part."""
    n = content.numbers
    heads = words.headline(content.evaluation.labels)
    rows = [
        [
            words.part(name)[0],
            f"{figures['paragraphs']['value']:,.0f}",
            *(interval(figures[key]) if _known(content, name, key) else "—" for key in heads),
            share(n["cut_as_labelled"][name]),
        ]
        for name, figures in n["figures"].items()
    ]
    trust = [
        [words.part(name)[0], share(r["error"]), share(r["unsure"]), share(r["sure_error"]), share(r["error_at_90"])]
        + [decimal(r[key]) for key in ("topic_ece", "role_ece", "topic_brier", "role_brier")]
        for name, r in n["reliability"].items()
    ]
    return section(
        "parts",
        "各部分",
        element(
            "p",
            "“公开部分”是从公开渠道取得的真实文本，“自写部分”是为训练和评估写的文件；真实文件的表现请看公开部分。"
            "—：这部分没有带主题的段落；只有一份文件的部分没有区间。"
            "“切分一致”指程序切出的段落首末行与标注相同的比例。",
        ),
        content.picture("parts", "各部分的主要数字及区间", "各部分的主要数字；横线为 95% 区间。"),
        table(["部分", "段落", *(chinese for chinese, _ in heads.values()), "切分一致"], rows),
        table(
            [
                "部分", "有错", "标存疑", "不存疑中有错", "最有把握的九成中有错",
                "主题 ECE", "角色 ECE", "主题 Brier", "角色 Brier",
            ],
            trust,
        )
        if trust
        else "",
    )  # fmt: skip
