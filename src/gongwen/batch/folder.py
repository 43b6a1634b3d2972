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
from dataclasses import dataclass
from pathlib import Path

from ..errors import BatchError
from ..outputs.atomic import TEMPORARY
from .plan import Plan, read_plan

WORK = "work"


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
        return sorted(self.root.glob("tagged-[0-9]*.*"))

    def plan(self, number: int) -> Path:
        return self.work / f"plan-{number}.jsonl"

    def part(self, shard: int) -> Path:
        return self.work / f"shard-{shard:05d}.jsonl.gz"

    def report(self, shard: int) -> Path:
        return self.work / f"shard-{shard:05d}.json"

    def latest_plan(self) -> Plan | None:
        """The plan that holds, or None where no run has begun.

        Raises:
            BatchError: it is damaged.
        """
        numbers = [int(path.stem.removeprefix("plan-")) for path in self.work.glob("plan-[0-9]*.jsonl")]
        return read_plan(self.plan(max(numbers))) if numbers else None

    def foreign(self) -> list[str]:
        """Names of what stands here and is not of a run."""
        own = {WORK, self.errors.name, self.copies.name, self.summary.name, self.success.name}
        tagged = {path.name for path in self.all_tagged()}
        names = (path.name for path in self.root.iterdir()) if self.root.is_dir() else ()
        return sorted(name for name in names if name not in own | tagged and not name.endswith(TEMPORARY))

    def clear(self) -> None:
        """Delete all that a run has written here."""
        for path in [self.success, *self.all_tagged(), self.errors, self.copies, self.summary]:
            path.unlink(missing_ok=True)
        for path in self.work.glob("*") if self.work.is_dir() else ():
            path.unlink()
        self.sweep()

    def sweep(self) -> None:
        """Delete what writers that died have left. Only while no worker runs."""
        for folder in (self.root, self.work):
            for path in folder.glob(f".*{TEMPORARY}"):
                path.unlink(missing_ok=True)


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
