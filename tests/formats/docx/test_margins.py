"""Word documents: notes, headers and footers stand at the end."""

from .markup import LONG, p, r, read, wml


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
