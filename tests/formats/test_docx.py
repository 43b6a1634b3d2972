"""Word documents: text as shown, numbers rebuilt, tables, notes, margins, shapes, and inputs that are no documents."""

import io
import random
import re
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx as python_docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from gongwen.documents import Document
from gongwen.documents.numbering import parse_numbering
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions, Source, read_document
from gongwen.formats.docx import read_docx
from gongwen.formats.docx.numerals import numeral

FILES = Path(__file__).parent / "files"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{OFFICE}"'
)
STRICT = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006": "http://purl.oclc.org/ooxml/officeDocument",
}
LONG = "全县上下坚持稳中求进，扎实推进重点项目、乡村建设和民生实事，圆满完成了年初确定的各项目标任务，群众满意度比去年提高了三个百分点。"


def package(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def wml(
    body: str, *, styles: str = "", numbering: str = "", notes: str = "", margins: Mapping[str, str] | None = None
) -> bytes:
    """A document of raw WordprocessingML."""
    parts = {"word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>"}
    links = ""
    for name, content in (("styles", styles), ("numbering", numbering), ("footnotes", notes)):
        if content:
            parts[f"word/{name}.xml"] = f"<w:{name} {NAMESPACES}>{content}</w:{name}>"
            links += f'<Relationship Id="{name}" Type="{OFFICE}/{name}" Target="{name}.xml"/>'
    for name, content in (margins or {}).items():
        kind = name.rstrip("0123456789")
        parts[f"word/{name}.xml"] = f"<w:{kind} {NAMESPACES}>{content}</w:{kind}>"
        links += f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{name}.xml"/>'
    parts["word/_rels/document.xml.rels"] = f"<Relationships>{links}</Relationships>"
    return package(parts)


def p(content: str = "", properties: str = "") -> str:
    runs = content if content.startswith("<") or not content else f"<w:r><w:t>{content}</w:t></w:r>"
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def in_list(list_id: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'


def lvl(at: int, form: str, text: str, more: str = "", start: str = "1") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/>'
        "</w:lvl>"
    )


def numbering(*levels: str, lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{lists}'


def read(data: bytes, options: ReadOptions | None = None) -> Document:
    (document,) = read_docx(Source("报告.docx", data), options or ReadOptions())
    return document


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in read(data).paragraphs]


def fault(data: bytes, options: ReadOptions | None = None) -> Fault:
    with pytest.raises(ReadError) as caught:
        read(data, options)
    assert caught.value.reason and "报告.docx" in str(caught.value)
    return caught.value.code


def saved(document: "python_docx.document.Document") -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


# Text


def test_what_stands_in_runs() -> None:
    runs = (
        "<w:r><w:t>修建</w:t><w:tab/><w:t>水渠</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>三条</w:t></w:r>"
        '<w:hyperlink r:id="x"><w:r><w:t>，详见网页</w:t></w:r></w:hyperlink>'
        "<w:smartTag><w:r><w:t>，共</w:t></w:r></w:smartTag>"
        "<w:sdt><w:sdtPr><w:alias w:val='栏目'/></w:sdtPr><w:sdtContent><w:r><w:t>八公里</w:t></w:r></w:sdtContent></w:sdt>"
        "<w:r><w:ruby><w:rt><w:r><w:t>qú</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>渠</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="宋体" w:char="2460"/><w:sym w:font="X" w:char="F001"/>'
        '<w:sym w:font="X" w:char="zz"/><w:commentReference w:id="1"/></w:r>'
        "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>"
    )
    assert texts(wml(p(runs))) == ["修建\t水渠-三条，详见网页，共八公里渠☑①1/2"]


def test_line_page_and_column_breaks_part_paragraphs() -> None:
    document = read(
        wml(
            p(
                '<w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t><w:cr/><w:t>第三行</w:t><w:br w:type="page"/><w:t>次页</w:t></w:r>'
            )
        )
    )
    assert [paragraph.text for paragraph in document.paragraphs] == ["第一行", "第二行", "第三行", "次页"]
    assert {paragraph.ref for paragraph in document.paragraphs} == {"paragraph 1"}
    assert texts(wml(p("<w:r><w:t>同一\n 段落</w:t></w:r>"))) == ["同一  段落"]


def test_tracked_changes_as_if_accepted() -> None:
    body = p(
        r("保留")
        + f"<w:ins>{r('新增')}</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        + f"<w:moveFrom>{r('移走')}</w:moveFrom><w:moveTo>{r('移来')}</w:moveTo>"
    )
    gone = p(r("前半"), "<w:rPr><w:del/></w:rPr>") + p(r("后半"))
    row = "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc>" + p("已删的行") + "</w:tc></w:tr></w:tbl>"
    assert texts(wml(body + gone + row)) == ["保留新增移来", "前半后半"]


def test_hidden_text_is_not_shown() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="HP"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = (
        p(r("看得见") + r("看不见", "<w:vanish/>") + r("也不见", '<w:rStyle w:val="H"/>'))
        + p(r("整段隐藏") + r("除了这里", '<w:vanish w:val="0"/>'), '<w:pStyle w:val="HP"/>')
        + p(r("一、标题"), "<w:rPr><w:vanish/><w:specVanish/></w:rPr>")
        + p(r("接着的正文。"))
    )
    assert texts(wml(body, styles=styles)) == ["看得见", "除了这里", "一、标题接着的正文。"]


def test_field_codes_are_dropped_and_results_kept() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    nested = (
        r("第") + mark("begin") + "<w:r><w:instrText>IF </w:instrText></w:r>" + mark("begin") + r("内层代码")
        + mark("separate") + r("内层结果") + mark("end") + mark("separate") + r("3") + mark("end") + r("页")
    )  # fmt: skip
    simple = f'<w:fldSimple w:instr="DATE">{r("二〇二三年")}</w:fldSimple>'
    unclosed = mark("begin") + r("吞掉")
    stray = mark("end") + mark("separate") + r("没有开头")
    assert texts(wml(p(nested) + p(simple) + p(unclosed) + p(stray))) == ["第3页", "二〇二三年", "没有开头"]


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p('框内甲')}{p('框内乙')}</w:txbxContent>"
    twice = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>'
        + box
        + "</wps:txbx></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:textbox>" + box + "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict><v:textbox>{box}</v:textbox></w:pict></w:r>"
    empty_choice = (
        '<mc:AlternateContent><mc:Choice Requires="x"><w:drawing/></mc:Choice><mc:Fallback>'
        + old
        + "</mc:Fallback></mc:AlternateContent>"
    )
    for content in (twice, old, empty_choice):
        document = read(wml(p(r("段前") + content + r("段后")) + p("下一段")))
        assert [(paragraph.text, paragraph.ref) for paragraph in document.paragraphs] == [
            ("段前段后", "paragraph 1"),
            ("框内甲", "paragraph 1 text box"),
            ("框内乙", "paragraph 1 text box"),
            ("下一段", "paragraph 2"),
        ]


def test_content_controls_and_empty_paragraphs_count() -> None:
    body = f"{p()}<w:sdt><w:sdtContent>{p('控件里的段落')}</w:sdtContent></w:sdt><w:ins>{p('插入的段落')}</w:ins>{p()}{p('末段')}"
    assert [paragraph.ref for paragraph in read(wml(body)).paragraphs] == ["paragraph 2", "paragraph 3", "paragraph 5"]


def test_notes_stand_at_the_end_by_the_order_of_their_marks() -> None:
    notes = (
        f'<w:footnote w:id="-1" w:type="separator">{p("分隔线")}</w:footnote>'
        f'<w:footnote w:id="7">{p("数据来自统计局。")}</w:footnote><w:footnote w:id="4">{p("含续建项目。")}</w:footnote>'
        f'<w:footnote w:id="9">{p("无人引用。")}</w:footnote>'
    )
    body = p(r("完成投资") + '<w:r><w:footnoteReference w:id="4"/></w:r>') + p(
        r("增长") + '<w:r><w:footnoteReference w:id="7"/><w:footnoteReference w:id="99"/></w:r>'
    )
    found = [(paragraph.text, paragraph.ref, paragraph.shape) for paragraph in read(wml(body, notes=notes)).paragraphs]
    assert found[2:] == [("含续建项目。", "footnote 1", "body"), ("数据来自统计局。", "footnote 2", "body")]


# Numbers

FORMATS = {
    "decimal": {1: "1", 105: "105"},
    "decimalZero": {3: "03", 12: "12"},
    "decimalFullWidth": {12: "１２"},
    "upperRoman": {4: "IV", 1999: "MCMXCIX", 5000: "5000"},
    "lowerRoman": {9: "ix"},
    "upperLetter": {1: "A", 26: "Z", 28: "BB", 100_000: "100000"},
    "lowerLetter": {3: "c", 0: ""},
    "ordinal": {1: "1st", 12: "12th", 23: "23rd", 111: "111th"},
    "chineseCounting": {0: "零", 5: "五", 10: "十", 21: "二十一", 99: "九十九", 105: "一〇五"},
    "chineseCountingThousand": {
        10: "十", 20: "二十", 105: "一百零五", 110: "一百一十", 1001: "一千零一", 1010: "一千零一十", 10_000: "一万", 10_010: "一万零一十",
        20_304: "二万零三百零四", 120_000: "十二万", 101_000: "十万一千", 999_999_999: "999999999",
    },
    "chineseLegalSimplified": {3: "叁", 10: "壹拾", 21: "贰拾壹", 106: "壹佰零陆"},
    "ideographLegalTraditional": {3: "參"},
    "ideographTraditional": {1: "甲", 10: "癸", 11: "11"},
    "ideographZodiac": {1: "子", 12: "亥", 13: "13"},
    "japaneseCounting": {11: "十一", 105: "百五", 1110: "千百十"},
    "taiwaneseCounting": {12: "十二", 100: "一〇〇"},
    "taiwaneseCountingThousand": {10_001: "一萬零一"},
    "ideographDigital": {10: "一〇", 25: "二五"},
    "decimalEnclosedCircle": {1: "①", 20: "⑳", 21: "21"},
    "decimalEnclosedCircleChinese": {3: "③"},
    "decimalEnclosedFullstop": {2: "⒉"},
    "decimalEnclosedParen": {3: "⑶"},
    "ideographEnclosedCircle": {2: "㈡", 11: "11"},
    "none": {5: ""},
    "bullet": {5: ""},
    "hebrew1": {5: "5"},
    "zero99999999": {5: "5"},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMATS)
def test_number_formats(form: str) -> None:
    assert {value: numeral(value, form) for value in FORMATS[form]} == FORMATS[form]


@pytest.mark.parametrize(
    ("form", "pattern", "label", "scheme", "ordinal"),
    [
        ("chineseCountingThousand", "第%1部分", "第十一部分 ", "part", 11),
        ("chineseCounting", "第%1章", "第十一章 ", "chapter", 11),
        ("chineseCounting", "%1、", "十一、", "han", 11),
        ("chineseLegalSimplified", "%1、", "壹拾壹、", None, 11),
        ("japaneseCounting", "（%1）", "（十一）", "han-paren", 11),
        ("taiwaneseCounting", "(%1)", "(十一) ", "han-paren", 11),
        ("decimal", "%1.", "11. ", "arabic", 11),
        ("decimal", "%1、", "11、", "arabic", 11),
        ("decimal", "（%1）", "（11）", "arabic-paren", 11),
        ("decimal", "%1)", "11) ", "arabic-paren", 11),
        ("decimal", "%1", "11 ", "arabic", 11),
        ("decimalFullWidth", "%1．", "１１．", "arabic", 11),
        ("decimalEnclosedCircle", "%1", "⑪", "circled", 11),
        ("lowerLetter", "%1)", "k) ", None, 11),
    ],
)
def test_numbers_stand_in_front_so_that_the_outline_knows_them(
    form: str, pattern: str, label: str, scheme: str | None, ordinal: int
) -> None:
    data = wml(p("狠抓落实", in_list(1)), numbering=numbering(lvl(0, form, pattern, start="11")))
    (text,) = texts(data)
    assert text == f"{label}狠抓落实"
    found = parse_numbering(text)
    if scheme is not None:
        assert found is not None and (found.scheme, found.ordinal, text[found.width :]) == (scheme, ordinal, "狠抓落实")


def test_a_number_before_a_figure_stays_a_number() -> None:
    for pattern in ("%1.", "%1、", "%1．", "（%1）"):
        for tight in ("", '<w:suff w:val="nothing"/>'):
            levels = lvl(0, "decimal", pattern, tight)
            (text,) = texts(wml(p("2023年的工作", in_list(1)), numbering=numbering(levels)))
            found = parse_numbering(text)
            assert found is not None and text[found.width :] == "2023年的工作", text


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


# Tables


def table(*rows: list[str]) -> str:
    cells = ["".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def test_cells_are_blocks_in_place() -> None:
    merged = "<w:tcPr><w:vMerge/></w:tcPr><w:p/>"
    inner = p("表前") + table(["内一", "内二"]) + p("表后")
    body = (
        p("表前段落")
        + table(["指标"])
        + table(["项目", "完成数"], [merged, p("水渠") + p() + p("三条")], ["公路", inner])
        + p("表后段落")
    )
    document = read(wml(body))
    assert [(paragraph.text, paragraph.ref) for paragraph in document.paragraphs] == [
        ("表前段落", "paragraph 1"),
        ("指标", "table 1 row 1 cell 1"),
        ("项目", "table 2 row 1 cell 1"),
        ("完成数", "table 2 row 1 cell 2"),
        ("水渠", "table 2 row 2 cell 2"),
        ("三条", "table 2 row 2 cell 2"),
        ("公路", "table 2 row 3 cell 1"),
        ("表前", "table 2 row 3 cell 2"),
        ("内一", "table 2 row 3 cell 2, table 1 row 1 cell 1"),
        ("内二", "table 2 row 3 cell 2, table 1 row 1 cell 2"),
        ("表后", "table 2 row 3 cell 2"),
        ("表后段落", "paragraph 2"),
    ]
    assert {paragraph.shape for paragraph in document.paragraphs if "row 1" in paragraph.ref} - {"heading"} == {"body"}
    assert "水渠\n三条" in document.text


def test_figures_in_cells_are_no_page_numbers() -> None:
    document = read(wml(table(["修路", "12"], ["架桥", "3"])))
    assert [(paragraph.text, paragraph.shape) for paragraph in document.paragraphs] == [
        ("修路", "body"), ("12", "body"), ("架桥", "body"), ("3", "body"),
    ]  # fmt: skip


def test_a_report_framed_by_a_table_keeps_its_outline() -> None:
    framed = table([p("青石镇2023年工作总结") + p("一、主要成效") + p(LONG)])
    assert [paragraph.shape for paragraph in read(wml(framed)).paragraphs] == ["title", "heading", "body"]


def test_tables_nested_beyond_reason() -> None:
    deep = p("最里面")
    for _ in range(20):
        deep = table([deep])
    assert read(wml(deep)).paragraphs[0].ref.count("table") == 20
    assert fault(wml(table([deep]))) == Fault.TOO_DEEP
    assert fault(wml("<w:sdt><w:sdtContent>" * 300 + p("深") + "</w:sdtContent></w:sdt>" * 300)) == Fault.TOO_DEEP
    assert texts(wml("<w:ins>" * 240 + p("深") + "</w:ins>" * 240)) == ["深"]


# Headers and footers


def test_headers_and_footers_stand_at_the_end_once_each() -> None:
    references = "".join(
        f'<w:{kind}Reference w:type="default" r:id="{kind}{n}"/>' for n in (1, 2) for kind in ("header", "footer")
    )
    page = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>2</w:t><w:fldChar w:fldCharType="end"/></w:r>'
    margins = {
        "header1": p("青石镇工作简报"),
        "header2": p("青石镇工作简报"),
        "footer1": p(f"{r('- ')}{page}{r(' -')}"),
        "footer2": p(),
    }
    document = read(wml(p(LONG) + f"<w:sectPr>{references}</w:sectPr>", margins=margins))
    assert [(paragraph.text, paragraph.ref, paragraph.shape) for paragraph in document.paragraphs] == [
        (LONG, "paragraph 1", "body"),
        ("青石镇工作简报", "header", "noise"),
        ("- 2 -", "footer", "noise"),
    ]


# Shapes


def styled(
    document: "python_docx.document.Document", text: str, font: str = "仿宋_GB2312", **looks: object
) -> WordParagraph:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.font.name = "Times New Roman"
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)
    run.bold = bool(looks.get("bold")) or None
    if "size" in looks:
        run.font.size = Pt(float(str(looks["size"])))
    if looks.get("centred"):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def test_shapes_by_style() -> None:
    document = python_docx.Document()
    document.add_heading("关于全镇水利建设的若干情况", 0)
    document.add_heading("把冬修水利作为头等大事来抓，确保明年春灌前全部竣工并投入使用", 1)
    document.add_heading(LONG + LONG, 2)
    document.add_heading("青石镇2023年工作总结", 1)
    document.add_paragraph(LONG)
    outlined = document.add_paragraph("把群众最盼望解决的急难愁盼问题一件一件办好办实办出成效来")
    outlined.paragraph_format.element.get_or_add_pPr().append(
        outlined._element.makeelement(qn("w:outlineLvl"), {qn("w:val"): "1"})
    )
    assert [paragraph.shape for paragraph in read(saved(document)).paragraphs] == [
        "title", "heading", "body", "title", "body", "heading",
    ]  # fmt: skip


def test_contents_are_set_aside() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
    body = p("一、主要工作<w:tab/>3".replace("<w:tab/>", "……"), '<w:pStyle w:val="T"/>') + p("一、主要工作") + p(LONG)
    assert [paragraph.shape for paragraph in read(wml(body, styles=styles)).paragraphs] == ["noise", "heading", "body"]


def test_shapes_by_the_fonts_of_official_writing() -> None:
    document = python_docx.Document()
    long_heading = "坚持一张蓝图绘到底，在重点项目建设中检验干部的担当和作为"
    styled(document, "青石镇人民政府", "方正小标宋简体", size=22, centred=True)
    styled(document, "关于今年冬春水利建设情况的几点说明", "方正小标宋简体", centred=True)
    styled(document, "（2023年12月5日）", "楷体_GB2312", centred=True)
    styled(document, long_heading + "一", "黑体")
    for _ in range(6):
        styled(document, LONG)
    styled(document, long_heading + "二", "楷体_GB2312")
    styled(document, long_heading + "三", bold=True)
    styled(document, long_heading + "四")
    styled(document, long_heading + "五。", "黑体")
    begun = styled(document, "一是抓进度。", "楷体_GB2312", bold=True)
    begun.add_run("各村倒排工期，挂图作战，十二月底前全部完工")
    assert [(paragraph.text[-1], paragraph.shape) for paragraph in read(saved(document)).paragraphs if paragraph.text != LONG] == [
        ("府", "title"), ("明", "title"), ("）", "heading"), ("一", "heading"), ("二", "heading"), ("三", "heading"), ("四", "body"),
        ("。", "body"), ("工", "body"),
    ]  # fmt: skip


def test_fonts_tell_nothing_where_all_is_set_in_them() -> None:
    document = python_docx.Document()
    for n in range(8):
        styled(document, f"各村按照第{n}批计划修渠筑坝，力争在明年春灌之前全部完成建设任务", "黑体")
    assert {paragraph.shape for paragraph in read(saved(document)).paragraphs} == {"body"}


def test_fonts_are_inherited() -> None:
    font = '<w:rFonts w:ascii="{0}" w:eastAsia="{0}"/>'
    styles = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{font.format('仿宋')}</w:rPr></w:rPrDefault></w:docDefaults>"
        f'<w:style w:type="paragraph" w:styleId="A"><w:rPr>{font.format("黑体")}</w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
        '<w:style w:type="character" w:styleId="C"><w:rPr><w:b/></w:rPr></w:style>'
    )
    text = "坚持一张蓝图绘到底，在重点项目建设中检验干部的担当和作为"
    body = (
        p(text, '<w:pStyle w:val="B"/>') + p(r(text, '<w:rStyle w:val="C"/>')) + p(r(text, '<w:rFonts w:ascii="黑体"/>'))
        + p(r(text, '<w:rFonts w:eastAsiaTheme="minorEastAsia"/>'), '<w:pStyle w:val="B"/>') + p(LONG) * 8
    )  # fmt: skip
    assert [paragraph.shape for paragraph in read(wml(body, styles=styles)).paragraphs][:4] == [
        "heading",
        "heading",
        "body",
        "body",
    ]


# Hard-wrapped lines

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


# Packages


def test_strict_documents_and_main_parts_by_other_names() -> None:
    body = p("事项", in_list(1)) + '<w:p><w:r><w:rPr><w:vanish w:val="true"/></w:rPr><w:t>隐藏</w:t></w:r></w:p>'
    with zipfile.ZipFile(io.BytesIO(wml(body, numbering=numbering(lvl(0, "chineseCounting", "%1、"))))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for plain, strict in STRICT.items():
        parts = {name: content.replace(plain, strict) for name, content in parts.items()}
    main = parts.pop("word/document.xml")
    rels = parts.pop("word/_rels/document.xml.rels").replace('"numbering.xml"', '"/word/numbering.xml"')
    parts |= {
        "_rels/.rels": f'<Relationships><Relationship Id="1" Type="{next(iter(STRICT.values()))}/officeDocument" Target="/Word/text2.xml"/></Relationships>'.replace(
            "wordprocessingml/main", "officeDocument/relationships"
        ),
        "word\\text2.xml": main,
        "word/_rels/text2.xml.rels": rels,
    }
    assert texts(package(parts)) == ["一、事项"]


def test_a_package_with_the_text_alone() -> None:
    data = package(
        {"word/document.xml": f"<w:document {NAMESPACES}><w:body>{p('只有正文', in_list(1))}</w:body></w:document>"}
    )
    assert texts(data) == ["只有正文"]
    (document,) = read_docx(Source("名.docx", data), ReadOptions())
    assert (document.name, document.encoding) == ("名.docx", "docx")


def test_what_cannot_be_read_says_why() -> None:
    picture = '<w:p><w:r><w:drawing><a:blip r:embed="x"/></w:drawing></w:r></w:p>'
    root = f"<w:document {NAMESPACES}><w:body>{p('文')}</w:body></w:document>"
    assert fault(wml(p() + p(" "))) == Fault.EMPTY
    assert fault(wml("")) == Fault.EMPTY
    assert fault(wml(picture)) == Fault.NEEDS_OCR
    assert texts(wml(picture + p("有字"))) == ["有字"]
    assert fault(wml('<w:altChunk r:id="x"/>')) == Fault.UNSUPPORTED
    assert fault(b"PK\x03\x04" + b"\0" * 100) == Fault.DAMAGED
    assert fault(package({"word/other.xml": "<a/>"})) == Fault.DAMAGED
    assert fault(package({"word/document.xml": root[:-9]})) == Fault.DAMAGED
    assert fault(package({"word/document.xml": ""})) == Fault.DAMAGED
    assert fault(package({"word/document.xml": "<a/>"})) == Fault.UNSUPPORTED
    assert fault(package({"word/document.xml": root, "word/styles.xml": "<w:styles"})) == Fault.DAMAGED
    assert fault(package({"word/document.xml": '<?xml version="1.0" encoding="no-such"?><a/>'})) == Fault.DAMAGED


def test_document_types_are_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;">]>'
    root = f"<w:document {NAMESPACES}><w:body>{p('&b;')}</w:body></w:document>"
    for content in (laughs + root, (laughs + root).encode("utf-16"), ("\ufeff" + laughs + root).encode("utf-16-be")):
        assert fault(package({"word/document.xml": content})) == Fault.DAMAGED


def test_markup_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongwen.formats.docx.package._MOST_MARKS", 10_000)
    assert fault(wml("<w:p/>" * 10_001)) == Fault.BOMB


def test_bombs_and_passwords() -> None:
    data = wml(p(LONG) * 2000)
    assert fault(data, ReadOptions(most_unpacked=100_000)) == Fault.BOMB
    assert read(data, ReadOptions(most_unpacked=2_000_000)).paragraphs
    lying = bytearray(data)  # the directory says that all parts are small
    for match in re.finditer(b"PK\x01\x02", data):
        lying[match.start() + 24 : match.start() + 28] = struct.pack("<I", 10)
    assert fault(bytes(lying), ReadOptions(most_unpacked=100_000)) in (Fault.BOMB, Fault.DAMAGED)
    locked = bytearray(data)
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        for match in re.finditer(signature, data):
            locked[match.start() + at] |= 1
    assert fault(bytes(locked)) == Fault.ENCRYPTED
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert fault(packed.getvalue()) == Fault.UNSUPPORTED


@pytest.fixture(scope="module")
def good() -> bytes:
    styles = '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="heading 1"/></w:style>'
    body = p("水利建设", '<w:pStyle w:val="A"/>') + p(LONG, in_list(1)) * 3 + table(["渠道", "三条"], ["山塘", "两座"])
    sections = '<w:sectPr><w:headerReference r:id="header1"/></w:sectPr>'
    levels = numbering(lvl(0, "chineseCounting", "%1、"))
    return wml(body + sections, styles=styles, numbering=levels, margins={"header1": p("青石镇")})


def outcome(data: bytes) -> str:
    try:
        return "read" if read(data).paragraphs else "empty"
    except ReadError as error:
        return error.code


def test_truncated_files(good: bytes) -> None:
    found = {outcome(good[: len(good) * n // 50]) for n in range(50)}
    assert found == {Fault.DAMAGED}
    assert outcome(good) == "read"


def test_flipped_bytes(good: bytes) -> None:
    random_ = random.Random(7)
    outcomes = set()
    for _ in range(200):
        broken = bytearray(good)
        broken[random_.randrange(len(good))] ^= 1 << random_.randrange(8)
        outcomes.add(outcome(bytes(broken)))
    assert {"read", Fault.DAMAGED} <= outcomes


def test_broken_markup_in_a_sound_package(good: bytes) -> None:
    """Names and values of the markup at random, as no checksum would catch them."""
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    words = [
        "w:p",
        "w:r",
        "w:tbl",
        "w:tc",
        "w:ins",
        "w:val",
        "w:lvl",
        "0",
        "-1",
        "99999999999",
        "w:pPr",
        "w:numId",
        "w:txbxContent",
        "",
    ]
    random_ = random.Random(11)
    for _ in range(200):
        broken = dict(parts)
        name = random_.choice(list(broken))
        marks = list(re.finditer(r"w:\w+|(?<=\")[^\"<>]*(?=\")", broken[name]))
        if not marks:
            continue
        mark = random_.choice(marks)
        every = random_.random() < 0.5 and mark[0]
        word = random_.choice(words)
        content = broken[name]
        broken[name] = (
            content.replace(mark[0], word) if every else content[: mark.start()] + word + content[mark.end() :]
        )
        outcome(package(broken))
