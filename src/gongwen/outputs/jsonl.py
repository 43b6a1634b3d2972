"""Records as JSON lines: the output contract."""

import json
from collections.abc import Iterable
from typing import TextIO

from ..runtime.record import Record


def write_jsonl(records: Iterable[Record], stream: TextIO) -> None:
    """One JSON object a record, keys in the contract's order, Chinese as it is."""
    for record in records:
        stream.write(json.dumps(record.to_dict(), ensure_ascii=False) + "\n")
