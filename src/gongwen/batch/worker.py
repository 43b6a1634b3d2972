"""A worker: a tagger that is handed shard numbers.

Started as ``python -m gongwen.batch.worker OUT JOB``, a `Job` as JSON. Standard input: a line of JSON a shard. Standard
output: a line of JSON for every document begun, every file and every shard done, and for the error that ends it.
"""

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from ..errors import BatchError, GongwenError
from ..runtime import Tagger
from .child import Limits, end_with_parent
from .folder import RunFolder
from .reading import IsolatedReader
from .shard import run_shard


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker needs to know besides the plan; nothing of it changes the result, but for what the limits refuse.

    Attributes:
        model: folder; None for the shipped one.
        threads: cores of a worker.
        seconds: time in which a file's next document must be read.
        megabytes: memory that reading a file may take; 0 for no limit.
    """

    model: str | None = None
    threads: int = 1
    seconds: float = 120.0
    megabytes: int = 4096


class Worker:
    """A tagger and a reader for the shards of one run; also what other engines run on their machines."""

    def __init__(self, folder: Path, job: Job) -> None:
        """Raises:
        BatchError: there is no plan in the folder.
        ModelError: the model cannot be loaded.
        """
        self._folder = RunFolder(folder)
        plan = self._folder.latest_plan()
        if plan is None:
            raise BatchError(f"{folder}: no run has been planned here")
        self._shards = plan.shards
        self._tagger = Tagger.from_pretrained(job.model, job.threads)
        if self._tagger.bundle.sha256() != plan.settings.model:
            raise BatchError(f"{job.model or 'the shipped model'}: is not the model this run was planned with")
        self._reader = IsolatedReader(plan.settings.options, Limits(job.seconds, job.megabytes), plan.folder)

    def run(self, shard: int, **how: Any) -> None:
        """Tag a shard; keywords as of `run_shard`."""
        run_shard(self._folder, shard, self._shards[shard], self._tagger, self._reader, **how)

    def close(self) -> None:
        """End the reading process."""
        self._reader.close()


def main() -> None:
    """Tag the shards asked for until the input ends."""
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    end_with_parent()
    folder, job = sys.argv[1:]
    try:
        worker = Worker(Path(folder), Job(**json.loads(job)))
        _say(out, ready=True)
        for line in sys.stdin:
            asked = json.loads(line)

            def tell(path: str, paragraphs: int, done: bool) -> None:
                _say(out, path=path, paragraphs=paragraphs, file=done)

            worker.run(asked["shard"], suspects=asked["suspects"], tell=tell)
            _say(out, shard=asked["shard"])
        worker.close()
    except GongwenError as error:
        _say(out, error=str(error))
        sys.exit(1)


def _say(out: TextIO, **said: object) -> None:
    out.write(json.dumps(said) + "\n")
    out.flush()


if __name__ == "__main__":
    main()
