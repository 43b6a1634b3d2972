"""Stand-off labels: one JSON object a line that points at a source text and says what a paragraph is.

    {"source": "written:wa01", "line": 7, "end_line": 9, "article": 1, "topics": ["kepu"], "role": "measure"}
    {"source": "reports:2019/a.docx", "start": 734, "end": 876, "topics": [], "role": "result"}

A row has lines, or the characters it takes, or both. `line` is the paragraph's first line (1-based), `end_line` its
last where a sentence is broken over several lines; `start` and `end` count the characters of the text as the tagger's
output does, also where a file (Word, PDF, a web page) has no lines for its reader. `article` is the running number of
its article in the file, where it was noted. `places` finds the lines of characters, and holds one against the other.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import DataError
from ..labels import LabelSet


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled paragraph.

    Attributes:
        source: ``<collection>:<document>``.
        line: first line; None where the row gives characters only, until it is placed in its text (`places`).
        end_line: last line; None with `line`.
        span: first character and one past the last, where the row gives them.
        where: file and line the row itself stands in, for messages.
    """

    source: str
    line: int | None
    end_line: int | None
    topics: tuple[str, ...]
    role: str
    article: int | None
    span: tuple[int, int] | None
    where: str

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line.

        Raises:
            DataError: they are known only with the text.
        """
        if self.line is None or self.end_line is None:
            raise DataError(f"{self.where}: has no line, only characters, which are found in the text of {self.source}")
        return self.line, self.end_line

    @property
    def place(self) -> str:
        """For messages: ``line 7``, ``lines 7-9``, or ``characters 734-876`` where lines are not known."""
        if self.line is None:
            return f"characters {self.span[0]}-{self.span[1]}" if self.span else ""
        return f"line {self.line}" if self.line == self.end_line else f"lines {self.line}-{self.end_line}"

    def targets(self, labels: LabelSet) -> tuple[list[bool], int]:
        """Which topics (in the table's order) and the index of the role.

        Raises:
            DataError: a key that the table does not have; `where` names the row.
        """
        for key, known in ((self.role, labels.role_keys), *((topic, labels.topic_keys) for topic in self.topics)):
            if key not in known:
                raise DataError(f"{self.where}: {key!r} is not in the label table {labels.source or ''}".rstrip())
        return [key in self.topics for key in labels.topic_keys], labels.role_keys.index(self.role)

    def to_json(self) -> str:
        data: dict[str, Any] = {"source": self.source}
        if self.line is not None:
            data["line"] = self.line
        if self.end_line != self.line:
            data["end_line"] = self.end_line
        if self.article is not None:
            data["article"] = self.article
        if self.span is not None:
            data |= {"start": self.span[0], "end": self.span[1]}
        return json.dumps(data | {"topics": list(self.topics), "role": self.role}, ensure_ascii=False)


_FIELDS = {"source", "line", "end_line", "article", "start", "end", "topics", "role"}


def parse_row(text: str, where: str) -> Row:
    """Read one row.

    Raises:
        DataError: with `where` and what is wrong; labels themselves are checked elsewhere, against a label table.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataError(f"{where}: not valid JSON ({error.msg} at column {error.colno})") from error
    if not isinstance(data, dict):
        raise DataError(f"{where}: expected a JSON object")
    if not data.keys() <= _FIELDS:
        unknown = min(data.keys() - _FIELDS)
        raise DataError(f"{where}: unknown field {unknown!r}; known are {', '.join(sorted(_FIELDS))}")
    if not isinstance(data.get("source"), str) or ":" not in data["source"]:
        raise DataError(f"{where}: 'source' must be '<collection>:<document>'")
    for name, least in (("line", 1), ("end_line", 1), ("article", 1), ("start", 0), ("end", 0)):
        value = data.get(name, least)
        if type(value) is not int or value < least:  # true is no number
            raise DataError(f"{where}: {name!r} must be a whole number from {least}")
    if ("start" in data) != ("end" in data):
        raise DataError(f"{where}: 'start' and 'end' stand together or not at all")
    line = data.get("line")
    if line is None and ("start" not in data or "end_line" in data):
        raise DataError(f"{where}: 'line' is missing; only a row with 'start' and 'end' may do without")
    end_line = data.get("end_line", line)
    if line is not None and end_line < line:
        raise DataError(f"{where}: 'end_line' {end_line} is before 'line' {line}")
    topics = data.get("topics")
    if not isinstance(topics, list) or not all(isinstance(topic, str) for topic in topics):
        raise DataError(f"{where}: 'topics' must be a list of keys")
    if not isinstance(data.get("role"), str):
        raise DataError(f"{where}: 'role' must be a key")
    span = (data["start"], data["end"]) if "start" in data else None
    return Row(data["source"], line, end_line, tuple(topics), data["role"], data.get("article"), span, where)


def read_rows(path: Path) -> Iterator[Row]:
    """Rows of a .jsonl file, or of all .jsonl files below a folder in sorted order. Stops at the first bad row."""
    for where, text in numbered_lines(path):
        yield parse_row(text, where)


def numbered_lines(path: Path) -> Iterator[tuple[str, str]]:
    """Non-blank lines with their ``file:line``."""
    files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
    if not files:
        raise DataError(f"{path}: holds no .jsonl file")
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").split("\n")  # not at U+2028, which a string may hold
        except OSError as error:
            raise DataError(f"{file}: cannot be read ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise DataError(f"{file}: not UTF-8 (byte {error.start})") from error
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield f"{file}:{number}", line
