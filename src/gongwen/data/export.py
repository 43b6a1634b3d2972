"""Labelled paragraphs out of the project: JSON lines, Parquet, Label Studio tasks, a folder that `datasets` loads."""

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

from ..errors import DataError, MissingExtraError
from ..labelstudio.tasks import annotation_tasks
from ..labelstudio.write import write_tasks
from ..outputs import atomic_writer
from .dataset import Record
from .folder import DataFolder


def write_jsonl(path: Path, records: Iterable[Record]) -> int:
    """One JSON object a paragraph; returns how many."""
    count = 0
    with atomic_writer(path) as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


def write_parquet(path: Path, records: Iterable[Record]) -> int:
    """One Parquet table; returns the number of rows.

    Raises:
        MissingExtraError: the package pyarrow is not installed.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("writing Parquet", "data", "pyarrow") from error
    text, whole, many = pa.string(), pa.int32(), pa.list_(pa.string())
    types: dict[str, Any] = {"path": many, "topics": many, "noise": many, "masked": pa.bool_(), "year": whole}
    types |= dict.fromkeys(("line", "end_line", "start", "end", "article", "paragraph", "level"), whole)
    rows = list(records)
    schema = pa.schema([(name, types.get(name, text)) for name in (rows[0] if rows else {})])
    with atomic_writer(path, binary=True) as file:
        # Content-defined chunks: a row that is edited changes one chunk of the file, not all that follow.
        pq.write_table(
            pa.Table.from_pylist(rows, schema=schema), file, compression="zstd", use_content_defined_chunking=True
        )
    return len(rows)


def write_label_studio(
    path: Path, folder: DataFolder, split: str = "", collections: Collection[str] | None = None
) -> int:
    """Label Studio tasks with the labels as annotations, and the labelling interface beside them; returns how many.

    Args:
        split: only documents of this split; empty for all.
        collections: only these; None for all.

    Raises:
        DataError: there is no labelled paragraph whose text is here.
    """
    of = folder.splits.of if folder.splits_path.exists() else {}
    documents = (
        (document, folder.catalogue[document.source].title if document.source in folder.catalogue else "")
        for document in folder.documents
        if split in ("", of.get(document.source, "")) and (collections is None or document.collection in collections)
    )
    written = write_tasks(path, annotation_tasks(documents, folder.labels), folder.labels)
    if not written:
        raise DataError(f"{path}: not written, as there is no labelled paragraph to export")
    return sum(written.values())


def build(folder: Path, records: Iterable[Record]) -> dict[str, int]:
    """Write ``<split>.parquet`` into a folder, which ``datasets.load_dataset("<folder>")`` then loads as it stands.

    Masked rows are left out. A README.md that names the splits is written where there is none. Returns the number of
    rows by split.
    """
    by_split: dict[str, list[Record]] = {}
    for record in records:
        if not record["masked"]:
            kept = {name: value for name, value in record.items() if name not in ("masked", "split")}
            by_split.setdefault(record["split"], []).append(kept)
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "README.md").exists():
        files = "".join(f"  - {{split: {split}, path: {split}.parquet}}\n" for split in by_split)
        with atomic_writer(folder / "README.md") as file:
            file.write(f"---\nconfigs:\n- config_name: default\n  data_files:\n{files}---\n")
    return {split: write_parquet(folder / f"{split}.parquet", rows) for split, rows in by_split.items()}
