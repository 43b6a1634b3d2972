"""Records with their neighbours, all of them or those that a list names."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..data.rows import numbered_lines
from ..errors import DataError
from ..runtime.record import Record

Neighbours = tuple[Record | None, Record, Record | None]
"""A record, with those before and after it in its document."""
Place = tuple[str, int, int]
"""Document, first character and one past the last."""


def neighbours(records: Iterable[Record]) -> Iterator[Neighbours]:
    """Each record with the ones beside it."""
    before: Record | None = None
    here: Record | None = None
    for record in records:
        follows = here is not None and here.doc == record.doc and here.paragraph < record.paragraph
        if here is not None:
            yield before, here, record if follows else None
        before, here = (here if follows else None), record
    if here is not None:
        yield before, here, None


def pick(records: Iterable[Neighbours], listed: Path) -> tuple[list[Neighbours], list[Place]]:
    """The records that a file of JSON lines with `doc`, `start` and `end` lists, in its order, and what is not there.

    Raises:
        DataError: the file cannot be read, or a line lacks one of the three.
    """
    wanted: dict[Place, Neighbours | None] = {}
    for where, line in numbered_lines(listed):
        try:
            entry = json.loads(line)
            wanted[str(entry["doc"]), int(entry["start"]), int(entry["end"])] = None
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(f"{where}: not an object with 'doc', 'start' and 'end' ({error!r})") from error
    for one in records:
        place = one[1].doc, one[1].start, one[1].end
        if place in wanted:
            wanted[place] = one
    return [one for one in wanted.values() if one is not None], [place for place, one in wanted.items() if one is None]
