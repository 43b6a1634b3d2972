"""Heading numbers: forms that count, and look-alikes that do not."""

import pytest

from gongwen.documents.numbering import parse_numbering, parse_ordinal


@pytest.mark.parametrize(
    ("text", "scheme", "ordinal", "rest"),
    [
        ("第一部分 工作回顾", "part", 1, "工作回顾"),
        ("第二章、组织", "chapter", 2, "组织"),
        ("第三节 组织", "section", 3, "组织"),
        ("第三、强化措施", "ordinal", 3, "强化措施"),
        ("一，抓党建", "han", 1, "抓党建"),
        ("Ⅱ、抓党建", "han", 2, "抓党建"),
        ("㈢抓党建", "han-paren", 3, "抓党建"),
        ("（七、抓党建", "han-paren", 7, "抓党建"),
        ("⒋抓党建", "arabic", 4, "抓党建"),
        ("\u200b## 一、抓党建", "han", 1, "抓党建"),
        ("一、加强领导", "han", 1, "加强领导"),
        ("十二．加强领导", "han", 12, "加强领导"),
        ("二. 自助设备", "han", 2, "自助设备"),
        ("(一)阵地建设", "han-paren", 1, "阵地建设"),
        ("（二十一）阵地建设", "han-paren", 21, "阵地建设"),
        ("1、项目建设", "arabic", 1, "项目建设"),
        ("1．项目建设", "arabic", 1, "项目建设"),
        ("1.项目建设", "arabic", 1, "项目建设"),
        ("2 .加强管理", "arabic", 2, "加强管理"),
        ("3 大力支持学习", "arabic", 3, "大力支持学习"),
        ("（1）建制度", "arabic-paren", 1, "建制度"),
        ("(2)、建制度", "arabic-paren", 2, "建制度"),
        ("3）建制度", "arabic-paren", 3, "建制度"),
        ("⑷建制度", "arabic-paren", 4, "建制度"),
        ("⑤建制度", "circled", 5, "建制度"),
        ("参、組織建設", "han", 3, "組織建設"),
        ("1.2 科普工作", "decimal", 2, "科普工作"),
        ("2.11科普工作", "decimal", 11, "科普工作"),
        ("1.2.3 科普讲座", "decimal", 3, "科普讲座"),
        ("b)维修画廊", "letter", 2, "维修画廊"),
        ("A、维修画廊", "letter", 1, "维修画廊"),
    ],
)
def test_forms(text: str, scheme: str, ordinal: int, rest: str) -> None:
    if text.startswith("参"):
        text = "參" + text[1:]
    numbering = parse_numbering(text)
    assert numbering is not None
    assert (numbering.scheme, numbering.ordinal, text[numbering.width :]) == (scheme, ordinal, rest)


@pytest.mark.parametrize(
    "text",
    [
        "1.5亿元投入",
        "2009年，我镇",
        "一是抓学习",
        "三届四次会议",
        "12345热线",
        "十分重视",
        "第一书记驻村",
        "",
        "一、二季度完成产值",
        "5 月 12 日召开",
        "3 个村通水",
        "第一节课后",
        "第一、二产业",
        "1.2 亿元到位",
        "3.5公里水渠",
        "2.0版平台",
        "12.5倍于去年",
        "2019.12.28",
        "0.86平方公里",
        "A级景区",
        "C919 首飞",
    ],
)
def test_look_alikes(text: str) -> None:
    assert parse_numbering(text) is None


@pytest.mark.parametrize(
    ("numeral", "value"), [("十", 10), ("二十", 20), ("一百零三", 103), ("贰", 2), ("⑫", 12), ("17", 17)]
)
def test_values(numeral: str, value: int) -> None:
    assert parse_ordinal(numeral) == value
