"""Records → articles, each with the year and the unit that its title or its document's name tells."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from ..errors import DataError, ReadError
from ..formats import find_documents
from ..labels import LabelSet
from ..runtime import Tagger
from ..runtime.record import Record
from ..view import read_records, tagged_files
from .unit import unit_in_title
from .year import year_in_name, year_in_title


@dataclass(frozen=True)
class Article:
    """One report: a document, or a part of a compilation."""

    doc: str
    number: int
    """Within the document, from 1."""
    titles: tuple[str, ...]
    """Its own title lines; empty where it has none."""
    records: tuple[Record, ...] = field(repr=False)
    """All its paragraphs, in order."""
    body: tuple[Record, ...] = field(repr=False)
    """Those whose roles are of the kind ``body``: no titles, headings or remains of web pages."""
    year: int | None = None
    unit: str | None = None

    @property
    def name(self) -> str:
        """``doc#number``, as `Record.duplicate_of` names it."""
        return f"{self.doc}#{self.number}"

    @property
    def text(self) -> str:
        return "\n".join(record.text for record in self.records)

    @property
    def duplicate_of(self) -> str | None:
        """The earlier article of which a batch found it to be a near-copy."""
        return self.records[0].duplicate_of


@dataclass(frozen=True)
class Collection:
    """Tagged articles and the label table they were tagged with."""

    articles: tuple[Article, ...]
    labels: LabelSet
    failed: tuple[ReadError, ...] = ()
    """What could not be read (`tag_collection`)."""

    def __len__(self) -> int:
        return len(self.articles)

    @property
    def records(self) -> list[Record]:
        return [record for article in self.articles for record in article.records]

    @property
    def body(self) -> list[Record]:
        """Text paragraphs of all articles, in order."""
        return [record for article in self.articles for record in article.body]


def collect(records: Iterable[Record], labels: LabelSet | None = None) -> Collection:
    """Group records, which come in document order, into articles.

    Year and unit are those of the article's own title lines; a year that they do not tell may be told by the title of
    the compilation, else by the document's name (`year`, `unit`).

    Args:
        records: of `Tagger` or `read_records`.
        labels: their label table; the shipped one by default.
    """
    labels = labels or LabelSet.load()
    articles: list[Article] = []
    for doc, group in groupby(records, key=lambda record: record.doc):
        parts = [list(part) for _, part in groupby(group, key=lambda record: record.article)]
        articles += _of_document(doc, parts, labels)
    return Collection(tuple(articles), labels)


def read_collection(paths: Iterable[Path], labels: LabelSet | None = None) -> Collection:
    """Read what `gongwen tag` wrote: JSON lines, Parquet, or the folder of a batch.

    Raises:
        ReadError: there is no such file, or it holds no records with these labels.
    """
    labels = labels or LabelSet.load()
    return collect(read_records(tagged_files(paths), labels), labels)


def tag_collection(paths: Iterable[str | Path], tagger: Tagger | None = None, most: int | None = None) -> Collection:
    """Tag documents (a folder stands for those below it) and group their articles.

    Args:
        paths: files and folders.
        tagger: the shipped model by default.
        most: of more files so many at most, evenly spread.

    Raises:
        DataError: nothing could be read; the message says why of the first.
    """
    tagger = tagger or Tagger.from_pretrained()
    files, failed = find_documents(paths)
    records: list[Record] = []
    step = math.ceil(len(files) / most) if most and files else 1
    for _, result in tagger.tag_files(files[::step]):
        if isinstance(result, ReadError):
            failed.append(result)
        else:
            records += result
    if not records:
        raise DataError(f"nothing to tag: {failed[0] if failed else 'no file is named'}")
    return replace(collect(records, tagger.labels), failed=tuple(failed))


def _of_document(doc: str, parts: Sequence[Sequence[Record]], labels: LabelSet) -> list[Article]:
    kinds = {key: labels.role_kind(key) for key in labels.role_keys}
    heads = [tuple(r.text for r in part if kinds[r.role] == "title") for part in parts]
    common: tuple[str, ...] = ()
    if len(parts) > 1 and len(heads[0]) > 1:
        common, heads[0] = heads[0][:1], heads[0][1:]  # the compilation's title stands in its first article
    by_name = year_in_name(doc)
    found = []
    for part, titles in zip(parts, heads, strict=True):
        years = (year for title in (*titles, *common) if (year := year_in_title(title)) is not None)
        units = (unit for title in titles if (unit := unit_in_title(title)) is not None)
        body = tuple(record for record in part if kinds[record.role] == "body")
        year, unit = next(years, by_name), next(units, None)
        found.append(Article(doc, part[0].article, titles, tuple(part), body, year, unit))
    return found
