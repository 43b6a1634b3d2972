"""Word documents: titles, headings and contents by their styles and by the fonts of official writing."""

import io

import docx as python_docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from .markup import LONG, p, r, read, wml


def saved(document: "python_docx.document.Document") -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


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
