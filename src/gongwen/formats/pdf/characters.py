"""Code points as PDF files give them → characters as people write them."""

import unicodedata
from functools import lru_cache

_RADICALS = dict(
    zip(
        "⺠⺟⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⻁⻃⻌⻎⻏⻙⻧⻪⻫",
        "民母西见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟虎覀辶辶阝韦卤黾斉",
        strict=True,
    )
)
"""Radicals that fonts made for simplified Chinese map their glyphs to, and for which Unicode knows no equivalent."""
_DROPPED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f")
_PLAIN = frozenset(".,:;-()/%'\"")
_FEWEST = 100
"""Characters from which on gibberish can be told."""
_HYPHENS = frozenset("\x02\ufffe")
"""What PDFium puts for a hyphen at the end of a line."""


@lru_cache(maxsize=16384)
def printed(code: int) -> str:
    """What a code point shows on paper; empty for marks that show nothing. Blanks are ``" "`` or ``"\\u3000"``."""
    if code > 0x10FFFF:
        return ""
    ch = chr(code)
    if ch in _HYPHENS:
        return "-"
    if ch in _RADICALS:
        return _RADICALS[ch]
    if ch == "\u3000":
        return ch
    if ch == "\t" or (ch.isspace() and unicodedata.category(ch) == "Zs"):
        return " "
    if ch in _DROPPED or unicodedata.category(ch) == "Cc":
        return ""
    if "\u2e80" <= ch <= "\u2fdf" or "\uf900" <= ch <= "\ufaff" or "\ufb00" <= ch <= "\ufb06":
        return unicodedata.normalize("NFKC", ch)
    return ch


def is_garbage(code: int) -> bool:
    """Whether no font of readable text has this code: private use, replacement and control characters."""
    private = 0xE000 <= code <= 0xF8FF or code >= 0xF0000
    return private or code in (0, 0xFFFD) or (code < 32 and code not in (2, 9, 10, 13))


def is_gibberish(text: str) -> bool:
    """Whether text is the codes of a font taken for Latin letters: hardly Chinese, and full of signs."""
    shown = [ch for ch in text if not ch.isspace()]
    wide = sum(ch >= "\u2e80" for ch in shown)
    odd = sum(ch < "\u2e80" and not (ch.isascii() and (ch.isalnum() or ch in _PLAIN)) for ch in shown)
    return len(shown) >= _FEWEST and wide < 0.05 * len(shown) and odd > 0.25 * len(shown)


def joined(text: str) -> str:
    """With surrogates made one character, and those left over marked as unreadable."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
