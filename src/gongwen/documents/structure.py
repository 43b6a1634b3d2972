"""What a paragraph's form and place say of it, before anyone reads its words.

Roles such as 导语 and 结语 are defined by position, 小标题 by form. A model that reads windows sees neither the whole
article nor the layout; the class of a paragraph tells it.
"""

from .model import Document

_LAST = 3
"""The last three text paragraphs of an article are told from its middle."""


def structure_classes(document: Document) -> list[str]:
    """A class a paragraph: its shape, for text its place among the article's text, and whether it is numbered."""
    ordinals: dict[int, int] = {}
    counts: dict[int, int] = {}
    for paragraph in document.paragraphs:
        if paragraph.shape == "body":
            counts[paragraph.article] = counts.get(paragraph.article, 0) + 1
    classes = []
    for paragraph in document.paragraphs:
        kind = paragraph.shape
        if kind == "body":
            at = ordinals.get(paragraph.article, 0)
            ordinals[paragraph.article] = at + 1
            kind += "/" + _place(at, counts[paragraph.article])
        classes.append(kind + ("/numbered" if paragraph.numbering else ""))
    return classes


def _place(at: int, count: int) -> str:
    if at < 2:
        return ("first", "second")[at]
    if at == count - 1:
        return "last"
    return "late" if at >= count - _LAST else "middle"
