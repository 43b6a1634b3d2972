"""Invented reports of any length, and PDF files that show them, set line by line so that the truth is known."""

import io
import random
from dataclasses import dataclass
from functools import lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

_WHO = "镇党委 村两委 水利站 农技中心 驻村工作队 社区网格员 镇中心校 卫生院 供销社 林业站 文化站 综治办".split()
_WHEN = "年初以来 一季度 汛期之前 入冬以后 六月上旬 国庆前后 全年 秋收时节 上半年 近两年".split()
_DID = (
    "先后{n}次召开专题会议研究部署 新修机耕道{n}公里 组织干部群众{n}人次参加培训 完成坡耕地改造{n}亩 "
    "排查老旧房屋{n}处 为{n}户家庭安装了自来水 发放种子、化肥共计{n}吨 调解邻里纠纷{n}起 "
    "举办“乡村夜校”{n}期 回收废旧农膜{n}公斤 清理河道{n}.{d}公里 将{n}名老人纳入日间照料 "
    "引进了核桃加工企业{d}家 建成标准化大棚{n}座 培育家庭农场（含合作社）{n}家"
).split()
_AND = (
    "使群众出行难的问题得到缓解 较上年增长{d}.{n}个百分点 受到了村民的普遍欢迎 为下一步工作打下了基础 "
    "没有发生一起安全责任事故 其中脱贫户{n}户 总投资约{n}万元 按期通过了县里验收 覆盖了全部{d}个行政村 "
    "村集体收入由此增加{n}万元 做到了早发现、早报告、早处置 群众满意度保持在{n}%以上"
).split()
_HEADS = (
    "农田水利建设 人居环境整治 基层组织建设 文化惠民活动 防汛抗旱工作 社会治安治理 教育卫生事业 特色产业培育".split()
)


def report(seed: int, sections: int, sentences: int = 6) -> list[str]:
    """Paragraphs of a report: a title, an introduction, and sections of numbered heads and prose."""
    draw = random.Random(seed)
    fill = {"n": lambda: draw.randint(11, 980), "d": lambda: draw.randint(2, 9)}

    def clause(kind: list[str]) -> str:
        return draw.choice(kind).format(**{name: value() for name, value in fill.items()})

    def prose(most: int) -> str:
        return "".join(
            f"{clause(_WHEN)}，{clause(_WHO)}{clause(_DID)}，{clause(_DID)}，{clause(_AND)}。"
            for _ in range(draw.randint(1, most))
        )

    text = ["石门沟镇二〇二三年工作总结", prose(2) + "现将有关情况汇报如下："]
    for at in range(sections):
        number = "一二三四五六七八九十"[at % 10]
        text += [f"{number}、{draw.choice(_HEADS)}"] if at % 3 == 0 else [f"（{number}）抓好{draw.choice(_HEADS)}"]
        text += [prose(sentences) for _ in range(draw.randint(1, 4))]
    return text


@dataclass(frozen=True)
class Style:
    """How `typeset` sets a report. Lengths in points."""

    size: float = 16
    pitch: float = 28
    indent: float = 2
    """Of first lines, in font sizes."""
    gap: float = 0
    """Between paragraphs, beside the pitch."""
    title: float = 22
    margin: float = 79
    header: str = ""
    footer: str = "— {page} —"
    columns: int = 1
    by_glyph: bool = False
    """Every character an object of its own, in an order unlike that of reading."""


def typeset(paragraphs: list[str], style: Style = Style(), password: str = "") -> bytes:
    """A PDF of A4 pages; the first paragraph is the title."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842), encrypt=password or None, invariant=1)
    gutter = 2 * style.size
    width = (595 - 2 * style.margin - (style.columns - 1) * gutter) / style.columns
    page, column, y = 0, style.columns, 0.0
    for at, paragraph in enumerate(paragraphs):
        size = style.title if at == 0 else style.size
        indent = 0 if at == 0 else style.indent * size
        for row, line in enumerate(wrap(paragraph, size, width if at else 400, indent)):
            if y < 100:
                column, y = column + 1, 842 - 110 - (style.pitch if column else 0)
                if column >= style.columns:
                    page, column, y = page + 1, 0, 842 - 110
                    _new_page(canvas, page, style)
            x = style.margin + column * (width + gutter) + (indent if row == 0 else 0)
            if at == 0:
                x = 297 - 0.5 * (_width(line, size))
            _draw(canvas, line, x, y, size, style.by_glyph)
            y -= style.pitch if at else 1.6 * size
        y -= style.gap + (style.pitch if at == 0 else 0)
    canvas.save()
    return out.getvalue()


def wrap(text: str, size: float, width: float, indent: float) -> list[str]:
    """Lines no wider than `width`; no mark that ends a clause begins one, no figure is broken."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    lines, line, room = [], "", width - indent
    for ch in text:
        if _width(line, size) + _width(ch, size) > room and ch not in "，。、；：）”":
            keep = len(line)
            while keep > 1 and (line[keep - 1] in "（“" or ((ch + line)[0].isdecimal() and line[keep - 1].isdecimal())):
                keep -= 1
            lines.append(line[:keep])
            line, room = line[keep:], width
        line += ch
    return [*lines, line]


def _width(text: str, size: float) -> float:
    return size * sum(map(_em, text))


@lru_cache(maxsize=4096)
def _em(ch: str) -> float:
    return float(pdfmetrics.stringWidth(ch, "STSong-Light", 1))


def _new_page(canvas: Canvas, page: int, style: Style) -> None:
    if page > 1:
        canvas.showPage()
    canvas.setFont("STSong-Light", 10)
    canvas.drawCentredString(297, 800, style.header.format(page=page))
    canvas.drawCentredString(297, 40, style.footer.format(page=page))


def _draw(canvas: Canvas, line: str, x: float, y: float, size: float, by_glyph: bool) -> None:
    canvas.setFont("STSong-Light", size)
    if not by_glyph:
        canvas.drawString(x, y, line)
        return
    places = []
    for ch in line:
        places.append((x, ch))
        x += _width(ch, size)
    for at, ch in places[::2] + places[1::2]:
        canvas.drawString(at, y, ch)
