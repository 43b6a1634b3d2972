"""A file appears complete or not at all."""

import contextlib
import io
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Literal, TextIO, overload

from ..errors import OutputError

TEMPORARY = ".part"
"""Suffix of files that are being written; after a crash they may be deleted."""


class Disk:
    """What is asked of the operating system to store a file; tests put one that fails in its place."""

    def write(self, descriptor: int, data: memoryview) -> int:
        """Bytes written, as os.write."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Returns when the file (or folder) is on the disk."""
        os.fsync(descriptor)

    def replace(self, temporary: Path, path: Path) -> None:
        """Give a finished file its name, and make the name last."""
        temporary.replace(path)
        if os.name == "posix":  # Windows cannot open folders
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                self.sync(folder)
            finally:
                os.close(folder)


DISK = Disk()


@overload
def atomic_writer(path: Path, disk: Disk = ...) -> contextlib.AbstractContextManager[TextIO]: ...
@overload
def atomic_writer(
    path: Path, disk: Disk = ..., *, binary: Literal[True]
) -> contextlib.AbstractContextManager[BinaryIO]: ...
def atomic_writer(path: Path, disk: Disk = DISK, *, binary: bool = False) -> contextlib.AbstractContextManager[Any]:
    """Stream (UTF-8 text, or bytes) to a temporary file beside `path`, which takes its place when the block ends well.

    When the block raises, an older file stays as it was and nothing is left beside it. A link is followed; what is no
    regular file (a pipe, a device) is written to directly.

    Raises:
        OutputError: the file cannot be written.
    """
    return _atomic(path, disk, binary=binary)


def write_atomically(path: Path, text: str, disk: Disk = DISK) -> None:
    """A whole text at once.

    Raises:
        OutputError: the file cannot be written.
    """
    with atomic_writer(path, disk) as stream:
        stream.write(text)


@contextlib.contextmanager
def _atomic(path: Path, disk: Disk, *, binary: bool) -> Iterator[Any]:
    path = path.resolve()
    if path.exists() and not path.is_file():
        with _explained(path):
            descriptor = os.open(path, os.O_WRONLY)
        with _stream(descriptor, path, disk, binary=binary) as stream:
            yield stream
        return
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}{TEMPORARY}")
    with _explained(path):
        descriptor = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o666)
    try:
        stream = _stream(descriptor, path, disk, binary=binary)
        try:
            yield stream
            stream.flush()
            with _explained(path):
                disk.sync(descriptor)
        finally:
            with contextlib.suppress(OutputError):  # of bytes that could not be written above
                stream.close()
        with _explained(path):
            disk.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


class _Raw(io.FileIO):
    def __init__(self, descriptor: int, path: Path, disk: Disk) -> None:
        super().__init__(descriptor, "wb")
        self._path, self._disk = path, disk

    def write(self, data: Any) -> int:
        # Told from the errors of whatever else the block does.
        with _explained(self._path):
            return self._disk.write(self.fileno(), memoryview(data))


def _stream(descriptor: int, path: Path, disk: Disk, *, binary: bool) -> Any:
    stream = io.BufferedWriter(_Raw(descriptor, path, disk), 1 << 18)
    return stream if binary else io.TextIOWrapper(stream, encoding="utf-8", newline="\n")


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(path, error) from error
