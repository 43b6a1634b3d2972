"""Files → documents in a process of their own, with limits; the next are read while the model works on the last."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from typing import IO

from ..documents import Document
from ..errors import Fault, ReadError
from ..formats import ReadOptions
from .child import END, LENGTH, Limits
from .codec import decode
from .plan import Item

AHEAD = 16
"""Documents read before they are asked for."""


class IsolatedReader:
    """Reads files one after another in a child process, which is started anew after a death."""

    def __init__(
        self,
        options: ReadOptions,
        limits: Limits,
        folder: str | None = None,
        command: Sequence[str] = (sys.executable, "-m", "gongwen.batch.child"),
    ) -> None:
        """Start no process yet.

        Args:
            folder: in which relative paths are meant.
            command: what starts a child.
        """
        self._options, self._limits, self._folder, self._command = options, limits, folder, command
        self._child: _Child | None = None

    def read(self, items: Sequence[Item]) -> Iterator[tuple[int, Document | ReadError | None]]:
        """Documents and errors of every file, in order.

        Yields:
            A position in `items` with a document or an error of that file, and with None when the file is done.
        """
        found: queue.Queue[tuple[int, Document | ReadError | None] | BaseException | None] = queue.Queue(AHEAD)
        stopped = threading.Event()

        def put(said: tuple[int, Document | ReadError | None] | BaseException | None) -> None:
            while not stopped.is_set():
                with suppress(queue.Full):
                    return found.put(said, timeout=0.2)
            raise _Stopped

        def fill() -> None:
            try:
                for n, item in enumerate(items):
                    for said in self._file(item):
                        put((n, said))
                    put((n, None))
                put(None)
            except _Stopped:
                self.close()
            except BaseException as error:
                with suppress(_Stopped):
                    put(error)

        thread = threading.Thread(target=fill, daemon=True)
        thread.start()
        try:
            while (said := found.get()) is not None:
                if isinstance(said, BaseException):
                    raise said
                yield said
        finally:
            stopped.set()
            thread.join()

    def _file(self, item: Item) -> Iterator[Document | ReadError]:
        if self._child is None:
            self._child = _Child(self._command, self._options, self._limits, self._folder)
        child = self._child
        child.ask(item)
        try:
            while (said := child.answer()) is not None:
                yield said
        except _Died as died:
            self.close()
            yield ReadError(item.name, *died.reason)

    def close(self) -> None:
        """End the child process."""
        if self._child is not None:
            self._child.kill()
            self._child = None


class _Stopped(Exception):  # noqa: N818
    pass


class _Died(Exception):  # noqa: N818
    def __init__(self, reason: str, code: Fault) -> None:
        super().__init__(reason)
        self.reason = reason, code


class _Child:
    def __init__(self, command: Sequence[str], options: ReadOptions, limits: Limits, folder: str | None) -> None:
        self._seconds = limits.seconds
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )
        self._late = False
        # LibreOffice must be given up before the process that waits for it is.
        office = min(options.office_seconds, 0.8 * limits.seconds)
        self._write({"options": asdict(replace(options, office_seconds=office)), "megabytes": limits.megabytes})

    def _write(self, said: object) -> None:
        assert self._process.stdin is not None
        with suppress(OSError):  # a dead child is noticed when its answer is missing
            self._process.stdin.write(json.dumps(said).encode() + b"\n")
            self._process.stdin.flush()

    def ask(self, item: Item) -> None:
        self._write({"path": item.path, "sha256": item.sha256})

    def answer(self) -> Document | ReadError | None:
        """The next document or error; None at the file's end. Raises _Died."""
        assert self._process.stdout is not None
        watch = threading.Timer(self._seconds, self._too_late)
        watch.daemon = True
        watch.start()
        try:
            data = _frame(self._process.stdout)
        finally:
            watch.cancel()
        if data is None:
            if self._late:
                raise _Died(f"could not be read within {self._seconds:g} seconds (--max-seconds)", Fault.TIME_LIMIT)
            self.kill()
            raise _Died(f"the process that read it died ({_exit(self._process.returncode)})", Fault.CRASHED)
        return None if data == END else decode(data)

    def _too_late(self) -> None:
        self._late = True
        self._process.kill()

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()


def _frame(stream: IO[bytes]) -> bytes | None:
    """None where the stream has ended."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    data = stream.read(length)
    return data if len(data) == length else None


def _exit(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
