"""Paragraphs → articles: where a new report begins inside a file.

Explicit markers (篇1, 第二篇：, 3、…总结) begin an article, and so do titles after a finished text. Compilations often
lose their titles; then three signs count, none of which is enough alone: numbering that starts again at 一 without a
heading above it, the wording of an opening sentence, and a change of indent.
"""

import re
from collections.abc import Sequence

from .lines import article_mark
from .model import Paragraph

_OPENING = re.compile(
    r"^(?:(?:尊敬的|各位|同志们|同志們).{0,30}[:：]"
    r"|.{0,40}(?:一年来|一年來|今年以来|今年以來|半年来|上半年|近年来|近年來|本学期|本學期|本年度|自.{2,12}以来|[\dxX×_*＊○〇零一二三四五六七八九十]{2,6}年)"
    r"|时光|時光|光阴|光陰|岁月|歲月|转眼|轉眼|不知不觉|回顾|回顧|即将过去|随着|伴随|我叫|本人|我是|我于|我自|根据.{4,60}(?:要求|精神|安排|通知|规定)|按照.{4,60}(?:要求|精神|安排|部署)|为.{6,60}现将|现将|現將|下面)"
)
_SCENE = re.compile(
    r"(?:在.{2,40}(?:正确领导|正確領導|领导下|領導下|指导下|指導下|支持下|关心|關心|帮助下)|以.{2,40}为指导|以.{2,40}為指導|深入贯彻|全面贯彻|认真贯彻|紧紧围绕|坚持以"
    r"|(?:总结|總結|汇报|匯報|彙報|报告|述职|述職|情况|情況|小结|介绍)(?:如下|于下|於下|如次)|回顾.{0,12}(?:工作|一年|学期|过去)|即将(?:过去|结束))"
)
_PERSONAL = re.compile(r"(?:尊敬的|各位|同志们|同志們|我叫|我是|本人|我于|我自)")
_PLAN = re.compile(
    r"(?:我[们們]?|全[镇乡县市局]|[镇乡县市局])(?:将|將|要|计划|打算)|(?:明年|下一步|下半年|今后|新的一年)"
)
_SIGNED = re.compile(
    r"^(?:.{0,30}[二〇○零\d一二三四五六七八九十xX×_]{2,4}\s*年.{1,8}[月日]"
    r"|(?:述职人|汇报人|报告人|总结人|撰稿|此致|敬礼).{0,20})$|^以上(?:是|就是|总结|汇报|报告)|(?:谢谢|謝謝)(?:大家|各位)?[!！。]?$"
)
_END = re.compile(r"^(?:总之|總之|综上|在今后|今后|新的一年|在新的|展望).{20,}")
_HEAD = 160
_FRONT_MATTER = 12
_RESTART_REACH = 5
"""A numbering that restarts belongs to an opening at most this many paragraphs above it."""
_ENOUGH = 4


def assign_articles(paragraphs: Sequence[Paragraph]) -> None:
    """Number the articles from 1 in place. Shapes must be known.

    Site noise and the title of the whole collection belong to the first article.
    """
    starts = sorted(_explicit_starts(paragraphs) | _unmarked_starts(paragraphs))
    article, waiting = 1, list(starts)
    for at, paragraph in enumerate(paragraphs):
        if waiting and at == waiting[0]:
            waiting.pop(0)
            article += 1
        paragraph.article = article


def _explicit_starts(paragraphs: Sequence[Paragraph]) -> set[int]:
    starts: set[int] = set()
    body = 0
    for at, paragraph in enumerate(paragraphs):
        if paragraph.shape == "title":
            mark = article_mark(paragraph.text)
            first = mark == 1 and at < _FRONT_MATTER and body <= 3
            # Titles in a row, or a marker before any text, name the article that is about to begin.
            if body and not first and (mark is not None or body >= 3):
                starts.add(at)
            body = 0
        elif _is_text(paragraph):
            body += 1
    return starts


def _unmarked_starts(paragraphs: Sequence[Paragraph]) -> set[int]:
    starts: set[int] = set()
    body = 0
    article = _Article()
    indented = sum(p.indent > 0 for p in paragraphs)
    rare = indented <= max(2, 0.12 * len(paragraphs))
    for at, paragraph in enumerate(paragraphs):
        if paragraph.shape == "title":
            body, article = 0, _Article()
        elif body >= 3 and _score(paragraphs, at, article, rare) >= _ENOUGH:
            starts.add(at)
            body, article = 0, _Article()
        body += _is_text(paragraph)
        article.see(paragraph)
    return starts


def _is_text(paragraph: Paragraph) -> bool:
    return paragraph.shape == "body" and len(paragraph.text) >= 15


class _Article:
    """What an article has shown of its numbering so far."""

    def __init__(self) -> None:
        self.top: int | None = None
        """Rank of the highest number scheme used."""

    def see(self, paragraph: Paragraph) -> None:
        if paragraph.numbering is not None:
            rank = paragraph.numbering.rank
            self.top = rank if self.top is None else min(self.top, rank)


def _score(paragraphs: Sequence[Paragraph], at: int, article: _Article, rare: bool) -> int:
    paragraph, previous = paragraphs[at], paragraphs[at - 1]
    if paragraph.shape == "noise" or previous.shape in ("title", "heading"):
        return 0
    restart = _restarts(paragraphs, at, article)
    indent = _indent_weight(paragraphs, at, rare)
    if paragraph.numbering is not None:
        # A heading may itself be the first line of an article, if the indent says so as well.
        return _ENOUGH if restart and paragraph.numbering.ordinal == 1 and indent else 0
    head = paragraph.text[:_HEAD]
    opening, scene = _OPENING.match(paragraph.text) is not None, _SCENE.search(head) is not None
    end, signed = _END.search(previous.text) is not None, _SIGNED.search(previous.text) is not None
    personal = _PERSONAL.match(paragraph.text) is not None
    # Wording alone also opens the last section of one report (“明年，我们将在县委领导下…”).
    if not (restart or indent or signed or personal) or (_PLAN.search(head) and not restart):
        return 0
    return 2 * restart + indent + opening + scene + (opening and scene) + (end or signed) + personal


def _indent_weight(paragraphs: Sequence[Paragraph], at: int, rare: bool) -> int:
    """2 for an indent unlike those of the body paragraphs around it, 3 where hardly any paragraph of the file has one.

    Where a site strips titles, a stray blank often remains in front of the article.
    """
    if paragraphs[at].indent == 0:
        return 0
    near = [p.indent for p in paragraphs[max(0, at - 6) : at + 7] if p is not paragraphs[at] and p.shape == "body"]
    if len(near) < 4 or sum(indent == 0 for indent in near) < 0.8 * len(near):
        return 0
    return 3 if rare else 2


def _restarts(paragraphs: Sequence[Paragraph], at: int, article: _Article) -> bool:
    """Whether the next number below `at` is the first of a scheme that this article has already used as its highest."""
    for ahead in paragraphs[at : at + _RESTART_REACH]:
        numbering = ahead.numbering
        if ahead.shape == "title" or (numbering is None and ahead.shape == "heading"):
            return False
        if numbering is not None:
            return numbering.ordinal == 1 and article.top is not None and numbering.rank <= article.top
    return False
