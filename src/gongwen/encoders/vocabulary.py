"""Which pieces of a multilingual vocabulary Chinese documents need."""

import unicodedata

from ..documents import simplify

_SYMBOLS = "▁·—–‘’“”…‰℃№㎡㎏°±×÷√→←↑↓≤≥≈∶∮■□▲△●○◆◇★☆※§¥€£"
_MAX_LATIN = 2


def needed(piece: str) -> bool:
    """Whether to keep a Unigram piece.

    Kept: simplified Han (text is simplified before the model reads it; a multi-character piece must be of GB 2312,
    which drops Japanese compounds), ASCII and its full-width forms, digits, Chinese punctuation, and Latin syllables of
    at most `_MAX_LATIN` letters, from which any Latin word can still be spelled.
    """
    body = piece.replace("▁", "")
    if not body:
        return len(piece) <= 1
    if any(_is_han(ch) for ch in body):
        if simplify(body) != body or not all(_is_han(ch) or _is_common(ch) for ch in body):
            return False
        return len(body) == 1 or _in_gb2312(body)
    if not all(_is_common(ch) for ch in body):
        return False
    return sum(ch.isalpha() for ch in body) <= _MAX_LATIN


def _is_han(ch: str) -> bool:
    return "\u4e00" <= ch <= "\u9fff" or ch == "〇"


def _is_common(ch: str) -> bool:
    return (
        " " < ch < "\x7f" or ch in _SYMBOLS or "\u3001" <= ch <= "\u3011" or unicodedata.normalize("NFKC", ch).isascii()
    )


def _in_gb2312(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
