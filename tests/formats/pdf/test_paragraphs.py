"""PDF: paragraphs come out as they went in, without the running lines of the pages, titles and headings among them."""

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.formats.invented import Style, report, typeset, wrap

from .drawn import FILES, PROSE, document, drawn, prose, texts


@pytest.mark.parametrize(
    ("style", "least"),
    [
        (Style(), 0.97),
        (Style(size=10.5, pitch=15, margin=70, header="内部资料 第{page}期", footer="第{page}页"), 0.97),
        (Style(size=12, pitch=20, by_glyph=True, header="石门沟镇"), 0.97),
        (Style(size=10.5, pitch=16, margin=60, columns=2), 0.97),
        (Style(indent=0, gap=10, footer="{page}"), 0.9),
        (Style(size=12, pitch=18, indent=0, gap=6), 0.9),
        (Style(indent=0), 0.9),  # nothing but short last lines tells the paragraphs apart
    ],
    ids=["indents", "small print", "single glyphs", "two columns", "gaps", "narrow gaps", "no marks"],
)
def test_paragraphs_come_out_as_they_went_in(style: Style, least: float) -> None:
    hits = total = 0
    for seed, sections in ((1, 1), (2, 3), (3, 7)):
        paragraphs = report(seed, sections)
        found = set(texts(typeset(paragraphs, style)))
        hits, total = hits + sum(paragraph in found for paragraph in paragraphs), total + len(paragraphs)
    assert hits >= least * total


def test_a_file_made_by_libreoffice() -> None:
    found = document((FILES / "report.pdf").read_bytes())
    assert [p.text for p in found.paragraphs if p.shape != "noise"] == (FILES / "report.txt").read_text("utf-8").split(
        "\n"
    )[:-1]
    assert [(p.text, p.place) for p in found.paragraphs if p.shape == "noise"] == [
        ("松溪镇党政办公室编印", "pages 1-2")
    ]
    assert found.encoding == "pdf"
    assert found.paragraphs[0].shape == "title"
    assert {p.place for p in found.paragraphs[:3]} == {"page 1"}


def test_running_lines_stand_at_the_end_once_and_break_no_sentence() -> None:
    style = Style(header="石门沟镇年度总结（第{page}稿）", footer="— {page} —")
    paragraphs = report(4, 5)
    found = document(typeset(paragraphs, style)).paragraphs
    assert [(p.text, p.place) for p in found if p.shape == "noise"] == [
        ("石门沟镇年度总结（第1稿）", "pages 1-4"),
        ("— 1 —", "pages 1-4"),
    ]
    assert [p.shape for p in found[-2:]] == ["noise", "noise"]
    over = [p.text for p in found if p.shape == "body" and p.place.startswith("pages")]
    assert over
    assert set(over) <= set(paragraphs)


def test_one_page_keeps_its_header_but_not_its_number() -> None:
    found = document(drawn(lambda canvas: (prose(canvas), canvas.drawCentredString(297, 40, "第1页 共1页"))))  # type: ignore[arg-type]
    assert [(p.text, p.shape) for p in found.paragraphs] == [(PROSE, "body"), ("第1页 共1页", "noise")]


def test_a_number_at_the_foot_of_the_text_is_no_page_number() -> None:
    def page(canvas: Canvas) -> None:
        for at in range(25):
            canvas.drawString(79, 770 - 28 * at, "全镇修建水渠并硬化村道使得群众往来方便许多产值达到")
        canvas.drawString(79, 70, "1200")

    assert texts(drawn(page))[0].endswith("产值达到1200")


def test_title_of_two_lines_is_one_paragraph() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 22)
        canvas.drawCentredString(297, 740, "石门沟镇人民政府关于二〇二三年")
        canvas.drawCentredString(297, 706, "粮食生产工作情况的汇报")
        canvas.setFont("STSong-Light", 16)
        canvas.drawCentredString(297, 660, "（二〇二三年十二月八日）")
        prose(canvas, top=600)

    found = document(drawn(page)).paragraphs
    assert [p.text for p in found] == [
        "石门沟镇人民政府关于二〇二三年粮食生产工作情况的汇报",
        "（二〇二三年十二月八日）",
        PROSE,
    ]
    assert [p.shape for p in found][::2] == ["title", "body"]


def test_large_print_is_a_heading() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("STSong-Light", 21)
        canvas.drawString(79, 700, "下一步的打算，以及需要县里支持的事项")
        canvas.setFont("STSong-Light", 16)
        for at, line in enumerate(wrap(PROSE, 16, 437, 0)):
            canvas.drawString(79, 660 - 28 * at, line)

    assert [(p.text, p.shape) for p in document(drawn(page)).paragraphs] == [
        ("下一步的打算，以及需要县里支持的事项", "heading"),
        (PROSE, "body"),
    ]


def test_hanging_list_items_stay_whole() -> None:
    items = [f"{number}．{PROSE}" for number in (1, 2, 3)]

    def page(canvas: Canvas) -> None:
        y = 760
        for item in items:
            first = wrap(item, 16, 437, 0)[0]
            canvas.drawString(79, y, first)
            for line in wrap(item[len(first) :], 16, 405, 0):
                y -= 28
                canvas.drawString(111, y, line)
            y -= 28

    assert texts(drawn(page)) == items


def test_rows_of_a_table_are_not_joined() -> None:
    rows = [("项目", "二〇二一年", "二〇二二年"), ("粮食产量（吨）", "1020", "1100"), ("集体收入（万元）", "35", "41")]

    def page(canvas: Canvas) -> None:
        prose(canvas)
        for at, row in enumerate(rows):
            for x, cell in zip((79, 240, 400), row, strict=True):
                canvas.drawString(x, 500 - 24 * at, cell)

    assert texts(drawn(page))[1:] == [" ".join(row) for row in rows]
