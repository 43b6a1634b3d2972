"""Label Studio's export → annotations: its JSON, and its JSON-MIN, in which every annotation is an object of its own.

JSON has ``{"id": 7, "data": {…}, "annotations": [{"completed_by": 1 or {"id", "email", …}, "was_cancelled": false,
"result": [{"from_name": "role", "type": "choices", "value": {"choices": ["举措"]}}]}], "drafts": […]}``; JSON-MIN has
the data's fields, ``annotator``, and under each name the choice, or ``{"choices": […]}`` where there are several.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import DataError
from ..labels import Label, LabelSet
from .config import ROLE, TOPICS
from .tasks import paragraph_id

NOBODY = "unknown"
"""Annotator of annotations that do not name one."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one annotator said of one paragraph. `where` names the task, `when` orders annotations of one annotator."""

    id: str
    source: str
    span: tuple[int, int]
    lines: tuple[int, int] | None
    text: str
    annotator: str
    role: str
    topics: tuple[str, ...]
    when: str
    where: str


@dataclass
class Export:
    """Everything that was read."""

    annotations: list[Annotation] = field(default_factory=list)
    tasks: int = 0
    skipped: int = 0
    """Annotations that are no answers: the annotator skipped the task."""
    open: int = 0
    """Tasks without a finished annotation; drafts are none."""
    problems: list[str] = field(default_factory=list)


def read_exports(paths: Iterable[Path], labels: LabelSet) -> Export:
    """Read exports; what is wrong with a task or annotation is a problem that names it, and the rest goes on.

    Raises:
        DataError: a file cannot be read, or is no export in JSON.
    """
    export = Export()
    for path in paths:
        for n, task in enumerate(_tasks(path), 1):
            number = task.get("id", f"at place {n}") if isinstance(task, dict) else f"at place {n}"
            where = f"{path}: task {number}"
            export.tasks += 1
            try:
                _read(task, where, labels, export)
            except _Wrong as error:
                export.problems.append(f"{where}: {error}")
    return export


class _Wrong(Exception):  # noqa: N818  (becomes a problem that names the place)
    pass


def _tasks(path: Path) -> list[Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 (byte {error.start})") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise DataError(f"{path}: not an export in JSON; choose JSON or JSON-MIN in Label Studio ({error})") from error
    if isinstance(found, dict):
        found = [found]
    if not isinstance(found, list):
        raise DataError(f"{path}: not an export of Label Studio, which is a list of tasks")
    return found


def _read(task: Any, where: str, labels: LabelSet, export: Export) -> None:
    if not isinstance(task, dict):
        raise _Wrong("not an object")
    small = "data" not in task
    data = task if small else task["data"]
    place = _place(data)
    annotations = list(_of_minimal(task) if small else _of_full(task))
    answers = [one for one in annotations if not one["skipped"]]
    export.skipped += len(annotations) - len(answers)
    export.open += not answers
    for one in answers:
        said = f"{where}, annotation of {one['annotator']}"
        try:
            role, topics = _labels(one[ROLE], one[TOPICS], labels)
        except _Wrong as error:
            export.problems.append(f"{said}: {error}")
            continue
        export.annotations.append(
            Annotation(**place, annotator=one["annotator"], role=role, topics=topics, when=one["when"], where=where)
        )


def _place(data: Any) -> dict[str, Any]:
    """Where the task's paragraph stands, which must be what its id was made of."""
    known = data.get("paragraph_id") if isinstance(data, dict) else None
    if not isinstance(known, str):
        raise _Wrong("has no paragraph_id, so it was not written by `gongwen labelstudio export`; it is left out")
    source, start, end, text = (data.get(name) for name in ("source", "start", "end", "text"))
    whole = all(isinstance(value, int) and not isinstance(value, bool) for value in (start, end))
    if not (isinstance(source, str) and isinstance(text, str) and whole) or known != paragraph_id(
        source, start, end, text
    ):
        raise _Wrong("its data are not those of its paragraph_id; they were changed after the export and are left out")
    lines = data.get("line"), data.get("end_line")
    known_lines = lines if all(isinstance(line, int) for line in lines) else None
    return {"id": known, "source": source, "span": (start, end), "lines": known_lines, "text": text}


def _of_full(task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for one in task.get("annotations") or ():
        if not isinstance(one, dict):
            raise _Wrong("has an annotation that is no object")
        chosen: dict[str, list[Any]] = {ROLE: [], TOPICS: []}
        for part in one.get("result") or ():
            if isinstance(part, dict) and part.get("from_name") in chosen and isinstance(part.get("value"), dict):
                chosen[part["from_name"]] += _listed(part["value"])
        when = str(one.get("updated_at") or one.get("created_at") or "")
        skipped = bool(one.get("was_cancelled"))
        yield {**chosen, "annotator": _annotator(one.get("completed_by")), "when": when, "skipped": skipped}


def _of_minimal(task: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The one annotation of an object, or none of a task that nobody has annotated."""
    chosen = {name: _listed(task.get(name)) for name in (ROLE, TOPICS)}
    if task.get("annotation_id") is not None or any(chosen.values()):
        when = str(task.get("updated_at") or task.get("created_at") or "")
        yield {**chosen, "annotator": _annotator(task.get("annotator")), "when": when, "skipped": False}


def _listed(value: Any) -> list[Any]:
    """Choices as JSON-MIN writes them (alone, in an object, in a list of either), and as JSON does."""
    if isinstance(value, dict):
        return _listed(value.get("choices"))
    if isinstance(value, list):
        return [choice for one in value for choice in _listed(one)]
    return [] if value is None else [value]


def _annotator(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("email") or value.get("username") or value.get("id")
    return str(value) if isinstance(value, (int, str)) and value != "" else NOBODY


def _labels(roles: list[Any], topics: list[Any], labels: LabelSet) -> tuple[str, tuple[str, ...]]:
    """Keys of the labels; a role that carries no topics (noise) drops those that were left ticked."""
    given = list(dict.fromkeys(_key(name, labels.roles, "role") for name in roles))
    chosen = {_key(name, labels.topics, "topic") for name in topics}
    if len(given) != 1:
        raise _Wrong("without a role" if not given else f"with several roles: {', '.join(given)}")
    noise = labels.role_kind(given[0]) == "noise"
    return given[0], () if noise else tuple(key for key in labels.topic_keys if key in chosen)


def _key(name: Any, group: Iterable[Label], kind: str) -> str:
    for label in group:
        if name in (label.name, label.key):
            return label.key
    known = ", ".join(label.name for label in group)
    raise _Wrong(f"unknown {kind} {name!r}; known are {known} (--model names the model with other labels)")
