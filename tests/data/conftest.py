"""The repository's data, read once, and a function that writes a small data folder."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from gongwen.data import DataFolder

REPOSITORY = Path(__file__).parents[2]
PUBLIC = REPOSITORY.parent / "shared"
"""Where the public texts are, on a machine that has them."""
Labelled = tuple[str, list[str], str]
"""Text of a line, its topics, its role."""
Write = Callable[[Mapping[str, list[Labelled]]], DataFolder]


@pytest.fixture(scope="session")
def ours() -> DataFolder:
    """The repository's data, with the texts that are in it."""
    return DataFolder(REPOSITORY / "data")


@pytest.fixture(scope="session")
def everything() -> DataFolder:
    """The repository's data, with all texts at hand."""
    return DataFolder(REPOSITORY / "data", [PUBLIC])


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Documents of labelled lines by source, as a data folder in a temporary place."""

    def write_folder(documents: Mapping[str, list[Labelled]]) -> DataFolder:
        folder = tmp_path / "data"
        (folder / "labels").mkdir(parents=True, exist_ok=True)
        rows = []
        for source, lines in documents.items():
            collection, _, name = source.partition(":")
            (folder / collection).mkdir(exist_ok=True)
            (folder / collection / f"{name}.txt").write_text("\n".join(t for t, *_ in lines) + "\n", encoding="utf-8")
            rows += [
                {"source": source, "line": n, "topics": topics, "role": role}
                for n, (_, topics, role) in enumerate(lines, 1)
            ]
        (folder / "labels" / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
        return DataFolder(folder)

    return write_folder
