"""What was tagged → records: JSON lines, Parquet, or the folder of a batch."""

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ..errors import Fault, MissingExtraError, ReadError
from ..labels import LabelSet
from ..runtime.record import Evidence, Record

_TABLES = (".csv", ".xlsx")
_AT_ONCE = 4_096


def tagged_files(paths: Iterable[Path]) -> list[Path]:
    """The files of records that `paths` stand for, in order: a batch's folder stands for its ``tagged-*`` files.

    Raises:
        ReadError: there is no such file, a batch is not complete, or its format does not hold all of a record.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = sorted(path.glob("tagged-[0-9]*.*"))
            if not found:
                raise ReadError(path, "no folder of a batch: it holds no tagged-0001.jsonl", Fault.UNSUPPORTED)
            if not (path / "_SUCCESS").is_file():
                reason = "the batch is not complete; run its `gongwen tag` command again, it goes on where it stopped"
                raise ReadError(path, reason, Fault.DAMAGED)
        elif path.is_file():
            found = [path]
        else:
            raise ReadError(path, "no such file or folder", Fault.MISSING)
        for file in found:
            if file.suffix.lower() in _TABLES:
                raise ReadError(file, _remedy(path), Fault.UNSUPPORTED)
        files += found
    return files


def _remedy(path: Path) -> str:
    """What to do where there are only tables for people, which lack the evidence."""
    if path.is_dir():
        return (
            "a table for people lacks part of the records; run the batch's `gongwen tag` command again with --format "
            "jsonl: nothing is tagged anew, only the files are written in that format"
        )
    return "a table for people lacks part of the records; tag again with --output tagged.jsonl"


def read_records(files: Sequence[Path], labels: LabelSet) -> Iterator[Record]:
    """Records in order, each checked against the contract and the label table.

    Raises:
        ReadError: naming the file and line, when one is not a record, or has a label that is not in the table.
    """
    for file in files:
        for where, data in _parquet(file) if file.suffix.lower() == ".parquet" else _json_lines(file):
            try:
                yield _record(data, labels)
            except (_NotARecord, KeyError) as error:
                reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
                raise ReadError(where, f"not a record of `gongwen tag`: {reason}", Fault.DAMAGED) from error


def _json_lines(file: Path) -> Iterator[tuple[str, Any]]:
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    where = f"{file}:{number}"
                    try:
                        yield where, json.loads(line.decode("utf-8-sig"))
                    except (ValueError, RecursionError) as error:
                        raise ReadError(where, "not a line of JSON", Fault.DAMAGED) from error
    except OSError as error:
        raise ReadError(file, f"cannot be read ({error.strerror or error})", Fault.IO) from error


def _parquet(file: Path) -> Iterator[tuple[str, Any]]:
    try:
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("reading parquet", "parquet", "pyarrow") from error
    number = 0
    try:
        with pq.ParquetFile(file) as table:
            for batch in table.iter_batches(_AT_ONCE):
                for row in batch.to_pylist():
                    number += 1
                    said: dict[str, list[Any]] = {}
                    for one in row.get("evidence") or ():
                        said.setdefault(one["topic"], []).append(one)
                    yield f"{file}, row {number}", {**row, "evidence": said}
    except (pa.ArrowException, OSError) as error:
        raise ReadError(file, f"not a readable Parquet file ({error})", Fault.DAMAGED) from error


class _NotARecord(Exception):  # noqa: N818  (becomes a ReadError that names the place)
    pass


def _record(data: Any, labels: LabelSet) -> Record:
    if not isinstance(data, dict):
        raise _NotARecord("expected a JSON object")
    scores = data["topic_scores"] or {}
    if not isinstance(scores, dict):
        raise _NotARecord("'topic_scores' must be an object")
    for kind, keys, known in (
        ("role", [data["role"]], labels.role_keys),
        ("topic", [*_strings(data, "topics"), *scores], labels.topic_keys),
    ):
        for key in keys:
            if key not in known:
                raise _NotARecord(
                    f"the {kind} {key!r} is not in the label table; name the model that tagged it: --model DIR"
                )
    start, end = _whole(data, "start"), _whole(data, "end")
    copy = data.get("duplicate_of")
    if copy is not None and not isinstance(copy, str):
        raise _NotARecord("'duplicate_of' must be a text or null")
    return Record(
        doc=_string(data, "doc"),
        article=_whole(data, "article"),
        paragraph=_whole(data, "paragraph"),
        start=start,
        end=end,
        ref=_string(data, "ref"),
        text=_string(data, "text"),
        topics=_strings(data, "topics"),
        topic_scores={key: _chance(scores, key) for key in scores},
        role=data["role"],
        role_score=_chance(data, "role_score"),
        level=_whole(data, "level"),
        path=_strings(data, "path"),
        flags=_strings(data, "flags") if "flags" in data else [],
        duplicate_of=copy,
        evidence=_evidence(data.get("evidence") or {}, labels),
    )


def _evidence(data: Any, labels: LabelSet) -> dict[str, list[Evidence]]:
    if not isinstance(data, dict):
        raise _NotARecord("'evidence' must be an object")
    found: dict[str, list[Evidence]] = {}
    for topic, said in data.items():
        if topic not in labels.topic_keys or not isinstance(said, list) or not all(isinstance(s, dict) for s in said):
            raise _NotARecord("'evidence' must hold a list of sentences for each topic")
        found[topic] = [Evidence(_whole(s, "start"), _whole(s, "end"), _chance(s, "score")) for s in said]
    return found


def _whole(data: dict[str, Any], name: str) -> int:
    value = data[name]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 53:
        raise _NotARecord(f"{name!r} must be a whole number")
    return value


def _chance(data: dict[str, Any], name: str) -> float:
    value = data[name]
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise _NotARecord(f"{name!r} must be a probability")
    return float(value)


def _string(data: dict[str, Any], name: str) -> str:
    value = data[name]
    if not isinstance(value, str):
        raise _NotARecord(f"{name!r} must be a text")
    return value


def _strings(data: dict[str, Any], name: str) -> list[str]:
    value = data[name]
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _NotARecord(f"{name!r} must be a list of texts")
    return value
