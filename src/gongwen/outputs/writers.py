"""Records → a file of each format. `FORMATS` is the only place that knows which formats there are."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, Protocol

from ..errors import MissingExtraError
from ..labels import LabelSet
from .tables import TEXT, columns, row

CELL = 32_767
"""Characters that a cell of a workbook can hold."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ROWS_AT_ONCE = 10_000


class Writer(Protocol):
    """Writes records one after another."""

    def write(self, record: Mapping[str, Any]) -> None:
        """Add a record, as `Record.to_dict` gives it."""

    def close(self) -> None:
        """Write what is left; the stream stays open."""


class JsonlWriter:
    """One JSON object a line: the output contract."""

    def __init__(self, stream: BinaryIO, labels: LabelSet) -> None:
        self._stream = stream

    def write(self, record: Mapping[str, Any]) -> None:
        self._stream.write(json.dumps(record, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n")

    def close(self) -> None:
        pass


class CsvWriter:
    """A table that Excel opens: UTF-8 with its mark, and no cell that it would take for a formula.

    A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return gets an apostrophe in front (OWASP,
    "CSV injection").
    """

    def __init__(self, stream: BinaryIO, labels: LabelSet) -> None:
        stream.write(b"\xef\xbb\xbf")
        self._labels = labels
        self._text = io.TextIOWrapper(stream, "utf-8", errors="replace", newline="", write_through=True)
        self._csv = csv.writer(self._text)
        self._csv.writerow(columns(labels))

    def write(self, record: Mapping[str, Any]) -> None:
        self._csv.writerow(
            ["'" + c if isinstance(c, str) and c.startswith(_FORMULA) else c for c in row(record, self._labels)]
        )

    def close(self) -> None:
        self._text.detach()


class XlsxWriter:
    """A workbook: the records with filters, a sheet of counts, and one for texts too long for a cell."""

    def __init__(self, stream: BinaryIO, labels: LabelSet) -> None:
        import datetime  # noqa: PLC0415

        import xlsxwriter  # noqa: PLC0415  (tagging to JSON lines does without)

        self._labels = labels
        safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self._book = xlsxwriter.Workbook(stream, {"constant_memory": True, **safe})
        # No time of day: the same records are the same bytes.
        self._book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        self._sheet = self._book.add_worksheet("段落")
        self._rows, self._long = 0, 0
        self._counts: Counter[tuple[str, str]] = Counter()
        self._columns = columns(labels)
        self._sheet.freeze_panes(1, 0)
        for at, name in enumerate(self._columns):
            self._sheet.set_column(at, at, 80 if name == TEXT else 28 if name in ("文件", "所属标题") else 10)
        bold = self._book.add_format({"bold": True})
        for at, name in enumerate(self._columns):
            self._sheet.write_string(0, at, name, bold)
        self._overflow = self._book.add_worksheet("长段落")
        for at, name in enumerate(("行", "续", TEXT)):
            self._overflow.write_string(0, at, name, bold)

    def write(self, record: Mapping[str, Any]) -> None:
        self._rows += 1
        for at, cell in enumerate(row(record, self._labels)):
            if isinstance(cell, str):
                self._sheet.write_string(self._rows, at, self._fitting(cell))
            else:
                self._sheet.write_number(self._rows, at, cell)
        self._counts["角色", self._labels.names[record["role"]]] += 1
        self._counts.update(("主题", self._labels.names[key]) for key in record["topics"])

    def _fitting(self, cell: str) -> str:
        """A text for one cell; what does not fit goes to its own sheet, in pieces."""
        cell = cell.encode("utf-8", "replace").decode()
        if _units(cell) <= CELL:
            return cell
        size = CELL // 2 - 20  # characters beyond the basic plane count two
        for n, start in enumerate(range(size, len(cell), size), 1):
            self._long += 1
            self._overflow.write_number(self._long, 0, self._rows + 1)
            self._overflow.write_number(self._long, 1, n)
            self._overflow.write_string(self._long, 2, cell[start : start + size])
        return cell[:size] + "……（下文见“长段落”表）"

    def close(self) -> None:
        self._sheet.autofilter(0, 0, self._rows, len(self._columns) - 1)
        sheet = self._book.add_worksheet("汇总")
        names = [("角色", role.name) for role in self._labels.roles] + [("主题", t.name) for t in self._labels.topics]
        rows = [("类别", "标签", "段数"), ("全部", "", self._rows), *((*key, self._counts[key]) for key in names)]
        for at, cells in enumerate(rows):
            sheet.write_row(at, 0, cells)
        self._book.close()


class ParquetWriter:
    """Columns named and typed as in the JSON lines; evidence as a list."""

    def __init__(self, stream: BinaryIO, labels: LabelSet) -> None:
        try:
            import pyarrow as pa  # noqa: PLC0415
            import pyarrow.parquet as pq  # noqa: PLC0415
        except ImportError as error:
            raise MissingExtraError("writing parquet", "parquet", "pyarrow") from error
        text, whole, chance = pa.string(), pa.int64(), pa.float64()
        sentence = pa.struct([("topic", text), ("start", whole), ("end", whole), ("score", chance)])
        scores = pa.struct([(key, chance) for key in labels.topic_keys]) if labels.topics else pa.null()
        self._schema = pa.schema([
            ("doc", text), ("article", whole), ("paragraph", whole), ("start", whole), ("end", whole), ("ref", text),
            ("text", text), ("topics", pa.list_(text)), ("topic_scores", scores),
            ("role", text), ("role_score", chance),
            ("level", whole), ("path", pa.list_(text)), ("flags", pa.list_(text)), ("duplicate_of", text),
            ("evidence", pa.list_(sentence)),
        ])  # fmt: skip
        self._table = pa.Table
        self._file = pq.ParquetWriter(stream, self._schema, compression="zstd")
        self._waiting: list[dict[str, Any]] = []

    def write(self, record: Mapping[str, Any]) -> None:
        said = [{"topic": topic, **one} for topic, found in record["evidence"].items() for one in found]
        clean = record["text"].encode("utf-8", "replace").decode()
        self._waiting.append(
            {**record, "text": clean, "topic_scores": record["topic_scores"] or None, "evidence": said}
        )
        if len(self._waiting) >= _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        self._file.write_table(self._table.from_pylist(self._waiting, schema=self._schema))
        self._waiting.clear()

    def close(self) -> None:
        if self._waiting:
            self._flush()
        self._file.close()


FORMATS: dict[str, Callable[[BinaryIO, LabelSet], Writer]] = {
    "jsonl": JsonlWriter,
    "csv": CsvWriter,
    "parquet": ParquetWriter,
    "xlsx": XlsxWriter,
}


def _units(text: str) -> int:
    """Length as Excel counts it."""
    return len(text) + sum(ch > "\uffff" for ch in text)
