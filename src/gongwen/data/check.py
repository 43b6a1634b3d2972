"""Validation: every row against the label table and the text it points at; splits against near-copies."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..errors import DataError, ReadError
from ..labels import LabelSet
from .catalogue import fingerprint
from .folder import DataFolder
from .places import Places
from .rows import Row, numbered_lines, parse_row
from .splits import leaks


@dataclass
class CheckReport:
    """What was checked. The data is sound when `problems` is empty."""

    rows: int = 0
    sources: int = 0
    problems: list[str] = field(default_factory=list)
    absent: Counter[str] = field(default_factory=Counter)
    """Rows by collection whose texts are not on this machine; their lines could not be checked."""


def check(folder: DataFolder) -> CheckReport:
    """Check a data folder; every problem of a row names the file and line in which the row stands."""
    report = CheckReport()
    by_source: dict[str, list[Row]] = {}
    for where, line in numbered_lines(folder.rows_path):
        report.rows += 1
        try:
            row = parse_row(line, where)
        except DataError as error:
            report.problems.append(str(error))
            continue
        report.problems += [f"{where}: {problem}" for problem in label_problems(row, folder.labels)]
        by_source.setdefault(row.source, []).append(row)
    report.sources = len(by_source)
    report.problems += _two_names(folder, by_source)
    for source, rows in by_source.items():
        try:
            text = folder.texts.get(source)
        except (DataError, ReadError) as error:
            report.problems.append(f"{rows[0].where}: {error}")
            continue
        if text is None:
            report.absent[source.partition(":")[0]] += len(rows)
            report.problems += _overlaps([row for row in rows if row.line is not None])
            continue
        places = Places(text)
        placed = []
        for row in rows:
            try:
                placed.append(places.place(row))
            except DataError as error:
                report.problems.append(str(error))
        report.problems += _overlaps(placed, places)
        entry = folder.catalogue.get(source)
        if entry and entry.sha256 and entry.sha256 != fingerprint(text):
            report.problems.append(
                f"{rows[0].where}: the text of {source} is not the one that was labelled (its SHA-256 differs from the "
                "catalogue's); fetch the right version, or read its labels again and renew the catalogue"
            )
    if not report.problems:
        report.problems += _split_problems(folder, by_source)
    return report


def label_problems(row: Row, labels: LabelSet) -> Iterator[str]:
    """What is wrong with a row's labels."""
    if row.role not in labels.role_keys:
        yield f"unknown role {row.role!r}; known are {', '.join(labels.role_keys)}"
    elif labels.role_kind(row.role) == "noise" and row.topics:
        yield f"a paragraph of role {row.role!r} carries no topic, but this one has {', '.join(row.topics)}"
    for topic in row.topics:
        if topic not in labels.topic_keys:
            yield f"unknown topic {topic!r}; known are {', '.join(labels.topic_keys)}"
    if len(set(row.topics)) < len(row.topics):
        yield "a topic stands twice"


def _two_names(folder: DataFolder, by_source: dict[str, list[Row]]) -> Iterator[str]:
    """A document under two names could be learnt from under one, and asked about under the other."""
    names: dict[str, str] = {}
    for source in by_source:
        try:
            file = folder.texts.file(source)
        except DataError:
            continue  # told of by `check`
        other = names.setdefault(file, source) if file else source
        if other != source:
            where = by_source[source][0].where
            yield f"{where}: {source} is the same file as {other}, {file}; write one name for both"


def _overlaps(rows: list[Row], places: Places | None = None) -> Iterator[str]:
    """Rows that take a line which an earlier one has; by their numbers alone where the text is not here."""
    taken: dict[int, Row] = {}
    for row in rows:
        first, last = row.lines
        for at in places.held(row) if places else range(first, last + 1):
            if at in taken:
                line = places.lines[at].number if places else at
                yield f"{row.where}: line {line} of {row.source} is already labelled in {taken[at].where}"
                break
            taken[at] = row


def _split_problems(folder: DataFolder, sources: Iterable[str]) -> Iterator[str]:
    if not folder.splits_path.exists():
        return
    where = folder.splits_path
    splits = folder.splits
    for source in sorted(set(sources) - set(splits.of)):
        yield f"{where}: {source!r} has labels but stands in no split; assign it by hand or with `gongwen data split`"
    for source in sorted(set(splits.of) - set(sources)):
        yield f"{where}: {source!r} stands in {splits.of[source]!r} but has no labels"
    known = [document for document in folder.documents if document.source in splits.of]
    for (first, line), (second, other) in leaks(known, splits):
        yield (
            f"{where}: line {other} of {second} ({splits.of[second]}) is a near-copy of line {line} of {first} "
            f"({splits.of[first]}); `gongwen data split` puts them together or masks one"
        )
