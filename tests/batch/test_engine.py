"""Worker processes: deaths, kills, numbers of workers."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongwen.batch import local, local_engine, tag_batch, verify
from gongwen.batch.folder import RunFolder
from gongwen.errors import BatchError
from tests.batch.runs import contents

ROOT = Path(__file__).parents[2]
QUICK = (sys.executable, "-m", "tests.batch.quick_worker")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "WORKER", QUICK)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))


def test_the_number_of_workers_changes_nothing(documents: Path, tmp_path: Path) -> None:
    found = []
    for workers in (1, 3):
        out = tmp_path / f"out-{workers}"
        told: list[str] = []
        engine = local_engine(workers)

        def telling(folder: Path, job: object, shards: object, tell: object, engine: object = engine) -> None:
            engine(folder, job, shards, lambda path, _: told.append(path))  # type: ignore[operator]  # noqa: B023

        tag_batch([documents], out, engine=telling)
        assert len(told) == 8
        found.append(contents(out))
    assert found[0] == found[1]


def test_a_file_that_kills_its_worker_twice_is_an_error(documents: Path, tmp_path: Path) -> None:
    (documents / "1.txt").write_text("有毒的文件。", encoding="utf-8")
    summary = tag_batch([documents], tmp_path / "out", engine=local_engine(1))
    assert summary.errors == {"crashed": 1, "empty": 1, "needs-ocr": 1}
    assert (summary.tagged, summary.failed) == (5, 3)
    assert "killed the worker twice" in (tmp_path / "out/errors.jsonl").read_text("utf-8")


def test_workers_that_cannot_start_end_the_run(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "WORKER", (sys.executable, "-c", "raise SystemExit('no model here')"))
    with pytest.raises(BatchError, match="workers cannot be started: exit code 1: no model here"):
        tag_batch([documents], tmp_path / "out", engine=local_engine(2))


def test_a_worker_that_cannot_write_ends_the_run_with_its_reason(documents: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    tag_batch([documents], out, engine=local_engine(1))
    part = RunFolder(out).part(0)
    part.unlink()
    part.mkdir()
    with pytest.raises(BatchError, match=r"shard-00000\.jsonl\.gz: cannot be written"):
        tag_batch([documents], out, engine=local_engine(1))
    part.rmdir()
    assert tag_batch([documents], out, engine=local_engine(1)).tagged == 6


@pytest.mark.skipif(os.name != "posix", reason="process groups")
def test_killed_at_any_time_the_same_call_goes_on(documents: Path, tmp_path: Path) -> None:
    for path in documents.glob("*.txt"):
        path.write_text(path.read_text("utf-8") + "缓缓缓。\n", encoding="utf-8")
    tag_batch([documents], tmp_path / "whole", engine=local_engine(2))
    whole = contents(tmp_path / "whole")
    out = tmp_path / "out"
    kills = _until_done(documents, out, random.Random(3), most=1.2)
    assert kills >= 2
    assert contents(out) == whole and list(verify(out)) == []


def _until_done(documents: Path, out: Path, chance: random.Random, most: float) -> int:
    script = (
        "import sys, gongwen.batch.local as local, gongwen.batch.plan as plan\n"
        f"plan.SHARD_FILES = 2; local.WORKER = {QUICK!r}\n"
        f"from gongwen.batch import *\ntag_batch([{str(documents)!r}], {str(out)!r}, engine=local_engine(2))\n"
    )
    for kills in range(100):
        run = subprocess.Popen([sys.executable, "-c", script], start_new_session=True, stderr=subprocess.DEVNULL)
        try:
            assert run.wait(timeout=chance.uniform(0.2, most) + kills * 0.3) == 0
            return kills
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
            time.sleep(0.05)
    return 100
