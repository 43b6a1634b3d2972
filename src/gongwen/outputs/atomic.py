"""A file appears complete or not at all."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, BinaryIO, Literal, TextIO, overload

from ..errors import GongwenError


@overload
def atomic_writer(path: Path) -> contextlib.AbstractContextManager[TextIO]: ...
@overload
def atomic_writer(path: Path, *, binary: Literal[True]) -> contextlib.AbstractContextManager[BinaryIO]: ...
def atomic_writer(path: Path, *, binary: bool = False) -> contextlib.AbstractContextManager[Any]:
    """Stream (UTF-8 text, or bytes) to a temporary file beside `path`, which takes its place when the block ends well.

    When the block raises, an older file stays as it was and nothing is left beside it. A link is followed; what is no
    regular file (a pipe, a device) is written to directly.

    Raises:
        GongwenError: the file cannot be written.
    """
    return _atomic(path, {"mode": "wb"} if binary else {"mode": "w", "encoding": "utf-8", "newline": "\n"})


@contextlib.contextmanager
def _atomic(path: Path, how: dict[str, Any]) -> Iterator[IO[Any]]:
    path = path.resolve()
    if path.exists() and not path.is_file():
        with _explained(path), path.open(**how) as stream:
            yield stream
        return
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with _explained(path):
        stream = os.fdopen(os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666), **how)
    try:
        with stream:
            yield stream
            with _explained(path):
                stream.flush()
                os.fsync(stream.fileno())
        with _explained(path):
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise GongwenError(f"{path}: cannot be written ({error.strerror})") from error
