"""What things are called in the report, in Chinese and in English: English is for figures without a Chinese font."""

from collections.abc import Mapping

from ..evaluation import Slice
from ..evaluation.groups import NOT_NOTED
from ..labels import LabelSet

Words = tuple[str, str]
"""Chinese, English."""

FIGURES: Mapping[str, Words] = {
    "topic_macro_f1": ("主题宏平均 F1", "topic macro-F1"),
    "role_macro_f1": ("角色宏平均 F1", "role macro-F1"),
    "role_accuracy": ("角色准确率", "role accuracy"),
    "role_span_f1": ("角色连段 F1", "role span-F1"),
}
PARTS: Mapping[str, Words] = {
    "written part": ("自写部分", "written part"),
    "public part": ("公开部分", "public part"),
    "all": ("全部", "all"),
}
DIMENSIONS: Mapping[str, Words] = {
    "origin": ("来源", "origin"),
    "collection": ("文集", "collection"),
    "length": ("段落字数", "characters"),
    "place": ("文中位置", "place"),
    "role": ("角色", "role"),
    "topics": ("主题数", "topics"),
    "unit": ("单位", "unit"),
    "year": ("年代", "years"),
    "script": ("字体", "script"),
    "noise": ("杂质", "noise"),
}
_VALUES: Mapping[str, Mapping[str, str]] = {
    "origin": {"written": "自写", "public": "公开"},
    "place": {
        "only": "独段", "first": "首段", "beginning": "前三分之一", "middle": "中间", "end": "后三分之一",
        "last": "末段",
    },
    "topics": {"0": "无主题", "1": "一个主题", "2+": "几个主题"},
    "unit": {
        "news": "新闻", "replies": "来信答复", "essay": "评论文章", "bureau": "局办", "county": "县",
        "township": "乡镇",
        "state": "国家", "person": "个人", "association": "协会", "village": "村", "state_firm": "国企",
        "school": "学校",
        "hospital": "医院", "city": "市", "platform": "平台", "bank": "银行", "web": "网站",
    },
    "script": {"simplified": "简体", "traditional": "繁体", "hongkong": "港式繁体"},
    "noise": {
        "none": "没有", "navigation": "导航", "teaser": "预告", "recommend": "推荐阅读", "source_line": "来源行",
        "placeholders": "占位符", "signature": "落款", "ocr": "识别错字", "broken_lines": "断行",
        "page_numbers": "页码", "ads": "广告",
    },
}  # fmt: skip
"""Of slices; what is not listed goes by its own name."""


def headline(labels: LabelSet) -> dict[str, Words]:
    """The headline figures that a label table has; without topics those of the roles."""
    return {key: said for key, said in FIGURES.items() if labels.topics or not key.startswith("topic")}


def part(name: str) -> Words:
    """A part of the split."""
    return PARTS.get(name, (name, name))


def slice_words(one: Slice, labels: LabelSet) -> Words:
    """``段落字数 1–20``."""
    chinese, english = DIMENSIONS[one.dimension]
    value = _value(one.dimension, one.value, labels)
    return f"{chinese}：{value}", f"{english}: {one.value}"


def _value(dimension: str, value: str, labels: LabelSet) -> str:
    if value == NOT_NOTED:
        return "未注明"
    if dimension == "role":
        return labels.names[value]
    if dimension == "year":
        return f"{value.removesuffix('s')} 年代"
    return _VALUES.get(dimension, {}).get(value, value)
