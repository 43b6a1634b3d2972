"""Text of a table, of which some lines may be damaged: they must not cost the others."""

from ...documents.text import NARROW, decode
from ...errors import Fault, ReadError

BROKEN = "\ufffd"
"""Stands for bytes that are no character."""
_WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def decode_table(data: bytes, name: str) -> tuple[str, bool]:
    """The text without its byte-order mark, and whether some of it could not be decoded and is `BROKEN`.

    Raises:
        ReadError: at least half of its lines are in no encoding known.
    """
    try:
        return decode(data, name)[0].removeprefix("\ufeff"), False
    except ReadError as error:
        if error.code is Fault.EMPTY:
            raise
        refused = error
    codec = _WIDE.get(data[:2]) or _codec_of_most(data.replace(b"\0", b""), name)
    if codec is None:
        raise refused
    text = data.decode(codec, "replace").removeprefix("\ufeff")
    return (text if codec in _WIDE.values() else text.replace("\0", "")), BROKEN in text


def _codec_of_most(data: bytes, name: str) -> str | None:
    foreign = [line for line in data.split(b"\n") if not line.isascii()]
    for codec in ("utf-8", *NARROW):
        sound = [line for line in foreign if _decodes(line, codec)]
        if 2 * len(sound) < len(foreign):
            continue
        if codec == "utf-8":
            return codec
        try:
            if decode(b"\n".join(sound), name)[1] == codec:
                return codec
        except ReadError:
            continue
    return None


def _decodes(line: bytes, codec: str) -> bool:
    try:
        line.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
