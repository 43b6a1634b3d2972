"""Word documents: lines pasted from a page are joined again, paragraphs are not."""

from .markup import LONG, p, read, texts, wml

WRAPPED = [
    "今年以来，我镇把修渠引水摆在重要位置，先后召开会议十二次，安排资金三百六十万元，组织群众投工投劳，新修渠道二十七公里，",
    "解决了下河、石桥、杨柳等九个村多年来灌溉用水难的问题。在养殖方面，新建标准化圈舍四十六座，引进良种仔猪一千二百头，带动",
    "农户三百余户，户均增收四千多元。与此同时，镇里还聘请技术人员驻村指导，举办培训班十八期，受训群众两千三百人次，做到每户",
    "至少有一名明白人，为来年扩大规模打下了坚实基础。",
]


def test_lines_pasted_from_a_page_are_joined_again() -> None:
    text = "".join(WRAPPED) + "".join(WRAPPED)
    lines = [text[at : at + 28] for at in range(0, len(text), 28)]
    header = '<w:sectPr><w:headerReference r:id="header1"/></w:sectPr>'
    document = read(wml("".join(map(p, lines)) + header, margins={"header1": p("青石镇")}))
    assert len(document.paragraphs) < len(lines) / 2
    assert document.paragraphs[0].ref.startswith("paragraph 1 to paragraph ")
    assert (document.paragraphs[-1].text, document.paragraphs[-1].ref) == ("青石镇", "header")


def test_ordinary_reports_are_not_joined() -> None:
    many = [f"第{n}组完成渠道清淤，受益农户{n}百户" for n in range(10, 30)]  # items of one length
    sentences = [
        f"{n}月份，全镇完成渠道清淤二十七公里，解决了九个村多年来灌溉用水难的问题，群众满意。" for n in range(10, 30)
    ]
    wide = [f"{n}月，{LONG * 2}" for n in range(10, 30)]
    for paragraphs in (many, sentences, wide, [*many, *sentences, *wide]):
        assert texts(wml("".join(map(p, paragraphs)))) == paragraphs
