"""Zip archives: every member that is a document, read as if it were a file of its own. Nothing is written to disk."""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import PurePosixPath

from ..documents import Document
from ..errors import Fault, ReadError
from .base import ReadOptions, Source
from .find import SUFFIXES
from .kinds import kind_of
from .read import MAX_BYTES, describe, read_source
from .unzip import FAULTS, Budget, open_zip, stream

MOST_MEMBERS = 100_000
_SUSPECT_RATIO = 200
_SUSPECT_BYTES = 50 * 1024 * 1024
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_HAN = re.compile("[\u3400-\u9fff]")
_BY_CHANCE = 4
_DRIVE = re.compile(r"[A-Za-z]:")


def read_zip(source: Source, options: ReadOptions) -> Iterator[Document | ReadError]:
    """The documents of the members in the order of their names, ``archive.zip!/folder/file.txt``.

    Yields:
        Documents, and an error for every member that cannot be read.

    Raises:
        ReadError: the archive is damaged, holds nothing readable, lies too deep in others, or unpacks to too much.
    """
    yield from _read(source, options, Budget(options.most_unpacked))


def _read(source: Source, options: ReadOptions, budget: Budget) -> Iterator[Document | ReadError]:
    if options.depth < 1:
        raise ReadError(
            source.name, "is an archive too deep inside other archives; unpack the outer ones", Fault.TOO_DEEP
        )
    with open_zip(source) as archive:
        count = len(archive.filelist)
        if count > MOST_MEMBERS:
            raise ReadError(source.name, f"holds {count:,} members, at most {MOST_MEMBERS:,} are read", Fault.BOMB)
        members = _readable(archive)
        if not members:
            raise ReadError(source.name, f"holds no readable document ({', '.join(sorted(SUFFIXES))})", Fault.EMPTY)
        declared = sum(member.file_size for member in members.values())
        Budget(budget.left).spend(declared, source.name)
        for path, member in members.items():
            name = f"{source.name}!/{path}"
            try:
                if _lies_outside(path):
                    raise ReadError(name, "its name leads out of the archive; it is not read", Fault.UNSAFE_PATH)
                yield from _read_member(archive, member, name, options, budget)
            except ReadError as error:
                if budget.left < 0:
                    raise ReadError(source.name, error.reason, error.code) from error
                yield error


def _read_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, options: ReadOptions, budget: Budget
) -> Iterator[Document | ReadError]:
    if member.flag_bits & _ENCRYPTED:
        raise ReadError(name, "is protected with a password; unpack the archive and give its files", Fault.ENCRYPTED)
    if member.file_size > MAX_BYTES:
        size = f"{member.file_size / 2**20:,.0f} MiB"
        raise ReadError(name, f"{size} is too much for one file; split it", Fault.TOO_LARGE)
    try:
        source = Source(name, _content(archive, member, budget, name))
    except NotImplementedError as error:
        reason = f"is packed in a way not known here ({describe(error)}); pack it again"
        raise ReadError(name, reason, Fault.UNSUPPORTED) from error
    except FAULTS as error:
        raise ReadError(name, f"is damaged inside the archive ({describe(error)})", Fault.DAMAGED) from error
    inner = replace(options, depth=options.depth - 1, most_unpacked=budget.left)
    if source.data and kind_of(source) == "zip":
        yield from _read(source, inner, budget)  # spends from the same budget
    else:
        yield from read_source(source, inner)


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget, name: str) -> bytes:
    content = bytearray()
    most = max(_SUSPECT_BYTES, _SUSPECT_RATIO * member.compress_size)
    for part in stream(archive, member, budget, name):
        content += part
        if len(content) > most:
            raise ReadError(name, f"unpacks to more than {_SUSPECT_RATIO} times its size: an archive bomb?", Fault.BOMB)
    return bytes(content)


def _readable(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """Members whose names are those of documents, sorted; of several with one name the later ones get ``@2``, …"""
    named = sorted(
        ((_name(member), at, member) for at, member in enumerate(archive.infolist())), key=lambda entry: entry[:2]
    )
    members: dict[str, zipfile.ZipInfo] = {}
    for name, _, member in named:
        *folders, base = name.split("/")
        hidden = any(part.startswith(".") and part != ".." for part in folders) or "__MACOSX" in folders
        if hidden or base.startswith((".", "~$")) or Source(base, b"").suffix not in SUFFIXES:
            continue
        path, copy = PurePosixPath(name), 1
        while name in members:
            copy += 1
            name = str(path.with_stem(f"{path.stem}@{copy}"))  # noqa: PLW2901  (the suffix tells its kind)
        members[name] = member
    return members


def _name(member: zipfile.ZipInfo) -> str:
    """A member's path with ``/`` in it. Without a mark, names are in the code page of the computer that packed them."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8_NAME:
        with suppress(UnicodeError):
            name = _decode_name(name.encode("cp437"))
    parts = name.split("\0", 1)[0].replace("\\", "/").split("/")
    name = "/".join(part for part in parts if part != ".")
    return "".join(ch if ch.isprintable() else "\ufffd" for ch in name)


def _decode_name(raw: bytes) -> str:
    """In UTF-8, as macOS packs without the mark, or in GBK, as Windows does in China. Two ideographs in GBK may be
    valid UTF-8 by chance, but then of other scripts."""
    with suppress(UnicodeDecodeError):
        name = raw.decode("utf-8")
        if _HAN.search(name) or sum(byte > 0x7F for byte in raw) != _BY_CHANCE:
            return name
    return raw.decode("gb18030")


def _lies_outside(path: str) -> bool:
    return path.startswith("/") or _DRIVE.match(path) is not None or ".." in path.split("/")
