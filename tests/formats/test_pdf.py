"""PDF: paragraphs come out as they went in, what no reader should take for text does not, and nothing breaks."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions, Source
from gongwen.formats.pdf import characters, pages, read_pdf

from .invented import Style, report, typeset, wrap

FILES = Path(__file__).parent / "files"
PROSE = (
    "入冬以后，镇水利站组织三个村的群众清理河道十二公里，新修水坝四处，使下游两千多亩稻田的灌溉用水有了着落。"
    "供销社同时调进化肥、农膜四十吨，平价供应给种粮大户，受到了大家的普遍欢迎。"
)
PICTURE_SIZE = (595, 842)


def read(data: bytes, name: str = "report.pdf") -> list[Document | ReadError]:
    return list(read_pdf(Source(name, data), ReadOptions()))


def document(data: bytes) -> Document:
    (only,) = read(data)
    assert isinstance(only, Document)
    return only


def texts(data: bytes, noise: bool = False) -> list[str]:
    return [paragraph.text for paragraph in document(data).paragraphs if (paragraph.shape == "noise") == noise]


def drawn(*draw: Callable[[Canvas], None], encrypt: StandardEncryption | None = None) -> bytes:
    """A PDF with a page for each function."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=PICTURE_SIZE, invariant=1, encrypt=encrypt)
    for page in draw:
        canvas.setFont("STSong-Light", 16)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def prose(canvas: Canvas, text: str = PROSE, top: float = 700) -> None:
    for at, line in enumerate(wrap(text, 16, 437, 32)):
        canvas.drawString(79 + 32 * (at == 0), top - 28 * at, line)


def scan(canvas: Canvas) -> None:
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *PICTURE_SIZE)
    canvas.drawCentredString(297, 30, "12")


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


def stamped(canvas: Canvas) -> None:
    canvas.saveState()
    canvas.translate(300, 600)
    canvas.rotate(45)
    canvas.setFont("STSong-Light", 60)
    canvas.drawCentredString(0, 0, "内部资料")
    canvas.restoreState()
    prose(canvas)


def turned(canvas: Canvas) -> None:
    canvas.setPageSize(PICTURE_SIZE[::-1])
    canvas.setPageRotation(90)
    canvas.translate(842, 0)
    canvas.rotate(90)
    canvas.setFont("STSong-Light", 16)
    prose(canvas)


def downwards(canvas: Canvas) -> None:
    for at, line in enumerate(wrap(PROSE, 16, 600, 0)):
        for row, ch in enumerate(line):
            canvas.drawString(500 - 30 * at, 740 - 17 * row, ch)


def twice(canvas: Canvas) -> None:
    for at, line in enumerate(wrap(PROSE, 16, 437, 32)):
        for shift in (0, 0.4):
            canvas.drawString(79 + 32 * (at == 0) + shift, 700 - 28 * at, line)


def each_twice(canvas: Canvas) -> None:
    for at, line in enumerate(wrap(PROSE, 16, 437, 32)):
        x = 79 + 32 * (at == 0)
        for ch in line:
            for shift in (0, 0.4):
                canvas.drawString(x + shift, 700 - 28 * at, ch)
            x += 16


def recognised(canvas: Canvas) -> None:
    for at, line in enumerate(wrap(PROSE, 16, 437, 32)):
        text = canvas.beginText(79 + 32 * (at == 0), 700 - 28 * at)
        text.setTextRenderMode(3)
        text.textOut(line)
        canvas.drawText(text)
    from PIL import Image

    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *PICTURE_SIZE)


def off_the_page(canvas: Canvas) -> None:
    prose(canvas)
    canvas.drawString(79, -300, "裁掉的文字")


@pytest.mark.parametrize("page", [stamped, turned, downwards, twice, each_twice, recognised, off_the_page])
def test_unusual_printing(page: Callable[[Canvas], None]) -> None:
    assert texts(drawn(page)) == [PROSE]
    assert texts(drawn(page), noise=True) == (["内部资料"] if page is stamped else [])


def test_radicals_and_compatibility_forms_become_characters() -> None:
    assert "".join(characters.printed(ord(ch)) for ch in "⼀⼯⻓⻔豈ﬁ\u00a0\u200b\x07") == "一工长门豈fi "


def failure(data: bytes) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert caught.value.path == "report.pdf"
    return caught.value


def test_passwords() -> None:
    closed = StandardEncryption("geheim")
    assert failure(drawn(prose, encrypt=closed)).code is Fault.ENCRYPTED
    assert texts(drawn(prose, encrypt=StandardEncryption("", ownerPassword="geheim"))) == [PROSE]


def test_scans() -> None:
    assert failure(drawn(scan)).reason.startswith("its page is a picture")
    whole = failure(drawn(scan, scan, scan))
    assert whole.code is Fault.NEEDS_OCR
    assert "3 of its 3 pages" in whole.reason
    found, partly = read(drawn(prose, scan, scan, prose, scan))
    assert isinstance(found, Document)
    assert [p.text for p in found.paragraphs if p.shape != "noise"] == [PROSE, PROSE]
    assert isinstance(partly, ReadError)
    assert (partly.code, partly.path) == (Fault.NEEDS_OCR, "report.pdf!/pages 2-3, 5")
    _, one = read(drawn(prose, scan))
    assert isinstance(one, ReadError)
    assert one.path == "report.pdf!/page 2"


def test_no_sentence_goes_on_across_a_page_that_is_missing() -> None:
    def first(canvas: Canvas) -> None:
        prose(canvas)
        canvas.drawString(79, 700 - 28 * 5, "全镇修建水渠并硬化村道使得群众往来方便许多产值达到")

    def last(canvas: Canvas) -> None:
        canvas.drawString(79, 700, "了新的高度。")

    found, _ = read(drawn(first, scan, last))
    assert isinstance(found, Document)
    assert "了新的高度。" in [p.text for p in found.paragraphs]


def test_files_without_text() -> None:
    assert failure(drawn(lambda _: None)).code is Fault.EMPTY

    def outlined(canvas: Canvas) -> None:
        for at in range(200):
            canvas.line(50 + at, 100, 60 + at, 130)

    assert failure(drawn(outlined)).code is Fault.NEEDS_OCR


def test_fonts_that_do_not_say_what_they_show() -> None:
    data = (FILES / "report.pdf").read_bytes()
    unmapped = data.replace(b"/ToUnicode", b"/ToUnixode")
    assert unmapped != data
    found = failure(unmapped)
    assert found.code is Fault.NEEDS_OCR
    assert "fonts" in found.reason


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MAX_PAGES", 2)
    assert failure(drawn(prose, prose, prose)).code is Fault.TOO_LARGE


def test_damaged_files() -> None:
    for data in (b"%PDF-1.7", b"%PDF-1.4\nnothing of the kind\n%%EOF", b"%PDF-1.4\n" + bytes(range(256)) * 40):
        assert failure(data).code is Fault.DAMAGED


def test_everything_opened_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[str] = []

    def noted(name: str) -> Callable[[object], None]:
        plain = getattr(pypdfium2.raw, name)

        def close(handle: object) -> None:
            closed.append(name)
            plain(handle)

        return close

    for name in ("FPDFText_ClosePage", "FPDF_ClosePage", "FPDF_CloseDocument"):
        monkeypatch.setattr(pypdfium2.raw, name, noted(name))
    read(drawn(prose, prose))
    assert closed == ["FPDFText_ClosePage", "FPDF_ClosePage"] * 2 + ["FPDF_CloseDocument"]


@pytest.fixture(scope="module")
def good() -> list[bytes]:
    return [(FILES / "report.pdf").read_bytes(), typeset(report(5, 1), Style(size=10.5, pitch=15)), drawn(prose, scan)]


def survives(data: bytes) -> None:
    """Documents or a ReadError; any other exception fails the test."""
    try:
        found = read(data)
    except ReadError:
        return
    assert all(isinstance(one, Document | ReadError) for one in found)


def test_cut_off_files(good: list[bytes]) -> None:
    for at in range(40):
        data = good[at % len(good)]
        survives(data[: len(data) * (at + 1) // 41])


def test_flipped_bytes(good: list[bytes]) -> None:
    draw = random.Random(20)
    for at in range(150):
        data = bytearray(good[at % len(good)])
        for _ in range(1 + at % 5):
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        survives(bytes(data))


def test_glyphs_of_a_second_font_go_where_they_stand() -> None:
    # Word processors print the quotation marks, of a Latin font, after the text around them.
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("STSong-Light", 10)
    for left, text in ((60, "按照年初议定的"), (136, "一片茶、一条路"), (212, "的思路抓落实。")):
        canvas.drawString(left, 700, text)
    for left, mark in ((130, "“"), (206, "”")):
        canvas.drawString(left, 700.4, mark)
    canvas.save()
    (document,) = read_pdf(Source("a.pdf", out.getvalue()), ReadOptions())
    assert isinstance(document, Document)
    assert document.text == "按照年初议定的“一片茶、一条路”的思路抓落实。"
