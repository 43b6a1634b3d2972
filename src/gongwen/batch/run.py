"""A whole run: plan, tag what is still to be tagged, finish. The same call goes on where an earlier one broke off."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from .. import __version__
from ..errors import GongwenError, OutputError, RefusedError
from ..formats import ReadOptions
from ..outputs.atomic import DISK, Disk
from ..outputs.writers import FORMATS
from ..runtime.bundle import open_bundle
from .finish import Summary, finish, finished
from .folder import RunFolder
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
    plan = _plan(folder, search, Settings(bundle.sha256(), __version__, options.read), options, progress, disk)
    waiting = [shard for shard, items in plan.shards.items() if read_report(folder, shard, items) is None]
    progress.planned(plan, waiting)
    if waiting:
        job = Job(None if model is None else str(Path(model).resolve()), 1, options.seconds, options.megabytes)
        folder.success.unlink(missing_ok=True)
        (engine or local_engine())(folder.root, job, waiting, progress.file)
    elif done := finished(folder, plan, options.format):
        return done
    return finish(folder, plan, bundle.labels, options.format, disk=disk, tell=progress.written)


def _plan(
    folder: RunFolder, search: Search, settings: Settings, options: BatchOptions, progress: Progress, disk: Disk
) -> Plan:
    """The plan that stands in the folder, or a new one."""
    try:
        folder.work.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(folder.root, error) from error
    earlier = _earlier(folder, search, settings, options)
    if earlier is not None and not (options.changed or options.retry):
        return earlier
    root = folder.root.resolve()
    plan = make_plan(
        search,
        settings,
        skip=lambda path: Path(path).resolve().is_relative_to(root),
        earlier=earlier,
        failed=_failed(folder, earlier) if earlier and options.retry else (),
        tell=progress.hashed,
    )
    if earlier is not None and plan.items == earlier.items:
        return earlier
    write_plan(plan, folder.plan(plan.number), disk)
    return plan


def _earlier(folder: RunFolder, search: Search, settings: Settings, options: BatchOptions) -> Plan | None:
    """The plan to go on with, if the call asks for the same; the folder is cleared where there is none."""
    try:
        earlier = None if options.fresh else folder.latest_plan()
    except GongwenError as error:
        raise RefusedError(f"{error}. Begin anew with --fresh, or name another folder") from error
    if earlier is None:
        if foreign := folder.foreign():
            raise RefusedError(
                f"{folder.root}: holds other files ({', '.join(foreign[:3])}); name an empty or new folder"
            )
        folder.clear()
        return None
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
    return earlier


def _failed(folder: RunFolder, plan: Plan) -> list[str]:
    """Files of which no document was tagged."""
    reports = [read_report(folder, shard, items) for shard, items in plan.shards.items()]
    return [file.path for report in reports if report for file in report.files if not file.documents]
