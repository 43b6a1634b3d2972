"""Whether a run's folder still holds what the run wrote: hashes and sums computed anew."""

import json
from collections.abc import Iterator
from pathlib import Path

from ..errors import BatchError
from .finish import Summary
from .folder import RunFolder, sha256_of
from .plan import Plan
from .shard import read_report, records_of


def verify(output: str | Path, *, sources: bool = False) -> Iterator[str]:
    """What is wrong with the folder of a run; nothing when all is well.

    Args:
        sources: hash the tagged files too, to find those that have changed since.

    Raises:
        BatchError: no run has been planned there.
    """
    folder = RunFolder(Path(output))
    plan = folder.latest_plan()
    if plan is None:
        raise BatchError(f"{output}: holds no run")
    if not folder.success.is_file():
        yield f"{folder.success}: missing; the run is not complete, the same command goes on"
        return
    yield from _sums(folder, plan)
    yield from _shards(folder, plan)
    if sources:
        for item in plan.items:
            if item.shard >= 0 and (problem := _source(Path(plan.folder) / item.path, item.sha256)):
                yield problem


def _sums(folder: RunFolder, plan: Plan) -> Iterator[str]:
    try:
        if sha256_of(folder.summary) != folder.success.read_text(encoding="utf-8").strip():
            yield f"{folder.summary}: is not what the run wrote"
        summary = json.loads(folder.summary.read_text(encoding="utf-8"))
        if not set(Summary.__slots__) <= set(summary):
            raise ValueError("fields are missing")
    except (BatchError, OSError, ValueError, TypeError, RecursionError) as error:
        yield f"{folder.summary}: {error}"
        return
    for name, known in summary["outputs"].items():
        try:
            if sha256_of(folder.root / name) != known:
                yield f"{folder.root / name}: is not what the run wrote"
        except BatchError as error:
            yield str(error)
    if not summary["files"] == len(plan.items) == summary["tagged"] + summary["failed"]:
        yield f"{folder.summary}: {summary['files']} files, {len(plan.items)} planned; the sums do not agree"
    if sum(summary["roles"].values()) != summary["paragraphs"]:
        yield f"{folder.summary}: the roles do not add up to {summary['paragraphs']} paragraphs"


def _shards(folder: RunFolder, plan: Plan) -> Iterator[str]:
    for shard, items in plan.shards.items():
        report = read_report(folder, shard, items)
        if report is None:
            yield f"{folder.report(shard)}: missing or damaged"
            continue
        try:
            if sha256_of(folder.part(shard)) != report.sha256:
                yield f"{folder.part(shard)}: is not what the run wrote"
                continue
            counted = sum(1 for _ in records_of(folder, report, items))
        except BatchError as error:
            yield str(error)
            continue
        wanted = {(item.path, item.sha256) for item in items}
        told = sum(file.paragraphs for file in report.files if (file.path, file.sha256) in wanted)
        if counted != told:
            yield f"{folder.part(shard)}: {counted} records, {told} reported"


def _source(path: Path, sha256: str) -> str:
    try:
        return "" if sha256_of(path) == sha256 else f"{path}: has changed since it was tagged"
    except BatchError as error:
        return str(error)
