"""What Label Studio would make of tasks: annotations by invented annotators, exported as JSON and as JSON-MIN."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Said = tuple[str, Sequence[str]]
"""Names of a role and of topics."""


def result(role: str, topics: Sequence[str]) -> list[dict[str, Any]]:
    def choice(name: str, choices: Sequence[str]) -> dict[str, Any]:
        made = {"id": "zLSY", "type": "choices", "origin": "manual", "from_name": name, "to_name": "text"}
        return {**made, "value": {"choices": list(choices)}}

    return [choice("role", [role] if role else []), *([choice("topics", topics)] if topics else [])]


def annotation(who: Any, role: str, topics: Sequence[str] = (), **changes: Any) -> dict[str, Any]:
    return {
        "id": 11, "completed_by": who, "result": result(role, topics), "was_cancelled": False, "ground_truth": False,
        "created_at": "2026-01-02T03:04:05Z", "updated_at": "2026-01-02T03:04:05Z", "lead_time": 4.2, **changes,
    }  # fmt: skip


def exported(
    tasks: Sequence[dict[str, Any]], annotations: Mapping[int, Sequence[dict[str, Any]]]
) -> list[dict[str, Any]]:
    """Export in JSON: tasks as imported, numbered from 1, with their annotations by number."""
    return [
        {
            "id": n, "data": task["data"], "annotations": list(annotations.get(n, ())), "drafts": [],
            "predictions": [], "meta": {}, "project": 7, "file_upload": "c0ffee-tasks.json",
        }
        for n, task in enumerate(tasks, 1)
    ]  # fmt: skip


def minimal(export: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same in JSON-MIN: one choice stands alone, several in an object; what was skipped is left out."""
    records = []
    for task in export:
        done = [one for one in task["annotations"] if not one["was_cancelled"]]
        if task["annotations"] and not done:
            continue
        for one in done or [{"result": [], "completed_by": {}}]:
            record = {**task["data"], "id": task["id"]}
            for part in one["result"]:
                choices = part["value"]["choices"]
                record[part["from_name"]] = choices[0] if len(choices) == 1 else {"choices": choices}
            who = one["completed_by"]
            record["annotator"] = who.get("email") if isinstance(who, dict) else who
            for name in ("annotation_id", "created_at", "updated_at", "lead_time"):
                record[name] = one.get("id" if name == "annotation_id" else name)
            records.append(record)
    return records


def save(path: Path, data: Any) -> Path:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2), encoding="utf-8")
    return path
