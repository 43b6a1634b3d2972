"""The plan of a run: every file with its size, its content's hash and its shard, fixed before anything is tagged.

A plan never changes. Files added or changed later make a next plan, which keeps the shards of what stayed the same.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import BatchError, Fault, ReadError
from ..formats import ReadOptions, find_documents
from ..formats.read import display
from ..outputs.atomic import DISK, Disk, atomic_writer

LAYOUT = 1
"""Of the folder a run writes; raised when an older one can no longer be continued."""
SHARD_FILES = 100
SHARD_BYTES = 2 * 1024 * 1024
"""A shard is what is lost when a worker dies, and what one worker gets at a time."""


@dataclass(frozen=True, slots=True)
class Item:
    """A file of the plan.

    Attributes:
        path: as given or found, bytes that are not UTF-8 as Python escapes them.
        size: bytes; -1 where it could not be read.
        sha256: of its content, in hexadecimal digits; empty where it could not be read.
        shard: number of its shard; -1 where it could not be read.
        code: why it could not be read (a `Fault`); empty otherwise.
        reason: the same in words.
    """

    path: str
    size: int
    sha256: str
    shard: int
    code: str = ""
    reason: str = ""

    @property
    def name(self) -> str:
        """The path as it stands in records."""
        return display(self.path)


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the result depends on, besides the files.

    Attributes:
        model: hash of the model folder.
        version: of this package.
        options: of the readers.
    """

    model: str
    version: str
    options: ReadOptions = field(default_factory=ReadOptions)

    @classmethod
    def of(cls, saved: Mapping[str, Any]) -> "Settings":
        return cls(**{**saved, "options": ReadOptions(**saved["options"])})

    def differences(self, other: "Settings") -> list[str]:
        """Names of the settings in which two differ, of the readers' too."""
        ours, theirs = asdict(self), asdict(other)
        ours |= {f"options.{key}": value for key, value in ours.pop("options").items()}
        theirs |= {f"options.{key}": value for key, value in theirs.pop("options").items()}
        return [key for key in ours if ours[key] != theirs[key]]


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for: files, folders, and patterns for what is in them."""

    paths: tuple[str, ...]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a run is to do.

    Attributes:
        number: from 1.
        folder: the working folder in which relative paths are meant.
        search: the paths and patterns the user gave.
        settings: all else that the result depends on.
        items: in the order found.
    """

    number: int
    folder: str
    search: Search
    settings: Settings
    items: tuple[Item, ...]

    @property
    def shards(self) -> dict[int, list[Item]]:
        """Items by shard, in order."""
        found: dict[int, list[Item]] = {}
        for item in self.items:
            if item.shard >= 0:
                found.setdefault(item.shard, []).append(item)
        return dict(sorted(found.items()))


def make_plan(
    search: Search,
    settings: Settings,
    *,
    skip: Callable[[str], bool] = lambda _: False,
    earlier: Plan | None = None,
    failed: Iterable[str] = (),
    first_shard: int = 0,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Plan:
    """Find the files, hash them and cut them into shards.

    Args:
        skip: paths that are none of the user's documents (what the run itself writes).
        earlier: a plan with the same settings whose shards are kept for files with the same path and content.
        failed: paths of the earlier plan that are to be tried once more.
        first_shard: number of the first shard that is new.
        tell: is told how many of how many files are hashed.
    """
    files, errors = find_documents(search.paths, search.include, search.exclude)
    files = [path for path in files if not skip(path)]
    again = set(failed)
    known = {(item.path, item.sha256): item for item in earlier.items if item.shard >= 0} if earlier else {}
    known = {key: item for key, item in known.items() if item.path not in again}
    items = [Item(error.path, -1, "", -1, error.code, error.reason) for error in errors]
    fresh = _Sharder(first_shard)
    for n, path in enumerate(files):
        tell(n, len(files))
        item = _measured(path)
        if item.code:
            items.append(item)
        elif (item.path, item.sha256) in known:
            items.append(known[item.path, item.sha256])
        else:
            items.append(replace(item, shard=fresh.shard(item.size)))
    tell(len(files), len(files))
    return Plan(earlier.number + 1 if earlier else 1, str(Path.cwd()), search, settings, tuple(items))


class _Sharder:
    def __init__(self, first: int) -> None:
        self._shard, self._files, self._bytes = first, 0, 0

    def shard(self, size: int) -> int:
        """The shard of the next file."""
        if self._files and (self._files >= SHARD_FILES or self._bytes + size > SHARD_BYTES):
            self._shard, self._files, self._bytes = self._shard + 1, 0, 0
        self._files += 1
        self._bytes += size
        return self._shard


def _measured(path: str) -> Item:
    """Size and hash of a file, which is read in pieces: a large one is no error here."""
    try:
        if not os.path.isfile(path):  # noqa: PTH113
            missing = not os.path.exists(path)  # noqa: PTH110
            code = Fault.MISSING if missing else Fault.NOT_A_FILE
            return Item(path, -1, "", -1, code, "no such file or folder" if missing else "is not a regular file")
        with open(path, "rb") as file:  # noqa: PTH123
            found = hashlib.file_digest(file, "sha256")
            return Item(path, file.tell(), found.hexdigest(), -1)
    except PermissionError:
        return Item(path, -1, "", -1, Fault.NO_PERMISSION, "no permission to read it")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        return Item(path, -1, "", -1, Fault.IO, getattr(error, "strerror", None) or str(error))


def write_plan(plan: Plan, path: Path, disk: Disk = DISK) -> None:
    """One line of settings, then one a file.

    Raises:
        OutputError: it cannot be written.
    """
    head: dict[str, Any] = {"layout": LAYOUT, "plan": plan.number, "folder": plan.folder, "files": len(plan.items)}
    with atomic_writer(path, disk) as stream:
        head |= {"search": asdict(plan.search), "settings": asdict(plan.settings)}
        stream.write(json.dumps(head) + "\n")
        for item in plan.items:
            stream.write(json.dumps(asdict(item)) + "\n")


def read_plan(path: Path) -> Plan:
    """Inverse of `write_plan`.

    Raises:
        BatchError: it is damaged, or of another layout.
    """
    try:
        with path.open(encoding="utf-8") as stream:
            head = json.loads(next(stream))
            if head["layout"] != LAYOUT:
                raise BatchError(f"{path}: layout {head['layout']}; this version reads layout {LAYOUT}")
            items = tuple(Item(**json.loads(line)) for line in stream)
        if not all(isinstance(item.shard, int) and isinstance(item.path, str) for item in items):
            raise BatchError(f"{path}: the plan is damaged")
        if len(items) != head["files"]:
            raise BatchError(f"{path}: {len(items)} of {head['files']} files; the plan is damaged")
        search = Search(**{key: tuple(value) for key, value in head["search"].items()})
        return Plan(head["plan"], head["folder"], search, Settings.of(head["settings"]), items)
    except (OSError, StopIteration, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BatchError(f"{path}: no plan of a run, or damaged ({error!r})") from error


def errors_of(plan: Plan) -> Iterator[ReadError]:
    """Those found while planning."""
    for item in plan.items:
        if item.code:
            yield ReadError(item.name, item.reason, Fault(item.code))
