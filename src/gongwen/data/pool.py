"""The unlabelled pool: collections of texts → paragraphs in document order, near-copies marked.

For adaptation and distillation. Every paragraph stays, as its neighbours need it for context; `copy_of` tells which
earlier paragraph it repeats, and learners leave those out. Documents of dev and test, and near-copies of their
paragraphs, are left out or marked: nothing that is asked later may be read before.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..copies import near_copies
from ..documents import segment
from ..errors import DataError, GongwenError
from ..formats import find_documents, read_document
from .folder import DataFolder

HELD_OUT = "held out"
"""`copy_of` of paragraphs that repeat one of dev or test."""


@dataclass(slots=True)
class PoolParagraph:
    """One unlabelled paragraph; its place in the document and outline as in `gongwen.documents.Paragraph`."""

    source: str
    paragraph: int
    line: int
    article: int
    level: int
    path: list[str]
    shape: str
    text: str
    copy_of: str = ""
    """``source#paragraph`` of the earlier paragraph it repeats, `HELD_OUT`, or empty."""


@dataclass
class PoolReport:
    """What went into the pool."""

    documents: int = 0
    paragraphs: int = 0
    copies: int = 0
    held_out_documents: int = 0
    held_out_paragraphs: int = 0
    characters: int = 0
    """Of paragraphs that are no copies."""


def read_collections(paths: Sequence[Path]) -> Iterator[tuple[str, str] | GongwenError]:
    """Source and text of every document: lines of .jsonl files with `doc_id` and `text`, else files.

    A file or line that cannot be read comes as an error in its place, and the rest goes on.
    """
    for path in paths:
        files = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path] if path.suffix == ".jsonl" else []
        for file in files:
            yield from _from_jsonl(file)
        if path.suffix != ".jsonl":
            found, errors = find_documents([path], exclude=["*.jsonl"])
            if not files:  # a folder of collections need not hold documents of its own
                yield from errors
            for name in found:
                try:
                    document = read_document(name)
                except GongwenError as error:
                    yield error
                else:
                    yield f"{Path(name).parent.name}:{Path(name).stem}", document.text


def _from_jsonl(file: Path) -> Iterator[tuple[str, str] | GongwenError]:
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as error:
        yield DataError(f"{file}: cannot be read ({error.strerror})")
        return
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line.decode("utf-8-sig"))
            yield f"{file.stem}:{row['doc_id']}", str(row["text"])
        except (ValueError, KeyError, TypeError) as error:
            yield DataError(f"{file}:{number}: not an object with 'doc_id' and 'text' in UTF-8 ({error})")


def build_pool(
    texts: Iterable[tuple[str, str] | GongwenError], held_out: DataFolder | None
) -> tuple[list[PoolParagraph], PoolReport, list[GongwenError]]:
    """The pool's paragraphs, what went in, and what could not be read.

    Args:
        texts: as `read_collections` gives them.
        held_out: labelled data whose dev and test documents must not come in.
    """
    asked = [d for split in ("dev", "test") for d in held_out.parts()[split]] if held_out else []
    forbidden = {d.source for d in asked}
    guard = [p.text for d in asked for p in d.document.paragraphs]
    report = PoolReport()
    errors: list[GongwenError] = []
    records: list[PoolParagraph] = []
    for item in texts:
        if isinstance(item, GongwenError):
            errors.append(item)
            continue
        source, text = item
        if source in forbidden:
            report.held_out_documents += 1
            continue
        try:
            document = segment(text, source)
        except GongwenError as error:
            errors.append(error)
            continue
        report.documents += 1
        records += [
            PoolParagraph(source, p.index, p.first_line, p.article, p.level, list(p.path), p.shape, p.text)
            for p in document.paragraphs
        ]
    _mark_copies(records, guard)
    report.paragraphs = len(records)
    report.held_out_paragraphs = sum(r.copy_of == HELD_OUT for r in records)
    report.copies = sum(bool(r.copy_of) for r in records) - report.held_out_paragraphs
    report.characters = sum(len(r.text) for r in records if not r.copy_of)
    return records, report, errors


def _mark_copies(records: list[PoolParagraph], guard: list[str]) -> None:
    """Set `copy_of` of every record that repeats a guarded text or an earlier record, exact short copies included."""
    offset = len(guard)
    original: dict[int, int] = {}
    first: dict[str, int] = {}
    texts = [*guard, *(r.text for r in records)]
    for n, text in enumerate(texts):
        if first.setdefault(text, n) < n:
            original[n] = first[text]
    for a, b, _ in near_copies(texts):
        original[b] = min(original.get(b, b), original.get(a, a))
    for n, at in original.items():
        if n >= offset:
            records[n - offset].copy_of = HELD_OUT if at < offset else _name(records[at - offset])


def _name(record: PoolParagraph) -> str:
    return f"{record.source}#{record.paragraph}"
