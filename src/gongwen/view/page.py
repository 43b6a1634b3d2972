"""Records → ``page.html``: the reading page, with everything it needs inside.

Up to `INLINE` paragraphs stand in the page itself. Beyond that they stand in ``page-data/00001.js`` …, `CHUNK` each,
which the page loads as scripts, since a page opened from a disk may not fetch. Text reaches the page as JSON only, and
is shown as text only (`assets/text.js`).
"""

import base64
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import Fault, OutputError, ReadError
from ..labels import Label, LabelSet
from ..outputs.atomic import atomic_writer, write_atomically
from ..runtime.record import UNSURE, Record
from .align import ambiguous, evidence_spans
from .sources import SourceTexts, source_names

INLINE = 20_000
CHUNK = 4_000
SCRIPTS = (
    "text.js", "model.js", "list.js", "shell.js", "corrections.js", "load.js", "filters.js", "row.js", "outline.js",
    "sidebar.js", "editor.js", "print.js", "keys.js", "main.js",
)  # fmt: skip
"""In the order in which they are put together."""
_ASSETS = Path(__file__).parent / "assets"
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    paragraphs: int
    documents: int
    side_files: int


def write_page(
    records: Iterable[Record],
    output: Path,
    labels: LabelSet,
    texts: SourceTexts | None = None,
    *,
    inline: int = INLINE,
    chunk: int = CHUNK,
) -> Written:
    """Write the page of all `records`, documents in the order in which they come.

    Args:
        texts: where the documents' texts are found, to place evidence in joined paragraphs exactly.
        inline: most paragraphs that stand in the page itself.
        chunk: paragraphs of a side file.

    Raises:
        ReadError: there are no records.
        OutputError: a file cannot be written.
    """
    folder = output.with_name(f"{output.stem}-data")
    index = _Index(labels)
    rows: list[list[Any]] = []
    side_files: list[str] = []
    for record in records:
        source = texts.get(record.doc) if texts and ambiguous(record) else None
        rows.append(_row(record, labels, source))
        index.add(record)
        while (side_files or len(rows) > inline) and len(rows) >= chunk:
            side_files.append(_write_side(folder, len(side_files) + 1, rows[:chunk]))
            del rows[:chunk]
    if not index.paragraphs:
        raise ReadError(output, "not written, as there are no records to show", Fault.EMPTY)
    if side_files:
        if rows:
            side_files.append(_write_side(folder, len(side_files) + 1, rows))
        rows = []
    data = index.to_json(rows, chunk, side_files, folder.name)
    with atomic_writer(output) as stream:
        for piece in _page(data, loads_scripts=bool(side_files)):
            stream.write(piece)
    _sweep(folder, len(side_files))
    return Written(index.paragraphs, len(index.documents), len(side_files))


def script_json(data: Any) -> str:
    """JSON that may stand inside a ``<script>``: it can neither end it nor begin a comment nor break a line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return _SURROGATE.sub("\ufffd", text)


@dataclass(slots=True)
class _Document:
    name: str
    first: int
    paragraphs: int = 0
    articles: list[tuple[int, int]] = field(default_factory=list)
    """Number, and place of its first paragraph in the document."""


class _Index:
    """What the page knows without its paragraphs."""

    def __init__(self, labels: LabelSet) -> None:
        self._labels = labels
        self.paragraphs = self._unsure = self._untopical = self._last = 0
        self.documents: list[_Document] = []
        self._topics, self._roles = Counter[str](), Counter[str]()
        self._hash = hashlib.sha256()

    @property
    def texts_id(self) -> str:
        """Stands for the paragraphs so far, whatever their labels: corrections of the same texts are kept under it."""
        return self._hash.hexdigest()[:16]

    def add(self, record: Record) -> None:
        if not self.documents or self.documents[-1].name != record.doc or record.paragraph <= self._last:
            self.documents.append(_Document(record.doc, self.paragraphs))
        self._last = record.paragraph
        document = self.documents[-1]
        if not document.articles or document.articles[-1][0] != record.article:
            document.articles.append((record.article, document.paragraphs))
        document.paragraphs += 1
        self.paragraphs += 1
        self._unsure += UNSURE in record.flags
        self._topics.update(record.topics)
        self._untopical += not record.topics
        self._roles[record.role] += 1
        said = f"{record.doc}\0{record.start}\0{record.end}\0{record.text}\0"
        self._hash.update(said.encode("utf-8", "surrogatepass"))

    def to_json(self, rows: list[list[Any]], chunk: int, side_files: list[str], folder: str) -> str:
        sources = source_names(document.name for document in self.documents)
        return script_json({
            "id": self.texts_id,
            "total": self.paragraphs,
            "chunk": chunk,
            "files": side_files,
            "folder": folder,
            "topics": [_label(topic) for topic in self._labels.topics],
            "roles": [{**_label(role), "kind": role.kind} for role in self._labels.roles],
            "counts": {
                "topics": [*(self._topics[key] for key in self._labels.topic_keys), self._untopical],
                "roles": [self._roles[key] for key in self._labels.role_keys],
                "unsure": self._unsure,
            },
            "documents": [
                [document.name, source, document.first, document.paragraphs, document.articles]
                for document, source in zip(self.documents, sources, strict=True)
            ],
            "rows": rows,
        })  # fmt: skip


def _label(label: Label) -> dict[str, str]:
    return {"key": label.key, "name": label.name, "applies": label.applies}


def _row(record: Record, labels: LabelSet, source: str | None) -> list[Any]:
    """A paragraph as `assets/model.js` unpacks it; labels by their position in the table."""
    topics = labels.topic_keys
    evidence = [
        [topics.index(topic), *(_utf16(record.text, at) for at in span), round(score, 4)]
        for topic, span, score in evidence_spans(record, source)
    ]
    return [
        record.article, record.paragraph, record.start, record.end, record.ref, record.text,
        sorted({topics.index(key) for key in record.topics}),
        [round(record.topic_scores.get(key, 0.0), 4) for key in topics],
        labels.role_keys.index(record.role), round(record.role_score, 4),
        record.level, record.flags, record.duplicate_of, evidence,
    ]  # fmt: skip


def _utf16(text: str, at: int) -> int:
    """Characters as JavaScript counts them."""
    return at + sum(ch > "\uffff" for ch in text[:at])


def _write_side(folder: Path, number: int, rows: list[list[Any]]) -> str:
    """Returns what the page knows the file by, so that it refuses one of another page."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(folder, error) from error
    text = script_json(rows)
    known = hashlib.sha256(text.encode()).hexdigest()[:16]
    write_atomically(folder / f"{number:05d}.js", f'gongwenRows({number},"{known}",{text});\n')
    return known


def _sweep(folder: Path, side_files: int) -> None:
    """Side files of an older, larger page."""
    for path in folder.glob("[0-9][0-9][0-9][0-9][0-9].js") if folder.is_dir() else ():
        if int(path.stem) > side_files:
            path.unlink(missing_ok=True)


def _page(data: str, *, loads_scripts: bool) -> Iterable[str]:
    style = _asset("page.css")
    script = "(() => {\n'use strict';\n" + "\n".join(_asset(name) for name in SCRIPTS) + "})();\n"
    # Side files are let in by the page's own script: 'self' means nothing where a page is opened from a disk.
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; base-uri 'none'; form-action 'none'; "
        f"script-src {_hash(script)}{' ' + repr('strict-dynamic') if loads_scripts else ''}"
    )
    filled = {"policy": policy, "style": style, "data": data, "script": script}
    for piece in re.split(r"(\{\{\w+\}\})", _asset("page.html")):
        yield filled[piece[2:-2]] if piece.startswith("{{") else piece


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
