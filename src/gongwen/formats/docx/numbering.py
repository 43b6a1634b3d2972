"""Automatic numbers: Word keeps them out of the text, so they are counted again here (ECMA-376 part 1, 17.9).

Counters belong to the definition: lists that share one go on counting where another left off, unless a list overrides
the start; then it restarts at its first use.
"""

import re

from .lists import LARGEST, LEVELS, Abstract, Level, NumberedList, read_abstract, read_list
from .markup import Element, W, child, number, value
from .numerals import numeral
from .styles import Style, Styles

_PLACEHOLDER = re.compile(r"%([1-9])")
_WANTS_BLANK = re.compile(r"[!-~章節节篇編编條条分〇零一二三四五六七八九十百千]$")
"""A number that ends so is set apart from its text: “1. ”, “第一章 ”, but “一、”, “（一）”, “①”."""


class Numbering:
    """The lists of a document and how far they have counted; `label` must see the paragraphs in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstracts: dict[str, Abstract] = {}
        self._lists: dict[int, NumberedList] = {}
        for element in () if root is None else root:
            if element.tag == W + "abstractNum":
                self._abstracts[element.get(W + "abstractNumId", "")] = read_abstract(element)
            elif element.tag == W + "num":
                list_id = number(element.get(W + "numId"))
                if list_id is not None:
                    self._lists[list_id] = read_list(element)

    def label(self, properties: Element | None, style: Style) -> str:
        """The number of a paragraph, with the blank that belongs behind it; counts it."""
        direct = child(properties, "numPr")
        list_id, at = number(value(direct, "numId")), number(value(direct, "ilvl"))
        chain = style.chain
        if list_id is None:
            list_id, chain = style.list_id, style.list_chain
        found = self._lists.get(list_id) if list_id else None
        abstract = self._resolve(found) if found else None
        if found is None or abstract is None:
            return ""
        if at is None:
            at = next((abstract.linked[link] for link in chain if link in abstract.linked), style.level or 0)
        return self._count(found, abstract, at) if 0 <= at < LEVELS else ""

    def _resolve(self, found: NumberedList) -> Abstract | None:
        """The definition that has the levels: one may stand for a numbering style, which names a list, and so on."""
        seen: set[str] = set()
        abstract = self._abstracts.get(found.abstract)
        key = found.abstract
        while abstract is not None and abstract.style_link and key not in seen:
            seen.add(key)
            target = self._lists.get(self._styles.list_of(abstract.style_link) or 0)
            if target is None or target.abstract not in self._abstracts:
                break
            key = target.abstract
            abstract = self._abstracts[key]
        return abstract

    def _count(self, found: NumberedList, abstract: Abstract, at: int) -> str:
        counts = abstract.counts

        def level(n: int) -> Level | None:
            return found.levels.get(n) or abstract.levels.get(n)

        def start(n: int) -> int:
            defined = level(n)
            return found.starts.get(n, defined.start if defined else 1)

        restarts = at in found.starts and at not in found.used
        found.used.add(at)
        for above in range(at):  # a level that is passed over counts as used: the next number on it is its second
            counts.setdefault(above, start(above))
        counts[at] = start(at) if restarts or at not in counts else min(counts[at] + 1, LARGEST)
        for deeper in [n for n in counts if n > at]:
            defined = level(deeper)
            last = defined.restart if defined else None
            if last is None or last > deeper or at < last:
                del counts[deeper]
        own = level(at)
        if own is None:
            return ""

        def written(match: re.Match[str]) -> str:
            n = int(match[1]) - 1
            defined = level(n)
            count = counts.get(n, 1)
            if defined is None or (own.legal and defined.style not in ("none", "bullet")):
                return str(count)
            return numeral(count, defined.style).zfill(defined.width)

        text = own.pattern if own.style == "bullet" else _PLACEHOLDER.sub(written, own.pattern).strip()
        return text + " " if text and not own.tight and _WANTS_BLANK.search(text) else text
