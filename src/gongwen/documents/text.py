"""Bytes → text: which encoding a Chinese file is in.

A byte-order mark decides; else strict UTF-8; else the candidates below compete on how much of the decoded text
consists of characters in everyday use. GB 2312 and Big5 both order their characters by frequency class, so
"everyday" is a range of their own code tables: GB 2312 level 1 (3,755 characters) and Big5 level 1 (5,401). Text
read in a wrong encoding scatters over the whole code space and fails the test; such a file is refused, never guessed.
(charset-normalizer, measured on 200 news texts cut to 10 characters, names 45% of GB 18030 and 70% of Big5 files
rightly; this rule is measured by tests/documents/test_text.py on the same lengths.)
"""

import re
from functools import lru_cache
from pathlib import Path

from ..errors import Fault, ReadError

# Each is tried strictly. big5hkscs contains Big5; cp950 has the few code points Windows added.
NARROW = ("gb18030", "big5hkscs", "cp950")
WIDE = ("utf-16-le", "utf-16-be")
PLAUSIBLE = 0.85
# EUC-KR files decode to everyday characters of GB 2312, but not to a text: in running Chinese the characters below,
# among the most frequent in any modern corpus (with their traditional forms), are 20% and more. Lists have fewer of
# them, but more of the punctuation, which Korean does not use.
FREQUENT = frozenset(
    "，。、；："
    "的一是在不了有和人中大为为上个国我以要到作地于出工对成会年动同能下过面方行学法所民经政市县区村镇與為個國會動過學經縣區鎮對"
)
MIN_FREQUENT = 0.05
FREQUENT_NEEDS = 40  # characters; below that the share says nothing
_CONTROL = re.compile("[\x01-\x08\x0e-\x19\x1b-\x1d]")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def decode(data: bytes, path: str | Path) -> tuple[str, str]:
    """Decode a text file.

    Returns the text and the name of the Python codec that gave it: `data.decode(codec)` is the text, and all offsets
    count its characters (a UTF-8 byte-order mark is one of them, as in Python).

    Raises:
        ReadError: the file is empty, binary, damaged, or in no encoding that yields plausible Chinese text.
    """
    if not data:
        raise ReadError(path, "the file is empty", Fault.EMPTY)
    for mark, codec in _BOMS:
        if data.startswith(mark):
            text = _strict(data, codec)
            if text is None:
                raise ReadError(
                    path,
                    f"starts like {codec.upper()} but holds bytes that are not; the file is damaged",
                    Fault.DAMAGED,
                )
            return _checked(text, codec, path)
    text = _strict(data, "utf-8")
    if text is not None and "\0" not in text:
        return _checked(text, "utf-8", path)
    # Two-byte encodings of Chinese never need NUL bytes; UTF-16 text nearly always has them (spaces, line ends).
    wide = b"\0" in data
    for codecs in (WIDE,) if wide else (NARROW, WIDE):
        decoded = [(text, codec) for codec in codecs if (text := _strict(data, codec)) is not None]
        if decoded:
            text, codec = max(decoded, key=lambda pair: _plausibility(pair[0]))
            if _plausibility(text) >= PLAUSIBLE:
                return _checked(text, codec, path)
    if wide:
        raise ReadError(
            path, f"holds NUL bytes (first at byte {data.index(0)}): a binary or damaged file, not text", Fault.BINARY
        )
    raise ReadError(
        path,
        f"its encoding is not recognised{_utf8_fault(data)}; not plausible as GB18030 or Big5 either. "
        "Convert the file to UTF-8 and try again",
        Fault.ENCODING,
    )


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


def _checked(text: str, codec: str, path: str | Path) -> tuple[str, str]:
    if "\0" in text:
        raise ReadError(
            path, f"holds NUL characters (first at character {text.index(chr(0))}): binary or damaged", Fault.BINARY
        )
    if not text.strip().strip("\ufeff").strip():
        raise ReadError(path, "holds no text, only blank space", Fault.EMPTY)
    controls = len(_CONTROL.findall(text))
    if controls > max(2, len(text) // 100):
        raise ReadError(path, f"holds {controls} control characters: a binary file, not text", Fault.BINARY)
    return text, codec


def _plausibility(text: str) -> float:
    """Share of the non-ASCII characters that are in everyday use, 0..1; 0 when there are none."""
    foreign = [ch for ch in text if ch >= "\x80"]
    if not foreign:
        return 0.0
    if len(foreign) >= FREQUENT_NEEDS and sum(ch in FREQUENT for ch in foreign) < MIN_FREQUENT * len(foreign):
        return 0.0
    return sum(_everyday(ch) for ch in foreign) / len(foreign)


@lru_cache(maxsize=32768)
def _everyday(ch: str) -> bool:
    if ch == "〇":  # of dates; the tables have it among rare signs
        return True
    for codec, first, last in (("gb2312", 0xA1, 0xD7), ("big5", 0xA1, 0xC5)):
        try:
            code = ch.encode(codec)
        except UnicodeEncodeError:
            continue
        # Rows up to 0xA3 hold punctuation and full-width forms; the next (kana, Greek, Cyrillic) are rare in reports.
        if len(code) == 2 and (code[0] <= 0xA3 or first + 3 < code[0] <= last):
            return True
    return False


def _utf8_fault(data: bytes) -> str:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return f" (not UTF-8: byte 0x{data[error.start]:02x} in line {line})"
    return ""
