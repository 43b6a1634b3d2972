"""Paragraphs → tasks: one a paragraph, with what stands around it, and with labels to check or to correct.

A task's data hold where its paragraph stands and an id made of that. Labels find their way back by it, never by Label
Studio's own offsets, which count otherwise than the file where a text holds emoji or CRLF.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..labels import LabelSet
from ..runtime.record import JOINED, UNSURE, Record
from ..view.sources import source_names
from .chosen import Neighbours
from .config import ROLE, TEXT, TOPICS

if TYPE_CHECKING:
    from ..data.assemble import LabelledDocument

Task = dict[str, Any]
_NEAR = 300
"""Characters shown of a neighbour, on the side of the paragraph."""
_FLAGS = {UNSURE: "待核对", JOINED: "多行合并"}
_PLACES = (
    (re.compile(r"lines? (\d+)(?:-(\d+))?"), "行"),
    (re.compile(r"pages? (\d+)(?: to page (\d+)|-(\d+))?"), "页"),
    (re.compile(r"paragraph (\d+)"), "段"),
)
# What PostgreSQL, in which Label Studio may keep its data, or UTF-8 does not take.
_UNFIT = re.compile("[\0\ud800-\udfff]")


def paragraph_id(source: str, start: int, end: int, text: str) -> str:
    """The id of a paragraph's task: the same for the same text in the same place, whoever exports it."""
    return hashlib.sha256(f"{source}\0{start}\0{end}\0{text}".encode()).hexdigest()[:24]


def prediction_tasks(records: Iterable[Neighbours], labels: LabelSet, model: str) -> Iterator[Task]:
    """Tasks with what the tagger said as predictions.

    Args:
        model: what the predictions' version is called.
    """
    for before, record, after in records:
        flags = [_FLAGS.get(flag, flag) for flag in record.flags]
        beside = [one.text if one else None for one in (before, after)]
        data = {
            **_place(source_names([record.doc])[0], record.start, record.end, record.text),
            **_context(record.doc, _said(record.ref), flags, record.path, *beside),
        }
        given = [record.topic_scores.get(key, 0.0) for key in record.topics]
        result = [{**_choice(ROLE, [labels.names[record.role]]), "score": round(record.role_score, 4)}]
        if record.topics:
            names = [labels.names[key] for key in record.topics]
            result.append({**_choice(TOPICS, names), "score": round(min(given), 4)})
        yield {"data": data, "predictions": [{"model_version": model, "score": _sure(record), "result": result}]}


def annotation_tasks(documents: Iterable[tuple["LabelledDocument", str]], labels: LabelSet) -> Iterator[Task]:
    """Tasks with the labels that rows give as annotations; of labelled paragraphs only, but among all their neighbours.

    Args:
        documents: each with its title, which may be empty.
    """
    for document, title in documents:
        paragraphs = document.document.paragraphs
        for n, (paragraph, row) in enumerate(zip(paragraphs, document.rows, strict=True)):
            if row is None:
                continue
            before = paragraphs[n - 1].text if n else None
            after = paragraphs[n + 1].text if n + 1 < len(paragraphs) else None
            lines = dict(zip(("line", "end_line"), row.lines, strict=True))
            data = {
                **_place(document.source, paragraph.start, paragraph.end, paragraph.text, lines),
                **_context(title or document.source, f"第 {n + 1} 段", [], paragraph.path, before, after),
            }
            result = [_choice(ROLE, [labels.names[row.role]])]
            if row.topics:
                result.append(_choice(TOPICS, [labels.names[key] for key in row.topics]))
            yield {"data": data, "annotations": [{"result": result}]}


def _place(source: str, start: int, end: int, text: str, lines: dict[str, int] | None = None) -> dict[str, Any]:
    source, text = _fit(source), _fit(text)
    known = {"paragraph_id": paragraph_id(source, start, end, text), "source": source, "start": start, "end": end}
    return {**known, **(lines or {}), "text": text}


def _context(
    document: str, place: str, flags: Sequence[str], path: Sequence[str], before: str | None, after: str | None
) -> dict[str, str]:
    """What is shown around the paragraph. Nothing is empty, as Label Studio takes an empty text for a missing one."""
    shown = {
        "document": document,
        "where": "　".join([document, place, *flags]),
        "flags": "，".join(flags) or "—",
        "path": " › ".join(path) or "—",
        "before": "（文件开头）" if before is None else before if len(before) <= _NEAR else f"…{before[-_NEAR:]}",
        "after": "（文件末尾）" if after is None else after if len(after) <= _NEAR else f"{after[:_NEAR]}…",
    }
    return {name: _fit(value) for name, value in shown.items()}


def _choice(name: str, choices: Sequence[str]) -> dict[str, Any]:
    return {"from_name": name, "to_name": TEXT, "type": "choices", "value": {"choices": list(choices)}}


def _sure(record: Record) -> float:
    """How sure the least sure of a paragraph's labels is: what to sort tasks by."""
    topics = (p if key in record.topics else 1 - p for key, p in record.topic_scores.items())
    return round(min([record.role_score, *topics]), 4)


def _said(ref: str) -> str:
    """`ref` in Chinese, where it is one of the common kinds."""
    for pattern, unit in _PLACES:
        found = pattern.fullmatch(ref)
        if found:
            numbers = [number for number in found.groups() if number]
            return f"第 {'–'.join(numbers)} {unit}"
    return ref


def _fit(text: str) -> str:
    return _UNFIT.sub("\ufffd", text)
