"""A page's bytes → text.

A byte-order mark decides, then strict UTF-8, whatever the page says of itself; then what it says; then the rules for
plain text. Only Chinese encodings are believed: pages in GBK that call themselves ISO-8859-1 are common.
"""

import re

from ...documents.text import decode
from ...errors import ReadError

_HEAD = 16384
_CHARSET = re.compile(rb"<meta\b[^>]*?\bcharset\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
_XML = re.compile(rb"^\s*<\?xml\b[^>]*?\bencoding\s*=\s*[\"']\s*([\w.:-]+)", re.I)
# As browsers do: the label of the smaller set stands for the largest one that contains it.
_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8", "gb2312": "gb18030", "gb_2312-80": "gb18030", "gbk": "gb18030",
    "x-gbk": "gb18030", "cp936": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs",
    "cn-big5": "big5hkscs", "x-x-big5": "big5hkscs",
}  # fmt: skip
_TOLERATED = 1000
"""One character in so many (and always one: a cut download) may be broken in a page that names its encoding."""


def decode_page(data: bytes, name: str) -> str:
    """The text of a page, without its byte-order mark.

    Raises:
        ReadError: its encoding is not recognised, or it is no text.
    """
    if b"\0" not in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = _as_declared(data)
        if text is not None:
            return text
    return decode(data, name)[0].removeprefix("\ufeff")


def _as_declared(data: bytes) -> str | None:
    head = data[:_HEAD]
    match = _CHARSET.search(head) or _XML.search(head)
    codec = _CODECS.get(match[1].decode("ascii", "replace").lower()) if match else None
    if codec is None:
        return None
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        pass
    try:  # declared as one thing and sound as another: the bytes are right
        return decode(data, "")[0]
    except ReadError:
        text = data.decode(codec, "replace")
    return text if text.count("\ufffd") <= max(1, len(text) // _TOLERATED) else None
