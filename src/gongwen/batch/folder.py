"""What stands where in the folder of a run.

OUT/tagged-0001.jsonl …  the records (.csv, .parquet, .xlsx)
OUT/errors.jsonl         what could not be tagged, and why
OUT/copies.jsonl         articles that are near-copies of earlier ones
OUT/summary.json         counts, and the hashes of the files above
OUT/_SUCCESS             the run is complete and its sums agree: the hash of summary.json
OUT/work/plan-1.jsonl    the files, their hashes and shards; the one with the highest number holds
OUT/work/shard-00000.jsonl.gz, shard-00000.json   a shard's records; its counts, errors and hash
"""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import BatchError, RefusedError
from ..outputs.atomic import TEMPORARY
from ..outputs.writers import FORMATS
from .plan import Plan, read_plan

WORK, LOCK = "work", "lock"
_TAGGED = re.compile(rf"tagged-\d{{4,}}\.(?:{'|'.join(FORMATS)})")
_PLAN = re.compile(r"plan-(\d+)\.jsonl")
_SHARD = re.compile(r"shard-(\d+)\.(?:json|jsonl\.gz)")
_LEFT = re.compile(rf"\..+\.[0-9a-f]{{8}}{re.escape(TEMPORARY)}")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """The folder of a run."""

    root: Path

    @property
    def work(self) -> Path:
        return self.root / WORK

    @property
    def errors(self) -> Path:
        return self.root / "errors.jsonl"

    @property
    def copies(self) -> Path:
        return self.root / "copies.jsonl"

    @property
    def summary(self) -> Path:
        return self.root / "summary.json"

    @property
    def success(self) -> Path:
        return self.root / "_SUCCESS"

    def tagged(self, number: int, suffix: str) -> Path:
        return self.root / f"tagged-{number:04d}.{suffix}"

    def all_tagged(self) -> list[Path]:
        return [self.root / name for name in sorted(_names(self.root)) if _TAGGED.fullmatch(name)]

    def plan(self, number: int) -> Path:
        return self.work / f"plan-{number}.jsonl"

    def part(self, shard: int) -> Path:
        return self.work / f"shard-{shard:05d}.jsonl.gz"

    def report(self, shard: int) -> Path:
        return self.work / f"shard-{shard:05d}.json"

    def plans(self) -> list[int]:
        """Numbers of the plans made so far."""
        return sorted(int(name[1]) for name in map(_PLAN.fullmatch, _names(self.work)) if name)

    def latest_plan(self) -> Plan | None:
        """The plan that holds, or None where no run has begun.

        Raises:
            BatchError: it is damaged.
        """
        plans = self.plans()
        return read_plan(self.plan(plans[-1])) if plans else None

    def next_shard(self) -> int:
        """The first number that no shard has had here."""
        return 1 + max((int(name[1]) for name in map(_SHARD.fullmatch, _names(self.work)) if name), default=-1)

    def contents(self) -> list[str]:
        """Names of what stands here, but for an empty `work` and what writers that died have left."""
        found = [name for name in _names(self.root) if not _LEFT.fullmatch(name)]
        work = [name for name in _names(self.work) if not _LEFT.fullmatch(name) and name != LOCK]
        return sorted(name for name in found if name != WORK or work)

    def clear(self) -> None:
        """Delete all that runs have written here, by their exact names, and nothing else."""
        for path in [self.success, *self.all_tagged(), self.errors, self.copies, self.summary]:
            path.unlink(missing_ok=True)
        for name in _names(self.work):
            if _PLAN.fullmatch(name) or _SHARD.fullmatch(name):
                (self.work / name).unlink()
        self.sweep()

    def sweep(self) -> None:
        """Delete what writers that died have left. Only while no worker runs."""
        for folder in (self.root, self.work):
            for name in _names(folder):
                if _LEFT.fullmatch(name):
                    (folder / name).unlink(missing_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other runs out of the folder; the system lets go of the lock when the process ends, however it does.

        Raises:
            RefusedError: another run is at work here.
        """
        with (self.work / LOCK).open("ab") as file:
            try:
                _lock(file.fileno())
            except OSError as error:
                raise RefusedError(f"{self.root}: another run is at work here") from error
            yield


def _names(folder: Path) -> list[str]:
    return os.listdir(folder) if folder.is_dir() else []  # noqa: PTH208


def _lock(descriptor: int) -> None:
    """Raises OSError where another process holds it."""
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def sha256_of(path: Path) -> str:
    """Of a file, in hexadecimal digits.

    Raises:
        BatchError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BatchError(f"{path}: cannot be read ({error.strerror})") from error
