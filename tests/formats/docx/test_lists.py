"""Word documents: which number a paragraph of a list has, by levels, definitions and styles."""

from pathlib import Path

from gongwen.formats import read_document

from .markup import in_list, lvl, numbering, p, texts, wml

FILES = Path(__file__).parents[1] / "files"


def test_levels_restart_below_each_other() -> None:
    levels = (
        lvl(0, "chineseCounting", "%1、"),
        lvl(1, "decimal", "%1.%2", "<w:isLgl/>"),
        lvl(2, "lowerLetter", "%3)", '<w:lvlRestart w:val="1"/>'),
        lvl(3, "decimal", "(%4)", '<w:lvlRestart w:val="0"/>'),
    )
    order = [0, 1, 2, 3, 1, 2, 0, 1, 2, 3, 1]
    found = texts(wml("".join(p("事项", in_list(1, at)) for at in order), numbering=numbering(*levels)))
    assert [text.removesuffix("事项").strip() for text in found] == [
        "一、", "1.1", "a)", "(1)", "1.2", "b)", "二、", "2.1", "a)", "(2)", "2.2",
    ]  # fmt: skip


def test_a_level_that_is_passed_over_counts_as_used() -> None:
    levels = lvl(0, "decimal", "%1."), lvl(1, "bullet", "-"), lvl(2, "decimal", "%1.%2%3.")
    found = texts(wml("".join(p("事项", in_list(1, at)) for at in (2, 0, 2, 0)), numbering=numbering(*levels)))
    assert [text.removesuffix("事项").strip() for text in found] == ["1.1.", "2.", "2.1.", "3."]


def test_lists_of_one_definition_share_their_counter_until_a_start_is_overridden() -> None:
    lists = "".join(
        f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{more}</w:num>'
        for n, more in (
            (1, ""),
            (2, ""),
            (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'),
            (4, f'<w:lvlOverride w:ilvl="0">{lvl(0, "decimal", "%1)")}</w:lvlOverride>'),
        )
    )
    body = "".join(p("事项", in_list(n)) for n in (1, 1, 2, 3, 3, 1, 4))
    found = texts(wml(body, numbering=numbering(lvl(0, "chineseCounting", "%1、"), lists=lists)))
    assert [text.removesuffix("事项").strip() for text in found] == [
        "一、",
        "二、",
        "三、",
        "一、",
        "二、",
        "三、",
        "4)",
    ]


def test_numbers_come_through_styles() -> None:
    styles = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="N"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/><w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="C"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="D"><w:basedOn w:val="A"/><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="E"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    levels = (
        lvl(0, "chineseCounting", "%1、"),
        lvl(1, "chineseCounting", "（%2）"),
        lvl(2, "decimal", "%3、", '<w:pStyle w:val="E"/>'),
    )
    body = "".join(p("事项", f'<w:pStyle w:val="{style}"/>{more}') for style, more in (
        ("A", ""), ("B", ""), ("E", ""), ("C", ""), ("D", ""), ("A", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
        ("A", '<w:numPr><w:ilvl w:val="1"/></w:numPr>'), ("N", ""),
    ))  # fmt: skip
    found = texts(wml(body, styles=styles, numbering=numbering(*levels)))
    assert [text.removesuffix("事项") for text in found] == ["一、", "（一）", "1、", "二、", "", "", "（一）", ""]


def test_a_numbering_style_lends_its_levels() -> None:
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="numbering" w:styleId="M"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>'
    )
    definitions = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="1"><w:styleLink w:val="L"/>{lvl(0, "chineseCounting", "%1、")}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="M"/></w:abstractNum>'
        + "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(3))
    )
    body = p("甲", in_list(1)) + p("乙", in_list(2)) + p("丙", in_list(3))
    assert texts(wml(body, styles=styles, numbering=definitions)) == ["一、甲", "二、乙", "丙"]


def test_bullets_custom_formats_and_empty_items() -> None:
    symbol = '<w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr>'
    custom = (
        "<w:lvl w:ilvl='3'><w:start w:val='1'/><mc:AlternateContent><mc:Choice Requires='w14'>"
        "<w:numFmt w:val='custom' w:format='001, 002, 003, ...'/></mc:Choice><mc:Fallback><w:numFmt w:val='decimal'/></mc:Fallback>"
        "</mc:AlternateContent><w:lvlText w:val='%4、'/></w:lvl>"
    )
    direct = lvl(4, "custom", "%5、").replace('"custom"', '"custom" w:format="001, 002, 003, ..."')
    levels = lvl(0, "bullet", "\uf06c"), lvl(1, "bullet", "n", symbol), lvl(2, "bullet", "-"), custom, direct
    found = texts(wml("".join(p("事项", in_list(1, at)) for at in range(5)), numbering=numbering(*levels)))
    assert found == ["•事项", "•事项", "- 事项", "1、事项", "001、事项"]
    body = p("甲", in_list(1)) + p("", in_list(1)) + p("丙", in_list(1))
    assert texts(wml(body, numbering=numbering(lvl(0, "decimal", "%1、")))) == ["1、甲", "3、丙"]


def test_absurd_numbering_is_no_trouble() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>'
        for a, b in (("A", "B"), ("B", "A"))
    )
    levels = (
        lvl(0, "chineseCounting", "%1、%9", start="十"), lvl(1, "lowerLetter", "%2)", start="999999999"),
        lvl(2, "", "%3、", start="99999999999999999999"), lvl(99, "decimal", "%1"), '<w:lvl w:ilvl="x"/>', "<w:lvl/>",
    )  # fmt: skip
    lists = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/><w:lvlOverride/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="-5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="3"/><w:num/>'
    )
    body = "".join(
        p("事", f'<w:pStyle w:val="A"/>{in_list(n, at)}') for n in (1, 2, 3, 4) for at in (0, 1, 2, 8, 9, -1, 10**12)
    )
    found = texts(wml(body, styles=styles, numbering=numbering(*levels, lists=lists)))
    assert found[:3] == ["零、1 事", "1000000) 事", "1、事"]
    assert set(found[3:]) == {"事", "一、1 事"}  # a level that is no number counts as the first


def test_a_document_that_libreoffice_wrote() -> None:
    document = read_document(FILES / "lists.docx")
    assert [(paragraph.ref, paragraph.shape, paragraph.text[:7]) for paragraph in document.paragraphs] == [
        ("paragraph 1", "title", "白鹭湖街道20"),
        ("paragraph 2", "body", "今年以来，街道"),
        ("paragraph 3", "heading", "一、主要做法"),
        ("paragraph 4", "heading", "（一）盘活闲置"),
        ("paragraph 5", "body", "1.清理沿街空"),
        ("paragraph 6", "body", "①老粮站地块，"),
        ("paragraph 7", "body", "②纺织厂后院，"),
        ("paragraph 8", "body", "2． 2023"),
        ("paragraph 9", "heading", "（二）办好社区"),
        ("table 1 row 1 cell 1", "body", "社区"),
        ("table 1 row 1 cell 2", "body", "日均用餐"),
        ("table 1 row 2 cell 1", "body", "柳岸"),
        ("table 1 row 2 cell 2", "body", "86"),
        ("paragraph 10", "heading", "二、存在的不足"),
        ("paragraph 11", "body", "一条路修得慢。"),
        ("paragraph 11", "body", "议事次数还不够"),
        ("footnote 1", "body", "数据截至十一月"),
        ("header", "noise", "白鹭湖街道办事"),
        ("footer", "noise", "第1页"),
    ]
    assert document.paragraphs[8].path == ("一、主要做法",)
