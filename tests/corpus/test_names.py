"""Year and unit are read where they are told, and nowhere else."""

import pytest

from gongwen.corpus import unit_in_title, year_in_name, year_in_title


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("石鼓坪镇2016年工作总结及2017年工作打算", 2016),
        ("2017年工作打算及2016年工作总结", 2016),
        ("2017年工作打算", 2017),
        ("乌桕乡一九九九年工作总结", 1999),
        ("礱底村二○○五年度工作總結", 2005),
        ("红岭厂二OO八年工作小结", 2008),
        ("2 0 1 8 年 政 法 工 作 总 结", 2018),
        ("２０１６年度述职报告", 2016),
        ("16年度工作总结", 2016),
        ("98年度考核总结", 1998),
        ("县科协2016工作总结", 2016),
        ("20xx年区科技局工作总结", None),
        ("202_年个人工作总结", None),
        ("××年工作总结", None),
        ("2016—2018年工作总结", None),
        ("2016年至2018年工作汇报", None),
        ("2015-2016学年第一学期工作总结", None),
        ("五年来工作总结", None),
        ("投资2000万元项目建设总结", None),
        ("12345热线工作总结", None),
    ],
)
def test_year_in_title(title: str, year: int | None) -> None:
    assert year_in_title(title) == year


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("archive/2016/red.txt", 2016),
        ("archive/2016/white-2017.txt", 2017),
        ("report-20170312.docx", 2017),
        ("old.zip!/县科协2014年总结.doc", 2014),
        ("rows.csv#2016", None),
        ("rows.xlsx#Sheet1!2016-2020", None),
        ("2016-2018.txt", None),
        ("scan20160.pdf", None),
        ("report.txt", None),
    ],
)
def test_year_in_name(name: str, year: int | None) -> None:
    assert year_in_name(name) == year


@pytest.mark.parametrize(
    ("title", "unit"),
    [
        ("石鼓坪镇2016年工作总结", "石鼓坪镇"),
        ("第四篇：云溪县科学技术协会2016年工作总结", "云溪县科学技术协会"),
        ("【篇2】青屏市招商局招商引资工作汇报", "青屏市招商局"),
        ("三、荆河村党支部书记2023年度述职报告", "荆河村党支部"),
        ("安澜县人民医院关于健康教育工作情况的报告", "安澜县人民医院"),
        ("枫林县发展和改革局2011年工作总结", "枫林县发展和改革局"),
        ("二〇〇五年云屏县信访局工作总结", "云屏县信访局"),
        ("龍潭鎮科協2009年工作總結", "龙潭镇科协"),
        ("大垅村科普和支部工作总结", "大垅村"),
        ("龙塘乡招商引资与乡镇企业工作汇报", "龙塘乡"),
        ("乡镇信访维稳工作总结（通用5篇）", None),
        ("机关党委书记述职报告", None),
        ("××小学党建工作总结", None),
        ("某镇综合文化站年度工作总结", None),
        ("农村工作总结", None),
        ("科技下乡活动总结", None),
        ("实施整村推进项目工作总结", None),
        ("关于2018年度工作情况的总结", None),
        ("让党徽在山乡闪光", None),
        ("述职述廉报告", None),
    ],
)
def test_unit_in_title(title: str, unit: str | None) -> None:
    assert unit_in_title(title) == unit
