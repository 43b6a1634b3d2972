"""What a paragraph's style and fonts say of its shape, where they say it plainly; the rest is left to the rules.

Fonts as GB/T 9704 sets them: the title in large 小标宋 and centred, headings of the first level in 黑体, of the second
in 楷体, often all of it bold. They tell headings from text only in a document whose text is set otherwise.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...documents import Block
from ...documents.lines import ends_sentence, is_noise, is_title
from ...documents.numbering import parse_numbering
from .inline import Inline
from .markup import Element, number, value
from .styles import Style, Styles

_TITLE = re.compile(r"title|标题|標題|(?:大|主|总|總|文章|公文|文件|报告|報告)(?:标题|標題)", re.I)
_HEADING = re.compile(r"(?:heading|标题|標題)\s*[1-9]|[一二三四五六]级标题|(?:标题|標題)[一二三四五六]", re.I)
_CONTENTS = re.compile(r"toc\s*(?:[1-9]|heading)|目录\s*[1-9]?", re.I)
_BODY = re.compile(r"paragraph \d+")
_HAN = re.compile("[\u3400-\u9fff]")
_HEI = re.compile(r"黑体|黑體|^simhei|^stheiti", re.I)
_KAI = re.compile(r"楷|^simkai|^kaiti|^stkaiti", re.I)
_TITLE_FONT = "小标宋"
_TITLE_SIZE = 44  # half-points: 二号
_LONGEST_TITLE, _LONGEST_HEADING, _LONGEST_BY_FONT = 60, 80, 45
_NEAR_TOP = 10
_RARE = 0.3
"""Of a document's characters; a font that more of them are set in tells nothing."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A block before the whole document has been seen."""

    text: str
    ref: str
    shape: str | None = None
    looks: frozenset[str] = frozenset()
    """Of ``hei``, ``kai``, ``bold``, ``large``, ``centred``: what holds for the whole paragraph."""


def draft(text: str, ref: str, inline: Inline, properties: Element | None, style: Style, styles: Styles) -> Draft:
    """A body paragraph with what its own properties say."""
    level = number(value(properties, "outlineLvl"))
    level = style.outline if level is None else level
    shape = None
    if _CONTENTS.fullmatch(style.name.strip()):
        shape = "noise"
    elif _TITLE.fullmatch(style.name.strip()) and len(text) <= _LONGEST_TITLE:
        shape = "title"
    elif (level in range(9) or (level is None and _HEADING.fullmatch(style.name.strip()))) and _may_head(text):
        shape = "heading"
    looks = _looks(inline.pieces, style, styles)
    if (value(properties, "jc") or style.align) == "center":
        looks |= {"centred"}
    return Draft(text, ref, shape, looks)


def settled(drafts: Sequence[Draft]) -> list[Block]:
    """The blocks, with headings and titles told by their fonts where the document's text has others.

    Texts pasted line by line are paragraphs to Word; those of the body may flow on.
    """
    shares: Counter[str] = Counter()
    for entry in drafts:
        shares.update(dict.fromkeys(entry.looks, len(entry.text)))
    most = _RARE * sum(len(entry.text) for entry in drafts)
    telling = {look for look in ("hei", "kai", "bold") if shares[look] <= most}
    blocks, seen = [], 0
    for entry in drafts:
        seen += bool(entry.text.strip())
        shape = entry.shape
        if shape is None and entry.looks:
            if seen <= _NEAR_TOP and {"large", "centred"} <= entry.looks and _may_be_title(entry.text):
                shape = "title"
            elif entry.looks & telling and _heads_by_font(entry):
                shape = "heading"
        blocks.append(
            Block(entry.text, entry.ref, shape, flows=shape is None and _BODY.fullmatch(entry.ref) is not None)
        )
    return blocks


def _looks(pieces: Iterable[tuple[Element | None, str]], style: Style, styles: Styles) -> frozenset[str]:
    looks: frozenset[str] | None = None
    for properties, text in pieces:
        if not _HAN.search(text):
            continue  # figures and blanks are often set in another font
        look = styles.run(properties, style)
        font = look.latin or "" if look.east_asian is None else look.east_asian
        found = {
            name
            for name, holds in (
                ("hei", _HEI.search(font)),
                ("kai", _KAI.search(font)),
                ("bold", look.bold),
                ("large", _TITLE_FONT in font or (look.size or 0) >= _TITLE_SIZE),
            )
            if holds
        }
        looks = frozenset(found) if looks is None else looks & found
        if not looks:
            break
    return looks or frozenset()


def _may_head(text: str) -> bool:
    """A body paragraph may carry a heading's style, and a report's title often has that of a first heading."""
    text = text.strip()
    return len(text) <= _LONGEST_HEADING and "。" not in text[:-1] and not is_title(text, parse_numbering(text))


def _may_be_title(text: str) -> bool:
    text = text.strip()
    return 2 <= len(text) <= _LONGEST_TITLE and not ends_sentence(text) and not text.endswith("文件")


def _heads_by_font(entry: Draft) -> bool:
    """Names and dates below a title are set in 楷体 as well, but centred."""
    text = entry.text.strip()
    numbering = parse_numbering(text)
    if not 2 <= len(text) <= _LONGEST_BY_FONT or ends_sentence(text) or text[-1] in "，、,":
        return False
    if numbering is None and (text[0] in "（(" or "centred" in entry.looks or not _HAN.search(text)):
        return False
    return not is_noise(text) and not is_title(text, numbering)
