"""Twenty thousand files of all kinds, two in a hundred broken, killed three times: nothing lost, nothing twice.

    python -m pytest tests/soak/test_overnight.py -s

GONGWEN_SOAK_FILES sets another number of files.
"""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from gongwen import Tagger
from gongwen.batch import verify
from gongwen.errors import ReadError
from gongwen.formats import find_documents, read_documents
from tests.soak.corpus import make_corpus

FILES = int(os.environ.get("GONGWEN_SOAK_FILES", "20000"))
SAMPLE = 600
"""Files that the tagger reads and tags in memory, for comparison."""


def test_overnight(tmp_path: Path) -> None:
    folder, out = tmp_path / "files", tmp_path / "out"
    expected = make_corpus(folder, FILES)
    print(f"\n{FILES:,} files, {len(expected):,} broken in {len({p.split('-', 1)[1] for p in expected})} ways")
    kills, seconds, last, memory = _run(folder, out)
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    listed = [json.loads(line) for line in (out / "errors.jsonl").read_text("utf-8").splitlines()]
    wrong = {
        e["file"]: (e["code"], expected.get(e["file"]), e["reason"])
        for e in listed
        if e["code"] != expected.get(e["file"])
    }
    assert wrong == {}
    assert {error["file"] for error in listed} == set(expected)
    assert (summary["files"], summary["tagged"], summary["failed"]) == (FILES, FILES - len(expected), len(expected))
    assert list(verify(out, sources=True)) == []
    rate = (summary["paragraphs"] - last.before) / last.seconds
    alone = _in_memory(folder)
    print(f"killed {kills} times; {summary['paragraphs']:,} paragraphs in {seconds:,.0f} s, kills and all")
    print(
        f"after the last kill {rate:.1f} paragraphs/s, start and final pass included, {rate / alone:.0%} of the tagger in memory with all cores ({alone:.1f})"
    )
    half = len(memory) // 2
    print(
        f"memory of all processes: median {_median(memory[:half])} MiB in the first half, {_median(memory[half:])} in the second"
    )
    print(dict(Counter(error["code"] for error in listed)))
    assert kills == 3
    assert rate >= 0.85 * alone
    assert _median(memory[half:]) <= 1.1 * _median(memory[:half])


class Last(NamedTuple):
    """The run that was not killed."""

    before: int
    """Paragraphs that were tagged before it."""
    seconds: float


def _run(folder: Path, out: Path) -> tuple[int, float, Last, list[int]]:
    """Run to the end, killed thrice on the way: kills, seconds of all runs, the last of them, and MiB of all processes
    every two seconds."""
    command = [sys.executable, "-m", "gongwen", "tag", str(folder), "--output", f"{out}/"]
    chance = random.Random(7)
    memory: list[int] = []
    began = time.monotonic()
    kills = 0
    while True:
        before, started = _tagged(out), time.monotonic()
        run = subprocess.Popen(command, start_new_session=True, stderr=subprocess.PIPE, text=True)
        stop = threading.Event()
        watch = threading.Thread(target=_watch, args=(run.pid, memory, stop))
        watch.start()
        try:
            limit = chance.uniform(0.003, 0.01) * FILES if kills < 3 else None
            _, said = run.communicate(timeout=limit)
            assert run.returncode == 1, said  # some files failed
            return kills, time.monotonic() - began, Last(before, time.monotonic() - started), memory
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.communicate()
            kills += 1
        finally:
            stop.set()
            watch.join()


def _tagged(out: Path) -> int:
    """Paragraphs in the shards that are done."""
    reports = [json.loads(path.read_text("utf-8")) for path in (out / "work").glob("shard-*.json")]
    return sum(file["paragraphs"] for report in reports for file in report["files"])


def _watch(session: int, memory: list[int], stop: threading.Event) -> None:
    while not stop.wait(2):
        listed = subprocess.run(
            ["ps", "-s", str(session), "-o", "rss="], capture_output=True, text=True, check=False
        ).stdout
        memory.append(sum(map(int, listed.split())) // 1024)


def _in_memory(folder: Path) -> float:
    """Paragraphs a second of the tagger alone, over documents that are read before."""
    tagger = Tagger.from_pretrained()
    documents = []
    for path in find_documents([folder])[0][:SAMPLE]:
        try:
            documents += [d for d in read_documents(path) if not isinstance(d, ReadError)]
        except ReadError:
            continue
    for document in documents[:20]:
        tagger.tag_document(document)
    began = time.perf_counter()
    count = sum(len(tagger.tag_document(document)) for document in documents)
    return count / (time.perf_counter() - began)


def _median(values: list[int]) -> int:
    return sorted(values)[len(values) // 2]
