"""The data as a `datasets.DatasetDict`: one row a labelled paragraph, with its text, place and context.

from gongwen.data import DataFolder, dataset_dict
data = dataset_dict(DataFolder(Path("data"), texts=[Path("../fetched")]))
"""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from ..errors import MissingExtraError
from .assemble import LabelledDocument
from .catalogue import Entry
from .folder import DataFolder

if TYPE_CHECKING:
    import datasets

Record = dict[str, Any]


def paragraphs(folder: DataFolder, collections: Collection[str] | None = None) -> Iterator[Record]:
    """All labelled paragraphs in the order of their sources, of the named collections or of all.

    Fields: ``source``, ``split`` (empty where there are none), ``line``, ``end_line``, ``start``, ``end`` (characters
    in the source text), ``article``, ``path`` (headings open above), ``text``, ``topics``, ``role``, ``masked`` (a
    formula shared with another split, which must not be learnt from), and the catalogue's ``title``, ``unit``,
    ``year`` (None where not noted), ``kind``, ``quality``, ``noise``, ``script``.
    """
    splits = folder.splits if folder.splits_path.exists() else None
    for document in folder.documents:
        if collections is not None and document.collection not in collections:
            continue
        entry = folder.catalogue.get(document.source, Entry(document.source))
        split = splits.of.get(document.source, "") if splits else ""
        masked = splits.masked.get(document.source, frozenset()) if splits else frozenset[int]()
        yield from _of(document, entry, split, masked)


def _of(document: LabelledDocument, entry: Entry, split: str, masked: Collection[int]) -> Iterator[Record]:
    for paragraph, row in zip(document.document.paragraphs, document.rows, strict=True):
        if row is None:
            continue
        yield {
            "source": document.source,
            "split": split,
            "line": row.line,
            "end_line": row.end_line,
            "start": paragraph.start,
            "end": paragraph.end,
            "article": row.article or paragraph.article,
            "path": list(paragraph.path),
            "text": paragraph.text,
            "topics": list(row.topics),
            "role": row.role,
            "masked": row.line in masked,
            "title": entry.title,
            "unit": entry.unit,
            "year": entry.year,
            "kind": entry.kind,
            "quality": entry.quality,
            "noise": list(entry.noise or ()),
            "script": entry.script,
        }


def dataset_dict(folder: DataFolder, collections: Collection[str] | None = None) -> "datasets.DatasetDict":
    """The splits as a `datasets.DatasetDict`; masked rows are left out of it.

    Raises:
        MissingExtraError: the package datasets is not installed.
        DataError: a document stands in no split.
    """
    try:
        import datasets  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("building a DatasetDict", "data", "datasets") from error
    folder.parts()  # every document must have a split
    table: dict[str, list[Record]] = {"train": [], "dev": [], "test": []}
    for record in paragraphs(folder, collections):
        if not record.pop("masked"):
            table[record.pop("split")].append(record)
    features = datasets.Features(_features(datasets.Value, datasets.List))
    columns = {split: {name: [row[name] for row in rows] for name in features} for split, rows in table.items()}
    return datasets.DatasetDict(
        {split: datasets.Dataset.from_dict(part, features=features) for split, part in columns.items()}
    )


def _features(value: Any, many: Any) -> dict[str, Any]:
    text, whole = value("string"), value("int32")
    return {
        **dict.fromkeys(("source",), text),
        **dict.fromkeys(("line", "end_line", "start", "end", "article"), whole),
        "path": many(text),
        "text": text,
        "topics": many(text),
        "role": text,
        **dict.fromkeys(("title", "unit"), text),
        "year": whole,
        **dict.fromkeys(("kind", "quality"), text),
        "noise": many(text),
        "script": text,
    }
