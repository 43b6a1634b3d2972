"""A batch run in this process, and what stands in its folder."""

import json
from pathlib import Path
from typing import Any

from gongwen.batch import BatchOptions, Summary, tag_batch
from gongwen.outputs.atomic import Disk
from tests.batch.conftest import Inline


def records(out: Path) -> list[dict[str, Any]]:
    lines = [line for path in sorted(out.glob("tagged-*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines]


def contents(out: Path) -> dict[str, bytes]:
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}


def tag(documents: Path, out: Path, inline: type[Inline], disk: Disk | None = None, **options: Any) -> Summary:
    disk = disk or Disk()
    return tag_batch([documents], out, options=BatchOptions(**options), engine=inline.on(disk), disk=disk)
