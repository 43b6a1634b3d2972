"""Word documents: the cells of tables are paragraphs in their place, at any reasonable depth."""

from gongwen.errors import Fault

from .markup import LONG, fault, p, read, table, texts, wml


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
