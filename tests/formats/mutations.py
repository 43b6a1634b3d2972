"""Ways to damage a file: its bytes, its words and figures, its marks, its lines, the members of an archive."""

import io
import random
import re
import warnings
import zipfile
from collections.abc import Callable

Mutation = Callable[[random.Random, bytes, bytes], bytes]
"""A file, and another of its kind to take pieces from → a damaged file."""

MOST = 1024 * 1024
"""Bytes that a mutation may blow a file up to."""
_NUMBERS = [0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 2**63 - 1, 2**64 - 1]
_FIGURES = b"0 -0 -1 1 9 10 255 256 65535 65536 1048577 2147483647 2147483648 -2147483648 4294967296 1e9 1e308 1e400 0.5 -0.001 NaN 9223372036854775808 999999999999999999999999".split()
_TOKEN = re.compile(rb"-?\d+(?:\.\d+)?|[A-Za-z]+")
_FIGURE = re.compile(rb"-?\d+(?:\.\d+)?")
_TAG = re.compile(rb"<[^<>]{0,2000}>")
_ATTRIBUTE = re.compile(rb"([\w:-]+)=([\"'])(.*?)\2", re.S)
_ENTITIES = b"&nbsp; &#0; &#1; &#xD800; &#xDFFF; &#xFDD0; &#xFDD2; &#xFFFE; &#xFEFF; &#65533; &#1114112; &#x200B; &#x3000; &#10; &#13; &#x85; &#x2028; &amp;lt; &x; & &#".split()
_ODD_CHARACTERS = [
    b"\0", b"\1", b"\x0b", b"\x0c", b"\x1a", b"\x1c", b"\r", b"\n", b"\r\n\r\n", b"\xff", b"\xc2\x85", b"\xe2\x80\xa8", b"\xe2\x80\xa9",
    b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xe3\x80\x80", b"\xe2\x80\x8b", b"\xef\xb7\x90", b"\xef\xbf\xbe", b"\x1b$B", b"\t",
    "①一、（一）1．".encode(), "²₂٣".encode(), "《“（".encode(), "— 3 —\n".encode(), "篇1\n".encode(),
]  # fmt: skip
_MARKUP = [
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x ?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<", b">", b"</", b"/>", b'"',
]  # fmt: skip
_NAMES = [
    "../a.txt", "/a.txt", "C:\\a.txt", "a/../../b.txt", "a\0b.txt", ".txt", "a" * 300 + ".txt", "", "/", "a.zip", "\ud7ff.md",
    "甲\n乙.txt", "a.docx/", "word/document.xml", "mimetype", "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml",
]  # fmt: skip
_JSON = [
    b"[" * 50_000, b'{"a":' * 20_000, b"9" * 5_000, b"1e999", b"NaN", b"null", b"true", b'"\\ud800"', b'"\\u0000"', b'""', b"{}", b"[]", b'{"text":1}',
    b'{"text":null}', b'{"text":"\\ud83d"}', b'{"text":{"text":"a"}}', b'{"text":"a","text":"b"}', b'{"":""}', b"'", b"//",
]  # fmt: skip
_CODECS = ("gb18030", "big5hkscs", "utf-16", "utf-16-be", "utf-32", "utf-8-sig", "euc-kr", "shift-jis", "utf-7")


def _place(chance: random.Random, data: bytes) -> int:
    """Mostly one that cuts no character of UTF-8 in two."""
    at = chance.randrange(len(data) + 1)
    while at < len(data) and 0x80 <= data[at] < 0xC0 and chance.random() < 0.9:
        at += 1
    return at


def _span(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = _place(chance, data)
    end = min(len(data), start + chance.choice((1, 3, 4, 16, 100, 1000, len(data))))
    while end < len(data) and 0x80 <= data[end] < 0xC0 and chance.random() < 0.9:
        end += 1
    return start, end


def _flip(chance: random.Random, data: bytes, other: bytes) -> bytes:
    if not data:
        return other
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8, 64))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(chance: random.Random, data: bytes, other: bytes) -> bytes:
    at = _place(chance, data)
    return data[at:] if chance.random() < 0.1 else data[:at]


def _delete(chance: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + data[end:]


def _repeat(chance: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(chance, data)
    times = min(chance.choice((1, 1, 2, 30, 3000)), MOST // max(1, end - start))
    return data[:end] + data[start:end] * times + data[end:]


def _move(chance: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(chance, data)
    rest = data[:start] + data[end:]
    at = _place(chance, rest)
    return rest[:at] + data[start:end] + rest[at:]


def _insert_number(chance: random.Random, data: bytes, other: bytes) -> bytes:
    size, number = chance.choice((1, 2, 4, 8)), chance.choice(_NUMBERS)
    piece = (number & (256**size - 1)).to_bytes(size, chance.choice(("little", "big")))
    at = _place(chance, data)
    return data[:at] + piece + data[at + size * chance.choice((0, 1, 1, 1)) :]


def _insert_odd(chance: random.Random, data: bytes, other: bytes) -> bytes:
    for _ in range(chance.choice((1, 2, 10))):
        at = _place(chance, data)
        data = data[:at] + chance.choice(_ODD_CHARACTERS) + data[at:]
    return data


def _splice(chance: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(chance, other)
    at = _place(chance, data)
    return data[:at] + (other[start:end] if chance.random() < 0.5 else other[start:])


def _noise(chance: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = _span(chance, data)
    return data[:start] + chance.randbytes(min(end - start, 500)) + data[end:]


BYTES: tuple[Mutation, ...] = (_flip, _cut, _delete, _repeat, _move, _insert_number, _insert_odd, _splice, _noise)


def _swap_words(chance: random.Random, data: bytes, other: bytes) -> bytes:
    words = [match.span() for match in _TOKEN.finditer(data)]
    if not words:
        return data
    start, end = chance.choice(words)
    first, last = chance.choice(words)
    return data[:start] + data[first:last] + data[end:]


def _change_figures(chance: random.Random, data: bytes, other: bytes) -> bytes:
    odds = chance.choice((0.001, 0.01, 0.1, 1))
    return _FIGURE.sub(lambda match: chance.choice(_FIGURES) if chance.random() < odds else match[0], data)


WORDS: tuple[Mutation, ...] = (*BYTES, _swap_words, _swap_words, _change_figures, _change_figures)


def _tags(data: bytes) -> list[tuple[int, int]]:
    return [match.span() for match in _TAG.finditer(data)] or [(0, len(data))]


def _drop_tag(chance: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = chance.choice(_tags(data))
    return data[:start] + data[end:]


def _copy_tag(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """Anywhere, sometimes so often that what follows is nested beyond reason."""
    start, end = chance.choice(_tags(data))
    at = chance.choice(_tags(data))[chance.randrange(2)]
    times = min(chance.choice((1, 1, 1, 20, 300, 3000)), MOST // max(1, end - start))
    return data[:at] + data[start:end] * times + data[at:]


def _swap_tags(chance: random.Random, data: bytes, other: bytes) -> bytes:
    start, end = chance.choice(_tags(data))
    first, last = chance.choice(_tags(other))
    return data[:start] + other[first:last] + data[end:]


def _copy_elements(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """What stands between two tags, of this file or the other, to another place between tags."""
    start, end = sorted(chance.choice(_tags(other))[0] for _ in range(2))
    at = chance.choice(_tags(data))[0]
    times = min(chance.choice((1, 1, 2, 50)), MOST // max(1, end - start))
    return data[:at] + other[start:end] * times + data[at:]


def _change_attribute(chance: random.Random, data: bytes, other: bytes) -> bytes:
    found = list(_ATTRIBUTE.finditer(data))
    if not found:
        return data
    match = chance.choice(found)
    values = [b"", b"x" * 10_000, b"\xe4\xb8\x80", chance.choice(_FIGURES), chance.choice(found)[3], b"../../x", b"on"]
    new = chance.choice((b"", match[1] + b"=" + match[2] + chance.choice(values) + match[2]))
    return data[: match.start()] + new + data[match.end() :]


def _insert_entity(chance: random.Random, data: bytes, other: bytes) -> bytes:
    at = chance.choice(_tags(data))[1]
    return data[:at] + chance.choice((*_ENTITIES, *_ODD_CHARACTERS, *_MARKUP)) + data[at:]


MARKS: tuple[Mutation, ...] = (
    _drop_tag, _copy_tag, _copy_tag, _swap_tags, _copy_elements, _copy_elements, _change_attribute, _change_attribute, _insert_entity,
    _change_figures, _flip, _cut, _delete, _splice,
)  # fmt: skip


def _mix_lines(chance: random.Random, data: bytes, other: bytes) -> bytes:
    lines, others = data.split(b"\n"), other.split(b"\n")
    for _ in range(chance.choice((1, 2, 5))):
        at = chance.randrange(len(lines))
        lines[at : at + chance.randrange(2)] = chance.choice(
            (
                [],
                [chance.choice(others)] * chance.choice((1, 2, 200)),
                [b"".join(lines[at : at + 3])],
                [b'"' + lines[at]],
            )
        )
        lines = lines or [b""]
    return chance.choice((b"\n", b"\n", b"\r", b"\r\n", b"\n\n")).join(lines)


def _recode(chance: random.Random, data: bytes, other: bytes) -> bytes:
    """All of it, or one line, in another encoding."""
    text, codec = data.decode("utf-8", "replace"), chance.choice(_CODECS)
    if chance.random() < 0.5:
        return text.encode(codec, "replace")
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    return b"\n".join(line.encode(codec if n == at else "utf-8", "replace") for n, line in enumerate(lines))


def _change_quotes(chance: random.Random, data: bytes, other: bytes) -> bytes:
    old, new = chance.sample((b'"', b",", b"\t", b"\n", b":", b"\\", b"{", b"}", b"'", b";", b"|"), 2)
    return data.replace(old, new, chance.choice((1, 3, -1)))


def _insert_json(chance: random.Random, data: bytes, other: bytes) -> bytes:
    at = _place(chance, data)
    return data[:at] + chance.choice((b"\n", b"")) + chance.choice(_JSON) + chance.choice((b"\n", b"")) + data[at:]


TEXT: tuple[Mutation, ...] = (*BYTES, _mix_lines, _mix_lines, _recode, _recode)
TABLE: tuple[Mutation, ...] = (*TEXT, _change_quotes, _change_quotes)
JSON: tuple[Mutation, ...] = (*TABLE, _insert_json, _insert_json, _insert_json)
PAGE: tuple[Mutation, ...] = (*MARKS, *MARKS, *TEXT)


def damaged(chance: random.Random, data: bytes, other: bytes, mutations: tuple[Mutation, ...]) -> bytes:
    """Several mutations one after another, most often one or two."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 6))):
        data = chance.choice(mutations)(chance, data, other)
        if len(data) > MOST:
            break
    return data


def repacked(
    chance: random.Random, data: bytes, other: bytes, inner: Callable[[str], tuple[Mutation, ...]] | None = None
) -> bytes:
    """A zip archive with damage in its members, their names or their number.

    Args:
        inner: the mutations for a member by its name; by default those for XML, or for bytes.
    """
    members, others = _members(data), _members(other)
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(len(members))
        name, content = members[at]
        ways = inner(name) if inner else MARKS if name.endswith((".xml", ".rels")) else BYTES
        same = next((theirs for known, theirs in others if known == name), content)
        match chance.randrange(12):
            case 0:
                members[at : at + 1] = []
            case 1:
                members[at] = chance.choice((*_NAMES, *(known for known, _ in members))), content
            case 2:
                members.append((name, chance.choice(members + others)[1]))
            case 3:
                members[at] = name, chance.choice(members + others)[1]
            case _:
                members[at] = name, damaged(chance, content, same, ways)
        members = members or [("a.txt", b"")]
    return packed(chance, members)


def _members(data: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def packed(chance: random.Random, members: list[tuple[str, bytes]]) -> bytes:
    """A zip archive, most often compressed as usual."""
    methods = (zipfile.ZIP_STORED, *[zipfile.ZIP_DEFLATED] * 6, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that are there twice
        for name, content in members:
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = chance.choice(methods) if chance.random() < 0.1 else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
