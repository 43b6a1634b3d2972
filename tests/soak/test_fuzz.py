"""Twenty thousand damaged files of all kinds: none may crash, hang or eat up the process that reads it.

    python -m pytest tests/soak/test_fuzz.py -s

GONGWEN_FUZZ_INPUTS sets another number, GONGWEN_FUZZ_SEED the first seed. Every 250th file is one for LibreOffice, if
it is installed.
"""

import multiprocessing
import os
import shutil
import signal
import time
import warnings
from collections import Counter
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from gongwen.batch.child import limit_memory
from tests.formats.fuzz import KINDS, OFFICE, check, input_of

INPUTS = int(os.environ.get("GONGWEN_FUZZ_INPUTS", "20000"))
FIRST = int(os.environ.get("GONGWEN_FUZZ_SEED", "1000"))
SECONDS = 20
"""Of the processor, so that a busy machine makes no difference; on the clock six times as many."""
MEGABYTES = 4096
OFFICE_EVERY = 250


def test_fuzz(tmp_path: Path) -> None:
    reader = _Reader()
    inputs, outcomes = Counter[str](), Counter[str]()
    slowest: list[tuple[float, str]] = []
    wrong: list[str] = []
    began = time.monotonic()
    for n in range(INPUTS):
        kind, seed = KINDS[n % len(KINDS)], FIRST + n
        if n % OFFICE_EVERY == 0 and shutil.which("soffice"):
            kind = OFFICE[n // OFFICE_EVERY % len(OFFICE)]
        found, seconds = reader.read(kind, seed)
        inputs[kind] += 1
        outcomes.update(set(found.split()) if not found.startswith("!") else ["wrong"])
        slowest = sorted([*slowest, (seconds, f"{kind} {seed}")], reverse=True)[:5]
        if found.startswith("!"):
            path = tmp_path / f"{seed}.{kind}"
            path.write_bytes(input_of(kind, seed)[0].data)
            wrong.append(f"{path}: {found[1:]}")
            print(wrong[-1])
    reader.stop()
    print(f"\n{INPUTS:,} files in {time.monotonic() - began:,.0f} s; {reader.peak:,} MiB at most")
    print("inputs", dict(inputs))
    print("files with", dict(outcomes.most_common()))
    print("slowest", ", ".join(f"{name} {seconds:.1f} s" for seconds, name in slowest))
    assert wrong == []


class _Reader:
    """A process that reads, started anew after a death."""

    def __init__(self) -> None:
        self.peak = 0
        self._process: BaseProcess | None = None

    def read(self, kind: str, seed: int) -> tuple[str, float]:
        """What was found in an input, or after a ``!`` what went wrong; and the seconds it took."""
        if self._process is None:
            self._start()
        self._pipe.send((kind, seed))
        assert self._process is not None
        began = time.monotonic()
        try:
            if not self._pipe.poll(6 * SECONDS):
                self.stop()
                return f"!not done in {6 * SECONDS} seconds", 6 * SECONDS
            found, memory = self._pipe.recv()
        except EOFError:
            self._process.join()
            code, self._process = self._process.exitcode, None
            why = f"took more than {SECONDS} seconds" if code == -signal.SIGXCPU else f"ended the process with {code}"
            return f"!{why}", time.monotonic() - began
        self.peak = max(self.peak, memory)
        return found, time.monotonic() - began

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(target=_serve, args=(other,), daemon=True)
        self._process.start()
        other.close()
        self._pipe.recv()

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None


def _serve(pipe: Connection) -> None:
    import resource

    warnings.simplefilter("ignore")
    limit_memory(MEGABYTES)
    for kind in (*KINDS, *OFFICE):
        input_of(kind, 0)
    pipe.send("ready")
    while True:
        kind, seed = pipe.recv()
        used = resource.getrusage(resource.RUSAGE_SELF)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS, resource.RLIM_INFINITY))
        try:
            source, options = input_of(kind, seed)
            found = " ".join(check(source, replace(options, office_seconds=SECONDS - 5)))
        except Exception as error:
            found = f"!{type(error).__name__}: {error}"
        pipe.send((found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024))
