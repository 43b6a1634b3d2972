"""Names for what was computed from the same things, so that it need not be computed twice."""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any


def fingerprint(*things: Any) -> str:
    """Sixteen letters that change when any of the things (plain data) does."""
    return hashlib.sha256(json.dumps(things, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


@lru_cache(maxsize=4)
def of_folder(folder: Path) -> str:
    """Fingerprint of the names and contents of a folder's files."""
    return fingerprint(
        [
            [path.name, hashlib.sha256(path.read_bytes()).hexdigest()]
            for path in sorted(folder.glob("*"))
            if path.is_file()
        ]
    )
