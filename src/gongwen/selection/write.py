"""What was chosen → JSON lines."""

import json
from pathlib import Path
from typing import Any

from ..outputs.atomic import atomic_writer
from .candidates import Candidate, Chosen


def write_chosen(chosen: Chosen, path: Path) -> None:
    """One JSON object a paragraph, in document order: records as they were tagged, with ``why`` and ``rank`` added, so
    that whatever reads tagged files reads this one.

    Raises:
        OutputError: the file cannot be written.
    """
    with atomic_writer(path, binary=True) as stream:
        for rank, candidate in chosen.candidates:
            line = json.dumps(to_dict(rank, candidate), ensure_ascii=False) + "\n"
            # A record may hold half a character, which UTF-8 does not know; JSON has an escape for it.
            stream.write(line.encode("utf-8", "backslashreplace"))


def to_dict(rank: int, candidate: Candidate) -> dict[str, Any]:
    """The record's fields, ``why`` it was chosen, and its ``rank`` from 1."""
    why = candidate.doubt
    return {
        **candidate.record.to_dict(),
        "why": {"doubt": round(why.value, 4), "reason": why.reason, "label": why.label},
        "rank": rank,
    }
