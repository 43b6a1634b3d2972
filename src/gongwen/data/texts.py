"""Where labelled texts are: collections of documents by name.

``written`` is in the repository (``data/written/<id>.txt``); the others are fetched by the user (see
``data/README.md``) and looked for in the text folders: ``<folder>/<collection>/<id>.txt``,
``<folder>/corpus/<collection>.jsonl`` or ``<folder>/<collection>.jsonl``.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from ..documents.text import decode
from ..errors import DataError


class Texts:
    """Finds the text of a source; collections are read once."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = tuple(folders)
        self._collections: dict[str, dict[str, str] | None] = {}

    def get(self, source: str) -> str | None:
        """Text of ``<collection>:<document>``; None where the collection is not present on this machine.

        Raises:
            DataError: the collection is present but has no such document.
        """
        collection, _, document = source.partition(":")
        if "/" in document or "\\" in document or ".." in document:
            raise DataError(f"{source}: a document's name may not contain a path")
        places = [folder / collection for folder in self._folders if (folder / collection).is_dir()]
        for place in places:
            file = place / f"{document}.txt"
            if file.is_file():
                return decode(file.read_bytes(), file)[0]
        texts = self._jsonl(collection)
        if texts is not None and document in texts:
            return texts[document]
        if places:
            raise DataError(f"{source}: no file {document}.txt in {', '.join(map(str, places))}")
        if texts is not None:
            raise DataError(f"{source}: no document {document!r} in the collection {collection!r}")
        return None

    def _jsonl(self, collection: str) -> dict[str, str] | None:
        if collection not in self._collections:
            self._collections[collection] = None
            for folder in self._folders:
                for file in (folder / "corpus" / f"{collection}.jsonl", folder / f"{collection}.jsonl"):
                    if file.is_file():
                        with file.open(encoding="utf-8") as lines:
                            rows = (json.loads(line) for line in lines if line.strip())
                            self._collections[collection] = {row["doc_id"]: row["text"] for row in rows}
                        return self._collections[collection]
        return self._collections[collection]
