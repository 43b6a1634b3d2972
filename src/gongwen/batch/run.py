"""A whole run: plan, tag what is still to be tagged, finish. The same call goes on where an earlier one broke off."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Self

from .. import __version__
from ..errors import GongwenError, OutputError, RefusedError
from ..formats import ReadOptions
from ..outputs.atomic import DISK, Disk
from ..outputs.writers import FORMATS
from ..runtime.bundle import open_bundle
from .finish import Summary, finish, finished
from .folder import LOCK, WORK, RunFolder, sha256_of
from .local import Engine, local_engine
from .plan import Plan, Search, Settings, make_plan, write_plan
from .shard import read_report
from .worker import Job


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How a batch is run.

    Attributes:
        format: of the final files: ``jsonl``, ``csv``, ``parquet`` or ``xlsx``. Another one in a later call writes them
            anew from what is tagged.
        include: patterns of files to take inside folders; the known suffixes by default.
        exclude: patterns of files and folders to pass over.
        read: settings of the readers.
        seconds: time in which a file's next document must be read.
        megabytes: memory that reading a file may take; 0 for no limit.
        changed: look for new and changed files, and tag those.
        retry: try failed files once more.
        fresh: forget an earlier run in the folder.
    """

    format: str = "jsonl"
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    read: ReadOptions = field(default_factory=ReadOptions)
    seconds: float = 120.0
    megabytes: int = 4096
    changed: bool = False
    retry: bool = False
    fresh: bool = False


class Progress:
    """What a run tells about itself; the methods do nothing unless overridden."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def hashed(self, done: int, total: int) -> None:
        """Files measured while planning."""

    def planned(self, plan: Plan, waiting: Sequence[int]) -> None:
        """The plan, and the shards still to be tagged."""

    def file(self, path: str, paragraphs: int) -> None:
        """A file is done."""

    def written(self, done: int, total: int) -> None:
        """Shards that stand in the final files."""


def tag_batch(
    paths: Sequence[str | Path],
    output: str | Path,
    *,
    model: str | Path | None = None,
    options: BatchOptions | None = None,
    engine: Engine | None = None,
    progress: Progress | None = None,
    disk: Disk = DISK,
) -> Summary:
    """Tag files and folders into a folder, whatever happens on the way.

    Args:
        engine: who does the work; by default a process a core of this machine.

    Raises:
        RefusedError: the folder holds other things, or a run with another model, other files or other settings.
        BatchError: the run broke off; the same call goes on.
        OutputError: the result cannot be written; the same call goes on.
        ModelError: the model cannot be loaded.
    """
    options, progress = options or BatchOptions(), progress or Progress()
    if options.format not in FORMATS:
        raise RefusedError(f"no format {options.format!r}; there are {', '.join(FORMATS)}")
    bundle = open_bundle(model)
    folder = RunFolder(Path(output))
    search = Search(tuple(map(str, paths)), options.include, options.exclude)
    settings = Settings(bundle.sha256(), __version__, options.read)
    try:
        earlier = _earlier(folder, search, settings, options)
        folder.work.mkdir(parents=True, exist_ok=True)
        with folder.locked():
            # Before the lock another run may have begun and ended.
            earlier = earlier or _earlier(folder, search, settings, options)
            plan = _plan(folder, search, settings, options, earlier, progress, disk)
            waiting = _waiting(folder, plan)
            progress.planned(plan, waiting)
            if not waiting and (done := finished(folder, plan, options.format)):
                return done
            folder.success.unlink(missing_ok=True)
            if waiting:
                path = None if model is None else str(Path(model).resolve())
                job = Job(path, 1, options.seconds, options.megabytes)
                (engine or local_engine())(folder.root, job, waiting, progress.file)
            return finish(folder, plan, bundle.labels, options.format, disk=disk, tell=progress.written)
    except OSError as error:  # of the run's folder: what is wrong with a document is an error of its own
        raise OutputError(error.filename or folder.root, error) from error


def _earlier(folder: RunFolder, search: Search, settings: Settings, options: BatchOptions) -> Plan | None:
    """The plan to go on with; None where there is none, or none that counts any more.

    Raises:
        RefusedError: the call asks for something else than the plan, or the folder is none of a run.
    """
    if folder.root.exists() and not folder.root.is_dir():
        raise RefusedError(f"{folder.root}: is a file, not a folder")
    if not folder.plans():
        if found := folder.contents():
            raise RefusedError(
                f"{folder.root}: holds other files ({', '.join(found[:3])}); name an empty or new folder"
            )
        return None
    if options.fresh:
        return None
    try:
        earlier = folder.latest_plan()
    except GongwenError as error:
        raise RefusedError(f"{error}. Begin anew with --fresh, or name another folder") from error
    assert earlier is not None
    if different := earlier.settings.differences(settings):
        raise RefusedError(
            f"{folder.root}: holds a run with another {', '.join(different)}; results are not mixed. "
            "Name another folder, or begin anew with --fresh"
        )
    if earlier.search != search and not options.changed:
        raise RefusedError(
            f"{folder.root}: holds a run over {' '.join(earlier.search.paths)} "
            "(or with other patterns); add --changed to take over the new choice of files, or name another folder"
        )
    gone = [path for path in search.paths if path in earlier.search.paths and not os.path.exists(path)]  # noqa: PTH110
    if gone and (options.changed or options.retry):
        raise RefusedError(
            f"{gone[0]}: is gone, and its files would be taken out of the result; bring it back, or leave it out"
        )
    return earlier


def _plan(
    folder: RunFolder,
    search: Search,
    settings: Settings,
    options: BatchOptions,
    earlier: Plan | None,
    progress: Progress,
    disk: Disk,
) -> Plan:
    """The earlier plan, or a new one where there is none or files may have changed."""
    if earlier is None:
        folder.clear()
    elif not (options.changed or options.retry):
        return earlier
    _is_run.cache_clear()
    plan = make_plan(
        search,
        settings,
        skip=_is_result,
        earlier=earlier,
        failed=_failed(folder, earlier) if earlier and options.retry else (),
        first_shard=folder.next_shard(),
        tell=progress.hashed,
    )
    if earlier is not None and (plan.items, plan.search) == (earlier.items, earlier.search):
        return earlier
    write_plan(plan, folder.plan(plan.number), disk)
    return plan


def _is_result(path: str) -> bool:
    """Whether a file is what this run or another one has written, so none of the user's documents."""
    folder = Path(os.path.realpath(path)).parent
    return _is_run(folder) or _is_run(folder.parent)


@lru_cache(maxsize=1024)
def _is_run(folder: Path) -> bool:
    return (folder / WORK).is_dir() and bool(RunFolder(folder).plans() or (folder / WORK / LOCK).is_file())


def _waiting(folder: RunFolder, plan: Plan) -> list[int]:
    """Shards that are not done, or whose records are no longer what was written."""
    waiting = []
    for shard, items in plan.shards.items():
        report = read_report(folder, shard, items)
        if report is None or sha256_of(folder.part(shard)) != report.sha256:
            waiting.append(shard)
    return waiting


def _failed(folder: RunFolder, plan: Plan) -> list[str]:
    """Files of which no document was tagged."""
    reports = [read_report(folder, shard, items) for shard, items in plan.shards.items()]
    return [file.path for report in reports if report for file in report.files if not file.documents]
