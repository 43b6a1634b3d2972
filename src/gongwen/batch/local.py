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
    run = _Run(folder, job, shards, tell)
    try:
        run.go(workers)
    finally:
        run.stop()


class _Run:
    """Shards still to be given out, the workers, and who died at what."""

    def __init__(self, folder: Path, job: Job, shards: Sequence[int], tell: Tell) -> None:
        self._arguments = [str(folder), json.dumps(asdict(job))]
        self._tell = tell
        self._waiting = list(shards)[::-1]
        self._said: queue.Queue[tuple[_Process, dict[str, Any] | None]] = queue.Queue()
        self._running: set[_Process] = set()
        self._failed_starts = 0
        """In succession."""
        self._deaths: Counter[str] = Counter()
        self._attempts: Counter[int] = Counter()
        self._suspects: dict[int, list[str]] = {}

    def go(self, workers: int) -> None:
        for _ in range(min(workers, len(self._waiting))):
            self._start()
        while self._running:
            process, message = self._said.get()
            if message is None:
                self._ended(process)
            elif "error" in message:
                raise BatchError(message["error"])
            elif "path" in message:
                process.path = None if message["file"] else message["path"]
                if message["file"]:
                    self._tell(message["path"], message["paragraphs"])
            else:
                self._failed_starts = 0
                self._next(process)

    def stop(self) -> None:
        for process in self._running:
            process.stop()

    def _start(self) -> None:
        self._running.add(_Process(self._arguments, self._said))

    def _next(self, process: "_Process") -> None:
        if self._waiting:
            shard = self._waiting.pop()
            process.give(shard, self._suspects.get(shard, []))
        else:
            process.finish()

    def _ended(self, process: "_Process") -> None:
        """It is done, or it died: then another one takes its place."""
        self._running.discard(process)
        process.stop()
        if process.shard is not None:
            self._blame(process, process.shard)
            self._waiting.append(process.shard)
            self._start()
        elif not process.closed:
            self._failed_starts += 1
            if self._failed_starts >= ATTEMPTS:
                raise BatchError(f"workers cannot be started: {process.last_words()}")
            self._start()

    def _blame(self, process: "_Process", shard: int) -> None:
        """For a worker's death: the document it was at, or nothing in particular."""
        self._attempts[shard] += 1
        if process.path is not None:
            self._deaths[process.path] += 1
            if self._deaths[process.path] > 1:
                self._suspects.setdefault(shard, []).append(process.path)
                self._attempts[shard] = 0
        if self._attempts[shard] >= ATTEMPTS:
            raise BatchError(f"workers died {ATTEMPTS} times at shard {shard}: {process.last_words()}")


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
