"""What the documents are: one JSON object a document, for counts and slices.

    {"source": "written:wa01", "title": "…", "unit": "township", "year": 2008, "kind": "compilation",
     "quality": "padded", "noise": ["navigation"], "script": "simplified"}

Only `source` must be there. `sha256`, of the UTF-8 text, stands with documents that are fetched from elsewhere: labels
point at lines, and a text that has changed since would be labelled wrongly without anybody noticing.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from ..errors import DataError
from .rows import numbered_lines


@dataclass(frozen=True, slots=True)
class Entry:
    """One document of the catalogue; empty fields were not noted."""

    source: str
    title: str = ""
    unit: str = ""
    year: int | None = None
    kind: str = ""
    quality: str = ""
    noise: tuple[str, ...] | None = None
    script: str = ""
    sha256: str = ""


def read_catalogue(path: Path) -> dict[str, Entry]:
    """Entries by source; empty where the file does not exist, as a data folder may do without one.

    Raises:
        DataError: a line is not an entry, or a source stands twice.
    """
    entries: dict[str, Entry] = {}
    if not path.exists():
        return entries
    for where, line in numbered_lines(path):
        try:
            entry = _entry(json.loads(line))
        except (ValueError, TypeError) as error:
            raise DataError(f"{where}: not a catalogue entry ({error})") from error
        if entry.source in entries:
            raise DataError(f"{where}: {entry.source!r} stands twice in the catalogue")
        entries[entry.source] = entry
    return entries


def _entry(data: object) -> Entry:
    if not isinstance(data, dict) or not isinstance(data.get("source"), str):
        raise ValueError("expected an object with 'source'")
    noise = data.get("noise")
    return Entry(**(data | {"noise": None if noise is None else tuple(noise)}))


def fingerprint(text: str) -> str:
    """SHA-256 of a text, as hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
