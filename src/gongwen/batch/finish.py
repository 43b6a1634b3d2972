"""The end of a run: shards → the user's files, the list of errors, the sums.

Everything is computed from the shards in order, so that a run that was broken off ends with the same bytes as one that
was not.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

from ..copies import Originals
from ..errors import BatchError
from ..formats.read import display
from ..labels import LabelSet
from ..outputs.atomic import DISK, Disk, atomic_writer, write_atomically
from ..outputs.writers import FORMATS
from .folder import RunFolder, sha256_of
from .plan import Item, Plan, errors_of
from .shard import ShardReport, read_report, records_of

RECORDS_A_FILE = 1_000_000
"""Excel opens at most 1,048,576 rows."""


@dataclass(slots=True)
class Summary:
    """The account of a run.

    Attributes:
        plan: number of the plan.
        files: planned; the sum of `tagged` and `failed`.
        tagged: files of which at least one document was tagged.
        failed: files of which none was.
        documents: tagged.
        paragraphs: tagged.
        unsure: of those, flagged for a person.
        topics: paragraphs by topic.
        roles: paragraphs by role.
        errors: lines of errors.jsonl by code; a file tagged in part has some as well.
        articles: in all documents.
        copies: articles that are near-copies of earlier ones.
        outputs: hash of every file written, by name.
    """

    plan: int = 0
    files: int = 0
    tagged: int = 0
    failed: int = 0
    documents: int = 0
    paragraphs: int = 0
    unsure: int = 0
    topics: dict[str, int] = field(default_factory=dict)
    roles: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)
    articles: int = 0
    copies: int = 0
    outputs: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, ensure_ascii=False, indent=1) + "\n"


def finish(
    folder: RunFolder,
    plan: Plan,
    labels: LabelSet,
    suffix: str,
    *,
    disk: Disk = DISK,
    tell: Callable[[int, int], None] = lambda *_: None,
) -> Summary:
    """Write the final files of a run all of whose shards are done.

    Args:
        suffix: their format.
        tell: is told how many of how many shards are written.

    Raises:
        BatchError: a shard is missing or damaged, or the sums do not agree.
        OutputError: a file cannot be written.
    """
    reports = _reports(folder, plan)
    summary = Summary(plan.number, len(plan.items))
    folder.success.unlink(missing_ok=True)
    _write_errors(folder, plan, reports, summary, disk)
    _write_records(folder, suffix, reports, labels, summary, disk, tell)
    for file in (file for report, items in reports for file in _of(report, items)):
        summary.documents += file.documents
        summary.tagged += file.documents > 0
    summary.failed = summary.files - summary.tagged
    _check(plan, reports, summary)
    stale = set(folder.all_tagged()) - {folder.root / name for name in summary.outputs}
    for path in stale:
        path.unlink()
    write_atomically(folder.summary, summary.to_json(), disk)
    write_atomically(folder.success, sha256_of(folder.summary) + "\n", disk)
    folder.sweep()
    return summary


def finished(folder: RunFolder, plan: Plan, suffix: str) -> Summary | None:
    """The account of a run that is complete in that format already; None where there is anything left to write."""
    try:
        if folder.success.read_text(encoding="utf-8").strip() != sha256_of(folder.summary):
            return None
        summary = Summary(**json.loads(folder.summary.read_text(encoding="utf-8")))
        whole = all(sha256_of(folder.root / name) == known for name, known in summary.outputs.items())
    except (OSError, ValueError, TypeError, AttributeError, RecursionError, BatchError):
        return None
    names = set(summary.outputs)
    same = summary.files == len(plan.items) and folder.tagged(1, suffix).name in names
    return summary if whole and same and plan.number == summary.plan else None


Reports = list[tuple[ShardReport, list[Item]]]


def _reports(folder: RunFolder, plan: Plan) -> Reports:
    found = []
    for shard, items in plan.shards.items():
        report = read_report(folder, shard, items)
        if report is None:
            raise BatchError(f"{folder.report(shard)}: the shard is not done; run the same command again")
        found.append((report, items))
    return found


def _of(report: ShardReport, items: list[Item]) -> Iterator[Any]:
    """Reports of the files that the plan still wants of a shard."""
    wanted = {(item.path, item.sha256) for item in items}
    return (file for file in report.files if (file.path, file.sha256) in wanted)


def _write_errors(folder: RunFolder, plan: Plan, reports: Reports, summary: Summary, disk: Disk) -> None:
    found = [{"file": e.path, "path": e.path, "code": str(e.code), "reason": e.reason} for e in errors_of(plan)]
    for report, items in reports:
        wanted = {item.path for item in items}
        found += [error | {"file": display(error["file"])} for error in report.errors if error["file"] in wanted]
    summary.errors = dict(sorted(Counter(error["code"] for error in found).items()))
    with atomic_writer(folder.errors, disk) as stream:
        for error in found:
            line = json.dumps(error, ensure_ascii=False)
            stream.write(line.encode("utf-8", "backslashreplace").decode() + "\n")
    summary.outputs[folder.errors.name] = sha256_of(folder.errors)


def _write_records(
    folder: RunFolder,
    suffix: str,
    reports: Reports,
    labels: LabelSet,
    summary: Summary,
    disk: Disk,
    tell: Callable[[int, int], None],
) -> None:
    articles = groupby(_records(folder, reports, tell), key=lambda record: (record["doc"], record["article"]))
    originals = Originals()
    topics, roles = Counter[str](), Counter[str]()
    with atomic_writer(folder.copies, disk) as copies:
        output = _Outputs(folder, suffix, labels, disk)
        with output:
            for (doc, number), group in articles:
                records = list(group)
                summary.articles += 1
                name = f"{doc}#{number}"
                found = originals.find(name, "\n".join(record["text"] for record in records))
                if found is not None:
                    summary.copies += 1
                    said = {"article": name, "duplicate_of": found[0], "similarity": round(found[1], 2)}
                    copies.write(json.dumps(said, ensure_ascii=False) + "\n")
                for record in records:
                    output.write({**record, "duplicate_of": found[0] if found else None})
                    topics.update(record["topics"])
                    roles[record["role"]] += 1
                    summary.unsure += "unsure" in record["flags"]
        summary.paragraphs = output.written
    for path in (folder.copies, *output.paths):
        summary.outputs[path.name] = sha256_of(path)
    summary.topics = {key: topics[key] for key in labels.topic_keys}
    summary.roles = {key: roles[key] for key in labels.role_keys}


def _records(folder: RunFolder, reports: Reports, tell: Callable[[int, int], None]) -> Iterator[dict[str, Any]]:
    for n, (report, items) in enumerate(reports):
        tell(n, len(reports))
        if sha256_of(folder.part(report.shard)) != report.sha256:
            raise BatchError(f"{folder.part(report.shard)}: damaged; run the same command again")
        for line in records_of(folder, report, items):
            yield json.loads(line)


class _Outputs:
    """The files of records, a new one after every `RECORDS_A_FILE`; at least one, so that none is no surprise."""

    def __init__(self, folder: RunFolder, suffix: str, labels: LabelSet, disk: Disk) -> None:
        self._folder, self._suffix, self._labels, self._disk = folder, suffix, labels, disk
        self._context: Any = None
        self._writer: Any = None
        self.paths: list[Path] = []
        self.written = 0

    def __enter__(self) -> "_Outputs":
        self._open()
        return self

    def write(self, record: dict[str, Any]) -> None:
        if self.written and self.written % RECORDS_A_FILE == 0:
            self._close()
            self._open()
        self._writer.write(record)
        self.written += 1

    def _open(self) -> None:
        self.paths.append(self._folder.tagged(len(self.paths) + 1, self._suffix))
        self._context = atomic_writer(self.paths[-1], self._disk, binary=True)
        self._writer = FORMATS[self._suffix](self._context.__enter__(), self._labels)

    def _close(self) -> None:
        self._writer.close()
        self._context.__exit__(None, None, None)

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is None:
            self._close()
        else:
            self._context.__exit__(kind, error, trace)


def _check(plan: Plan, reports: Reports, summary: Summary) -> None:
    """Inputs are outputs and errors, file by file: nothing is lost and nothing is there twice."""
    seen = Counter(file.path for report, items in reports for file in _of(report, items))
    seen.update(item.path for item in plan.items if item.code)
    wanted = Counter(item.path for item in plan.items)
    if seen != wanted:
        odd = sorted((seen - wanted) + (wanted - seen))[:3]
        raise BatchError(f"the sums do not agree at {', '.join(odd)}; this is a fault of the program")
    explained = {error["file"] for report, _ in reports for error in report.errors}
    for report, items in reports:
        for file in _of(report, items):
            if not file.documents and file.path not in explained:
                raise BatchError(f"{file.path}: neither tagged nor failed; this is a fault of the program")
    told = sum(file.paragraphs for report, items in reports for file in _of(report, items))
    if told != summary.paragraphs or sum(summary.roles.values()) != summary.paragraphs:
        raise BatchError(
            f"{told} paragraphs were tagged and {summary.paragraphs} written; this is a fault of the program"
        )
