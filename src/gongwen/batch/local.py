"""The engine for one machine: worker processes, each with a model of its own."""

import json
import os
import queue
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from ..errors import BatchError
from .worker import Job

WORKER = (sys.executable, "-m", "gongwen.batch.worker")
ATTEMPTS = 3
"""Of a shard at which workers die although no file is to blame."""

Tell = Callable[[str, int], None]
"""Is told a file's path and its paragraphs when the file is done."""
Engine = Callable[[Path, Job, Sequence[int], Tell], None]
"""Tags shards of the run in a folder, in any order."""


def local_engine(workers: int | None = None, threads: int = 1) -> Engine:
    """Worker processes of this machine.

    Args:
        workers: by default one a core.
        threads: cores of a worker.
    """

    def engine(folder: Path, job: Job, shards: Sequence[int], tell: Tell) -> None:
        run_local(folder, replace(job, threads=threads), shards, workers or _cores(), tell)

    return engine


def _cores() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_local(folder: Path, job: Job, shards: Sequence[int], workers: int, tell: Tell = lambda *_: None) -> None:
    """Tag shards with worker processes; a worker that dies is replaced.

    A file at which a worker died is tried once more, then listed as an error.

    Raises:
        BatchError: a worker stopped (the disk is full, the model is gone) or none can be kept alive. Shards done stay.
    """
    waiting = list(shards)[::-1]
    said: queue.Queue[tuple[_Process, dict[str, Any] | None]] = queue.Queue()
    running: set[_Process] = set()
    deaths: Counter[str] = Counter()
    attempts: Counter[int] = Counter()
    suspects: dict[int, list[str]] = {}

    def start() -> None:
        running.add(_Process([str(folder), json.dumps(asdict(job))], said))

    try:
        for _ in range(min(workers, len(waiting))):
            start()
        while running:
            process, message = said.get()
            if message is None:
                running.discard(process)
                process.stop()
                if process.shard is not None:
                    _blame(process, deaths, attempts, suspects)
                    waiting.append(process.shard)
                    start()
                elif not process.closed:
                    raise BatchError(f"a worker could not be started: {process.last_words()}")
            elif "error" in message:
                raise BatchError(message["error"])
            elif "path" in message:
                process.path = None if message["file"] else message["path"]
                if message["file"]:
                    tell(message["path"], message["paragraphs"])
            elif waiting:
                shard = waiting.pop()
                process.give(shard, suspects.get(shard, []))
            else:
                process.finish()
    finally:
        for process in running:
            process.stop()


def _blame(process: "_Process", deaths: Counter[str], attempts: Counter[int], suspects: dict[int, list[str]]) -> None:
    """Of a worker's death: the document it was at, or nothing in particular."""
    assert process.shard is not None
    attempts[process.shard] += 1
    if process.path is not None:
        deaths[process.path] += 1
        if deaths[process.path] > 1:
            suspects.setdefault(process.shard, []).append(process.path)
            attempts[process.shard] = 0
    if attempts[process.shard] >= ATTEMPTS:
        raise BatchError(f"workers died {ATTEMPTS} times at shard {process.shard}: {process.last_words()}")


class _Process:
    """A worker process, its shard, and the file whose document it is tagging."""

    def __init__(self, arguments: list[str], said: "queue.Queue[Any]") -> None:
        self.shard: int | None = None
        self.path: str | None = None
        self.closed = False
        self._process = subprocess.Popen(
            [*WORKER, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
        self._errors: list[str] = []
        self._threads = [
            threading.Thread(target=self._listen, args=(said,), daemon=True),
            threading.Thread(target=self._collect, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def _listen(self, said: "queue.Queue[Any]") -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            with suppress(ValueError):  # cut off by the worker's death
                said.put((self, json.loads(line)))
        said.put((self, None))

    def _collect(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._errors = [*self._errors[-19:], line.rstrip()]

    def give(self, shard: int, suspects: list[str]) -> None:
        """Hand it a shard."""
        assert self._process.stdin is not None
        self.shard, self.path = shard, None
        with suppress(OSError):  # a dead worker is noticed when its output ends
            self._process.stdin.write(json.dumps({"shard": shard, "suspects": suspects}) + "\n")
            self._process.stdin.flush()

    def finish(self) -> None:
        """No more shards: it ends by itself."""
        assert self._process.stdin is not None
        self.shard, self.closed = None, True
        with suppress(OSError):
            self._process.stdin.close()

    def stop(self) -> None:
        """End it now, if it has not ended."""
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join(timeout=5)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def last_words(self) -> str:
        """What it said before it died."""
        self._threads[1].join(timeout=1)
        words = next((line for line in reversed(self._errors) if line.strip()), "")
        code = self._process.returncode
        how = f"signal {-code}" if code is not None and code < 0 else f"exit code {code}"
        return f"{how}{': ' + words if words else ''}"
