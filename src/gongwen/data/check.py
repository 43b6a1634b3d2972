"""Validation: every row against the label table and the text it points at."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import DataError
from ..labels import LabelSet
from .rows import Row, numbered_lines, parse_row
from .texts import Texts


@dataclass
class CheckReport:
    """What was checked. The data is sound when `problems` is empty."""

    rows: int = 0
    sources: int = 0
    problems: list[str] = field(default_factory=list)
    absent: Counter[str] = field(default_factory=Counter)
    """Rows by collection whose texts are not on this machine; their lines could not be checked."""
    topics: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    several_topics: int = 0


def check(path: Path, labels: LabelSet, texts: Texts) -> CheckReport:
    """Check all rows below `path`; every problem names the file and line of its row."""
    report = CheckReport()
    by_source: dict[str, list[Row]] = {}
    for where, line in numbered_lines(path):
        report.rows += 1
        try:
            row = parse_row(line, where)
        except DataError as error:
            report.problems.append(str(error))
            continue
        report.problems += [f"{where}: {problem}" for problem in label_problems(row, labels)]
        report.topics.update(row.topics)
        report.roles[row.role] += 1
        report.several_topics += len(row.topics) > 1
        by_source.setdefault(row.source, []).append(row)
    report.sources = len(by_source)
    for source, rows in by_source.items():
        try:
            text = texts.get(source)
        except DataError as error:
            report.problems.append(f"{rows[0].where}: {error}")
            continue
        if text is None:
            report.absent[source.partition(":")[0]] += len(rows)
            report.problems += _overlaps(rows)
        else:
            report.problems += _text_problems(rows, text.split("\n"))
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


def _overlaps(rows: list[Row]) -> Iterator[str]:
    taken: dict[int, Row] = {}
    for row in rows:
        if row.end_line < row.line:
            yield f"{row.where}: 'end_line' {row.end_line} is before 'line' {row.line}"
        for line in range(row.line, row.end_line + 1):
            if line in taken:
                yield f"{row.where}: line {line} of {row.source} is already labelled in {taken[line].where}"
                break
            taken[line] = row


def _text_problems(rows: list[Row], lines: list[str]) -> Iterator[str]:
    yield from _overlaps(rows)
    for row in rows:
        if row.end_line > len(lines):
            yield f"{row.where}: line {row.end_line} is outside {row.source}, which has {len(lines)} lines"
        elif not lines[row.line - 1].strip():
            yield f"{row.where}: line {row.line} of {row.source} is blank"
