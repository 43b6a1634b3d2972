"""Segmentation: nothing lost, joins, articles, outline."""

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongwen.documents import segment, simplify
from gongwen.errors import ReadError
from tests.conftest import BROKEN, REPORT

PIECES = st.sampled_from(
    ["一、加强领导", "（二）工作情况", "1.抓落实。", "- 3 -", "第 2 页 共 5 页", "今年以来，全镇上下", "共修水渠三条，", "篇2", "3、年度总结",
     "来源：本站", "各位代表：", "\u200b", "\ufeff", "xx镇", "　　", "😀", "abc", "\t", " ", "。", "…"]
)  # fmt: skip
BREAKS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\u2028", "\f", "\x85", "\v"])


@given(st.lists(st.tuples(st.lists(PIECES, max_size=4).map("".join), BREAKS), max_size=30))
@settings(max_examples=300, deadline=None)
def test_every_character_that_is_not_blank_is_in_exactly_one_paragraph(lines: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in lines)
    document = segment(text)
    cover = [0] * len(text)
    last = 0
    for number, paragraph in enumerate(document.paragraphs, 1):
        assert paragraph.index == number
        assert last <= paragraph.start < paragraph.end
        last = paragraph.end
        for at in range(paragraph.start, paragraph.end):
            cover[at] += 1
        source = iter(text[paragraph.start : paragraph.end])
        assert all(ch.isspace() or ch in source for ch in paragraph.text), "text adds nothing to its slice"
    for at, ch in enumerate(text):
        assert cover[at] <= 1
        if not ch.isspace() and not (ch == "\ufeff" and at == 0):
            assert cover[at] == 1, f"character {at} {ch!r} is in no paragraph"


def test_a_sentence_broken_by_a_page_number_is_joined_and_the_number_set_aside() -> None:
    first, second = segment(BROKEN).paragraphs
    assert "多年来用水难" in first.text
    assert "- 3 -" not in first.text
    assert "- 3 -" in BROKEN[first.start : first.end]
    assert (first.first_line, first.last_line) == (1, 3)
    assert second.text.startswith("秋后")


def test_a_page_number_between_whole_sentences_stands_alone() -> None:
    texts = [
        p.text
        for p in segment("全镇修建水渠十二条，群众十分满意。\n- 3 -\n秋后又对三座山塘进行了除险加固。").paragraphs
    ]
    assert texts[1] == "- 3 -"
    assert len(texts) == 3


def test_a_hard_wrapped_file_is_joined_to_its_paragraphs() -> None:
    paragraphs = [
        "今年以来，我局坚持把服务企业放在首位，先后走访企业一百二十七家，帮助解决用工、用电、融资等难题六十三个，受到企业好评。",
        "在项目建设方面，全年开工重点项目十九个，竣工十一个，完成投资二十七亿八千万元，占年计划的百分之一百零四点三，为历年最好水平。",
        "下一步，我们将围绕目标任务，细化措施，倒排工期，确保明年一季度实现开门红，为全县经济发展作出新的更大的贡献。",
    ]
    wrapped = "\n".join("\n".join(("　　" + p)[i : i + 24] for i in range(0, len(p) + 2, 24)) for p in paragraphs)
    assert [p.text for p in segment(wrapped).paragraphs] == paragraphs


def test_headings_are_not_joined_to_the_text_below_them() -> None:
    text = "经济项目的选择要稳，最好从小项目入手\n    不能只图新鲜，要避免大的亏损。\n    再说管理，账目每月公布一次。"
    assert len(segment(text).paragraphs) == 3
    assert len(segment("一、高度重视，夯实责任\n我乡成立了领导小组，由乡长任组长。").paragraphs) == 2


def test_latin_words_are_joined_with_a_blank() -> None:
    text = "该站引进了德国公司的大型检测设备，型号为 Model\nX300，投入使用后检测效率比过去提高了一倍。"
    assert "Model X300" in segment(text).paragraphs[0].text


def test_the_heading_tree() -> None:
    paths = {p.text[:6]: (p.level, p.path) for p in segment(REPORT).paragraphs}
    assert paths["一、主要工作"] == (1, ())
    assert paths["（一）抓招商"] == (2, ("一、主要工作",))
    assert paths["1．外出招商"] == (0, ("一、主要工作", "（一）抓招商引资"))
    assert paths["实行领导干部"] == (0, ("一、主要工作", "（二）抓信访稳定"))
    assert paths["二、存在的问"] == (1, ())
    assert paths["一是产业基础"] == (0, ("二、存在的问题",))


def test_traditional_headings_form_the_same_tree() -> None:
    traditional = segment(opencc.OpenCC("s2hk").convert(REPORT)).paragraphs
    simplified = segment(REPORT).paragraphs
    assert [(p.level, len(p.path)) for p in traditional] == [(p.level, len(p.path)) for p in simplified]


def test_a_document_may_use_arabic_numbers_above_bracketed_ones() -> None:
    text = "1、抓项目\n（一）开工\n新开工项目三个，总投资两亿元。\n2、抓农业\n全镇种植水稻一万二千亩，喜获丰收。"
    assert [(p.level, p.path) for p in segment(text).paragraphs] == [
        (1, ()), (2, ("1、抓项目",)), (0, ("1、抓项目", "（一）开工")), (1, ()), (0, ("2、抓农业",)),
    ]  # fmt: skip


BODY = "\n".join(
    f"{n}、抓{what}工作。全年召开会议{n}次，制定了措施，落实了责任，取得了一定的效果。"
    for n, what in enumerate("林水路电", 1)
)


@pytest.mark.parametrize(
    "marks",
    [("篇1", "篇2", "篇3"), ("篇一：", "篇二：", "篇三："), ("【篇1】", "【篇2】", "【篇3】"), ("★ 第一篇 ★", "★ 第二篇 ★", "★ 第三篇 ★"), ("第一篇：林业局总结", "第二篇：水利局总结", "第三篇：公路站总结"), ("1、林业局年度总结", "2、水利局年度总结", "3、公路站年度总结"),
     ("【范文一】", "【范文二】", "【范文三】"), ("乡镇工作总结(一)", "乡镇工作总结(二)", "乡镇工作总结(三)"), ("林业局2010年工作总结", "水利局2011年工作总结", "公路站述职报告")],
)  # fmt: skip
def test_marked_articles(marks: tuple[str, ...]) -> None:
    text = "首页 > 范文 > 正文\n乡镇工作总结范文\n" + "\n".join(f"{mark}\n{BODY}" for mark in marks)
    articles = {p.text: p.article for p in segment(text).paragraphs if p.text in marks}
    assert [articles[mark] for mark in marks] == [1, 2, 3]


def test_a_new_opening_without_a_marker_begins_an_article() -> None:
    opening = "20xx年，我局工会在局党组的正确领导下，紧紧围绕中心工作，积极开展活动，现将工作情况总结如下。"
    sections = "一、抓学习\n组织职工学习十二次，参加三百人次。\n二、抓活动\n举办运动会一次，职工反映良好。\n三、抓帮扶\n走访困难职工九户。"
    text = f"{opening}\n{sections}\n {opening.replace('工会', '农业站')}\n{sections}"
    assert [p.article for p in segment(text).paragraphs] == [1] * 7 + [2] * 7


def test_sections_of_one_report_are_not_articles() -> None:
    assert {p.article for p in segment(REPORT).paragraphs} == {1}


def test_a_line_of_data_is_refused_with_its_number() -> None:
    with pytest.raises(ReadError, match=r"a\.txt: line 2 has 300,000 characters"):
        segment("正文。\n" + "数" * 300_000, "a.txt")


@pytest.mark.parametrize(
    "page",
    ["- 3 -", "— 3 —", "─ 3 ─", "第 3 页", "第3页（共10页）", "共10页 第3页", "3 / 10 页", "3页", "P3", "页码：3", "[3]", "12", "————————"],
)  # fmt: skip
def test_page_numbers_of_many_forms_are_set_aside(page: str) -> None:
    text = f"全镇共修建水渠十二条，总长8.6公里，解决了下湾、石桥两村多年\n{page}\n来用水难的问题，群众满意。"
    (paragraph,) = segment(text).paragraphs
    assert paragraph.text == text.replace(f"\n{page}\n", "")


def test_a_figure_on_a_line_of_its_own_is_no_page_number() -> None:
    text = "今年以来，全县共完成固定资产投资\n3200\n万元，比上年增长百分之八。"
    assert "".join(p.text for p in segment(text).paragraphs) == text.replace("\n", "")
    assert "在2025年" in "".join(
        p.text for p in segment("经过不懈努力，我镇力争在20\n25年建成全国文明镇，实现跨越。").paragraphs
    )


@pytest.mark.parametrize(
    "text",
    ["强化组织领导，落实工作责任\n我局成立了由局长任组长的领导小组。", "●引进项目三个，总投资两亿元\n●新修公路五条，总长三十公里",
     "一是引进项目三个，总投资达到两亿元以上\n二是新修公路五条，总长三十公里", "1，抓党建\n发展党员五名。", "不忘初心，牢记使命\n真抓实干，服务群众"],
)  # fmt: skip
def test_headings_and_items_with_a_comma_are_not_joined(text: str) -> None:
    assert [p.text for p in segment(text).paragraphs] == text.split("\n")


def test_a_running_header_begins_no_article() -> None:
    page = "全镇修建水渠十二条，群众十分满意。\n新修公路五条，总长三十公里，全部通车。\n组织培训三期，参训三百人，效果良好。"
    text = (
        "青岭镇2021年工作总结\n" + "\n".join(f"{page}\n- {n} -\n青岭镇2021年工作总结" for n in (1, 2, 3)) + f"\n{page}"
    )
    assert {p.article for p in segment(text).paragraphs} == {1}


@pytest.mark.parametrize(
    "section",
    ["二、深入学习宣传党的二十大报告", "三、明年打算\n2022年，我镇将在县委领导下紧紧围绕中心工作，抓好三项任务，确保完成。",
     "2、专题调研", "附件：2021年度整改情况报告", "认真开展自查"],
)  # fmt: skip
def test_sections_and_plans_begin_no_article(section: str) -> None:
    text = f"青岭镇2021年工作总结\n{BODY}\n{section}\n{BODY}"
    assert {p.article for p in segment(text).paragraphs} == {1}


def paths(text: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(p.level, p.path) for p in segment(text).paragraphs]


def test_a_scheme_that_starts_below_an_open_heading_stays_below_it() -> None:
    done = "全年开展活动十二次，取得了较好成效。"
    tree = paths(
        f"一、主要措施\n我们主要抓了以下两个方面的工作。\n第一、加强领导\n{done}\n第二、强化督查\n{done}\n二、存在问题\n{done}"
    )
    assert [level for level, _ in tree] == [1, 0, 2, 0, 2, 0, 1, 0]
    assert tree[-1][1] == ("二、存在问题",)


def test_unnumbered_headings_do_not_upset_the_numbers() -> None:
    done = "全年开展活动十二次，取得了较好成效。"
    tree = paths(f"前言\n{done}\n一、主要工作\n（一）党建工作\n{done}\n党员教育\n{done}\n（二）信访工作\n{done}")
    assert tree[2] == (1, ())
    assert tree[-1] == (0, ("一、主要工作", "（二）信访工作"))


def test_chapters_and_sections() -> None:
    done = "全年开展活动十二次，取得了较好成效。"
    tree = paths(f"第一章 总体情况\n第一节 党建\n{done}\n第二节 信访\n{done}\n第二章 问题\n{done}")
    assert [level for level, _ in tree] == [1, 2, 0, 2, 0, 1, 0]


def test_a_list_inside_a_deeper_heading_closes_nothing_above_it() -> None:
    done = "全年开展活动十二次，取得了较好成效。"
    tree = paths(
        f"1、抓项目\n（1）开工情况\n新开工项目如下：\n1、南山公路，总投资两亿元，已完成路基。\n（2）竣工情况\n{done}"
    )
    assert tree[-1] == (0, ("1、抓项目", "（2）竣工情况"))


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [("羣眾來訪", "群众来访"), ("衞生戶着力", "卫生户着力"), ("啟動裏程", "启动里程"), ("戸籍囘覆", "户籍回复"), ("为群众着想", "为群众着想"), ("干部后勤里长", "干部后勤里长")],
)  # fmt: skip
def test_simplified_for_the_models_eyes(traditional: str, simplified: str) -> None:
    assert simplify(traditional) == simplified


def test_text_stays_the_originals() -> None:
    text = "我們組織羣眾參加衞生科普講座，發放資料三百份。"
    assert segment(text).paragraphs[0].text == text


def _texts(*lines: str) -> list[str]:
    return [p.text for p in segment("\n".join(lines)).paragraphs]


def test_where_no_paragraph_ends_with_a_full_stop_lines_are_paragraphs() -> None:
    lines = (
        "本人担任街道综治专干以来，认真完成各项工作，现将一年的情况简要报告给大家",
        "坚持每天到社区走访，全年调解邻里纠纷四十六起，没有一起上交到街道来",
        "配合派出所开展夜间巡逻，参加的志愿者有一百二十多人，群众反映比较好",
        "积极参加街道组织的培训，业务水平有了一定提高，在群众中口碑也还可以",
        "工作方法比较简单，深入基层不够，有时候有急躁的情绪，以后注意改",
    )
    assert _texts(*lines) == list(lines)
    broken = (
        *lines[:1],
        "协助社区更换科普画廊十二期，听取居民对物业、",
        "环境卫生的意见，并及时转交有关部门处理",
        *lines[1:],
    )
    assert _texts(*broken)[1] == broken[1] + broken[2], "a line that ends with 、 is broken all the same"


def test_cells_of_a_table_between_its_figures_are_not_joined() -> None:
    lines = ("长坡岭村", "128", "21.68", "牛坡村", "96", "40.9%", "小计", "224", "全县各乡镇脱贫人口均达到年初计划。")
    assert _texts(*lines) == list(lines)


def test_list_items_that_end_in_brackets_and_turns_of_thought_are_not_joined() -> None:
    before = "全年共组织四次集中培训。"
    items = (
        "《厨房里的变化》：白醋、碘酒和面粉，认识看得见的化学变化，配套实验盒一套（三年级）",
        "《水的旅行》：从水龙头倒着走到水厂，途中记录五个问题，回来以后分组汇报成果（五年级）",
    )
    assert _texts(before, *items, before) == [before, *items, before]
    said = "经过半年的整治，窗口单位的服务态度和办事效率都有了比较明显的改善和提高"
    assert _texts(before, said, "今后要继续努力。", before) == [before, said, "今后要继续努力。", before]
    assert len(_texts(before, said, "，得到群众好评。", before)) == 3
