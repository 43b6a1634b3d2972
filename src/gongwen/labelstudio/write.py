"""Tasks → files that Label Studio imports; settled annotations → files of a data folder."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

from ..data.rows import Row
from ..errors import OutputError
from ..labels import LabelSet
from ..outputs.atomic import atomic_writer, write_atomically
from .config import CONFIG_FILE, label_config
from .settle import Settled
from .tasks import Task


def write_tasks(path: Path, tasks: Iterable[Task], labels: LabelSet, batch_size: int | None = None) -> dict[Path, int]:
    """Write JSON arrays of tasks, and `CONFIG_FILE` beside them.

    Args:
        path: the file; with a batch size, ``tasks.json`` stands for ``tasks-0001.json`` …
        batch_size: tasks a file.

    Returns:
        The files with the number of their tasks; of no tasks at all, none.

    Raises:
        OutputError: a file cannot be written.
        DataError: the label table cannot be shown (`label_config`).
    """
    config = label_config(labels)
    written: dict[Path, int] = {}
    remaining = iter(tasks)
    for first in remaining:
        number = len(written) + 1
        file = path if batch_size is None else path.with_name(f"{path.stem}-{number:04d}{path.suffix}")
        rest = None if batch_size is None else batch_size - 1
        written[file] = _write(file, chain([first], islice(remaining, rest)))
    if written:
        write_atomically(path.with_name(CONFIG_FILE), config)
    return written


def _write(file: Path, tasks: Iterator[Task]) -> int:
    count = 0
    with atomic_writer(file) as stream:
        stream.write("[\n")
        for count, task in enumerate(tasks, 1):
            stream.write((",\n" if count > 1 else "") + json.dumps(task, ensure_ascii=False, allow_nan=False))
        stream.write("\n]\n")
    return count


def write_settled(settled: Settled, rows: Path, readings: Path) -> dict[Path, str]:
    """Write the rows, every annotator's own, and the disagreements, if there are any.

    Args:
        rows: file of the rows.
        readings: folder of ``<annotator>.jsonl``; ``<readings>-disagreements.jsonl`` stands beside it, not below
            ``labels/``, where it would be read as rows.

    Returns:
        The files, and what stands in them.

    Raises:
        OutputError: a file or folder cannot be written.
    """
    for folder in (rows.parent, readings):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(folder, error) from error
    _write_rows(rows, settled.rows)
    written = {rows: f"{len(settled.rows):,} rows"}
    for annotator, own in settled.readings.items():
        name = re.sub(r"[^\w.@+-]|^\.", "_", annotator)
        while any(name.casefold() == file.stem.casefold() for file in written if file.parent == readings):
            name += "_"  # “Li” and “li” are one file on some systems
        written[readings / f"{name}.jsonl"] = f"{len(own):,} rows of {annotator}"
        _write_rows(readings / f"{name}.jsonl", own)
    listed = readings.with_name(f"{readings.name}-disagreements.jsonl")
    if settled.disagreements:
        write_atomically(listed, "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in settled.disagreements))
        count = len(settled.disagreements)
        written[listed] = f"{count:,} paragraphs labelled differently, {settled.ties:,} of them ties, which get no row"
    else:
        listed.unlink(missing_ok=True)
    return written


def _write_rows(path: Path, rows: Iterable[Row]) -> None:
    write_atomically(path, "".join(row.to_json() + "\n" for row in rows))
