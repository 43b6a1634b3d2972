"""One shard: its files are read, tagged, and stored as one file of records beside one report.

The names depend on the plan alone and both files appear complete or not at all, records first: however often a shard is
tagged, by whichever worker, the result is there once.
"""

import gzip
import io
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from ..documents import Document
from ..errors import BatchError, Fault, ReadError
from ..outputs.atomic import DISK, Disk, atomic_writer, write_atomically
from ..runtime import Tagger
from .folder import RunFolder, sha256_of
from .plan import Item
from .reading import IsolatedReader


@dataclass(slots=True)
class FileReport:
    """What became of a file. No document tagged means that it failed."""

    path: str
    sha256: str
    documents: int = 0
    paragraphs: int = 0


@dataclass(slots=True)
class ShardReport:
    """A shard's account."""

    shard: int
    files: list[FileReport]
    errors: list[dict[str, str]] = field(default_factory=list)
    sha256: str = ""
    """Of the file of records."""


def run_shard(
    folder: RunFolder,
    shard: int,
    items: Sequence[Item],
    tagger: Tagger,
    reader: IsolatedReader,
    *,
    suspects: Collection[str] = (),
    disk: Disk = DISK,
    tell: Callable[[str, int, bool], None] = lambda path, paragraphs, done: None,
) -> None:
    """Tag the files of a shard.

    Args:
        suspects: paths of files at which workers died before; they become errors.
        tell: is told the path and the paragraphs of every document that is about to be tagged, and with True of every
            file that is done.

    Raises:
        OutputError: the result cannot be written.
    """
    report = ShardReport(shard, [FileReport(item.path, item.sha256) for item in items])
    taken = [n for n, item in enumerate(items) if item.path not in suspects]
    report.errors += [
        _error(item, ReadError(item.name, "tagging it killed the worker twice", Fault.CRASHED))
        for item in items
        if item.path in suspects
    ]
    with atomic_writer(folder.part(shard), disk, binary=True) as raw:
        # No time of day in the header: the same records are the same bytes.
        packed = gzip.GzipFile("", "wb", compresslevel=4, fileobj=raw, mtime=0)
        with packed, io.TextIOWrapper(packed, "utf-8", "backslashreplace", newline="\n") as stream:
            for at, said in reader.read([items[n] for n in taken]):
                n = taken[at]
                if isinstance(said, Document):
                    tell(items[n].path, len(said.paragraphs), False)
                    _tag(said, tagger, stream, report.files[n])
                elif said is None:
                    tell(items[n].path, report.files[n].paragraphs, True)
                else:
                    report.errors.append(_error(items[n], said))
    report.sha256 = sha256_of(folder.part(shard))
    write_atomically(folder.report(shard), json.dumps(asdict(report)), disk)


def _tag(document: Document, tagger: Tagger, stream: io.TextIOBase, file: FileReport) -> None:
    records = tagger.tag_document(document)
    for record in records:
        stream.write(json.dumps(record.to_dict(), ensure_ascii=False) + "\n")
    file.documents += 1
    file.paragraphs += len(records)


def _error(item: Item, error: ReadError) -> dict[str, str]:
    return {"file": item.path, "path": error.path, "code": str(error.code), "reason": error.reason}


def read_report(folder: RunFolder, shard: int, items: Sequence[Item]) -> ShardReport | None:
    """A shard's report, or None where the shard is still to be tagged: the report or the records are missing, broken,
    or not of these files."""
    try:
        saved: dict[str, Any] = json.loads(folder.report(shard).read_text(encoding="utf-8"))
        report = ShardReport(**saved | {"files": [FileReport(**file) for file in saved["files"]]})
        sane = all(isinstance(n, int) for file in report.files for n in (file.documents, file.paragraphs))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    kept = {(file.path, file.sha256) for file in report.files}
    complete = all((item.path, item.sha256) in kept for item in items)
    return report if sane and complete and folder.part(shard).is_file() else None


def records_of(folder: RunFolder, report: ShardReport, items: Sequence[Item]) -> Iterator[str]:
    """Lines of the shard's records that belong to `items`, without their line feeds.

    Raises:
        BatchError: the file of records is damaged.
    """
    wanted = {(item.path, item.sha256) for item in items}
    try:
        with gzip.open(folder.part(report.shard), "rt", encoding="utf-8", newline="\n") as stream:
            for file in report.files:
                for _ in range(file.paragraphs):
                    line = next(stream)
                    if (file.path, file.sha256) in wanted:
                        yield line[:-1]
    except (OSError, EOFError, StopIteration) as error:
        raise BatchError(f"{folder.part(report.shard)}: damaged ({error!r}); run the same command again") from error
