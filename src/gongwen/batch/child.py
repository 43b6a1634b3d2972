"""The process that reads files: what they hold cannot harm more than it.

Started as ``python -m gongwen.batch.child``. Standard input: a line of JSON with the memory limit and the readers'
settings, then one a file. Standard output: frames (four bytes of length, JSON): a file's documents and errors,
then `END`.
"""

import hashlib
import json
import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ..documents import Document
from ..errors import Fault, ReadError
from ..formats import ReadOptions, read_bytes, read_source
from .codec import encode

LENGTH = struct.Struct(">I")
END = b"{}"
"""The frame after a file's documents and errors."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of reading one file.

    Attributes:
        seconds: until its next document must be there.
        megabytes: address space of the reading process; 0 for no limit. Not enforced on Windows.
    """

    seconds: float = 120.0
    megabytes: int = 4096


def main() -> None:
    """Read what is asked for until the input ends."""
    head = json.loads(sys.stdin.readline())
    options = ReadOptions(**head["options"])
    out = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints must not break the frames
    end_with_parent()
    limit_memory(head["megabytes"])
    confine()
    for line in sys.stdin:
        asked = json.loads(line)
        for said in _read(asked["path"], asked["sha256"], options):
            _send(out, encode(said))
        _send(out, END)


def _read(path: str, sha256: str, options: ReadOptions) -> Iterator[Document | ReadError]:
    name = path
    try:
        source = read_bytes(path)
        name = source.name
        if hashlib.sha256(source.data).hexdigest() != sha256:
            yield ReadError(name, "has changed since the run was planned; tag it with --changed", Fault.CHANGED)
            return
        yield from read_source(source, options)
    except ReadError as error:
        yield error
    except MemoryError:
        yield ReadError(name, "needs more memory than one file may take (--max-memory)", Fault.MEMORY_LIMIT)
    except RecursionError:
        yield ReadError(name, "is nested too deep", Fault.TOO_DEEP)
    except Exception as error:  # a fault of ours or of a library must cost this file only
        yield ReadError(name, f"the reader failed: {type(error).__name__}: {error}", Fault.CRASHED)


def _send(out: BinaryIO, data: bytes) -> None:
    out.write(LENGTH.pack(len(data)) + data)
    out.flush()


def limit_memory(megabytes: int) -> None:
    """Of this process and those it starts, where the system can."""
    if not megabytes:
        return
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def end_with_parent() -> None:
    """End this process when the one that started it is gone, even if it hangs in a file then."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    if os.name == "posix":  # elsewhere the id of a dead parent stays
        threading.Thread(target=watch, daemon=True).start()


def confine() -> None:
    """From here on no connection, no program but LibreOffice, and no file written outside temporary folders.

    A second wall: the readers do none of this. It holds for Python code; a library in C that is taken over is held by
    the system's rights only.
    """
    import tempfile  # noqa: PLC0415

    temporary = os.path.realpath(tempfile.gettempdir())
    refused = ("socket.connect", "socket.bind", "socket.sendto", "os.system", "os.exec", "os.fork", "os.posix_spawn")

    def check(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            writing = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            if writing and isinstance(path, (str, bytes)) and not _below(temporary, os.fsdecode(path)):
                raise PermissionError(f"reading a document may not write {path!r}")
        elif event == "subprocess.Popen" and not _is_office(arguments[0]):
            raise PermissionError(f"reading a document may not start {arguments[0]!r}")
        elif event in refused:
            raise PermissionError(f"reading a document may not do this: {event}")

    sys.addaudithook(check)


def _below(folder: str, path: str) -> bool:
    return path == os.devnull or os.path.realpath(path).startswith(folder + os.sep)


def _is_office(program: Any) -> bool:
    return isinstance(program, (str, bytes, os.PathLike)) and Path(os.fsdecode(program)).stem.lower() in (
        "soffice",
        "libreoffice",
    )


if __name__ == "__main__":
    main()
