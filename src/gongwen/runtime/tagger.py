"""The tagger: files or text in, records out. No torch anywhere below."""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from ..documents import Document, segment
from ..errors import ReadError
from ..formats import ReadOptions, find_documents, read_document, read_documents
from ..labels import LabelSet
from ..windows import Window, build_windows
from .bundle import Bundle, Calibration, open_bundle
from .decide import decide
from .evidence import EvidenceFinder
from .ngrams import views
from .record import Record
from .scorer import Logits, Outputs, Scorer


@dataclass(frozen=True)
class _Begun:
    """A document whose windows are being computed."""

    document: Document
    windows: list[Window]
    outputs: list[Future[Outputs]]

    def give_up(self) -> None:
        """What is not computed yet need not be: it would keep the process from ending."""
        for output in self.outputs:
            output.cancel()


class Tagger:
    """Tags paragraphs with topics and roles.

    >>> tagger = Tagger.from_pretrained()
    >>> [record.role for record in tagger.tag("关于科普工作的汇报\\n一、主要做法\\n全年举办科技下乡活动12场。")]
    """

    def __init__(self, bundle: Bundle, threads: int | None = None) -> None:
        self.bundle, self._threads = bundle, threads
        self._tokenizer = bundle.tokenizer()
        self._scorer = Scorer(bundle.model_file, threads)
        self._ahead = 2 * self._scorer.threads if self._scorer.threads > 1 else 0  # on one core nothing is gained
        self._ngrams = bundle.ngrams()
        self.evidence = EvidenceFinder(
            self._tokenizer, bundle.windows.reserved, self._ngrams, bundle.calibration, bundle.labels.topic_keys
        )

    @classmethod
    def from_pretrained(cls, model: str | Path | None = None, threads: int | None = None) -> "Tagger":
        """Load a model folder; without one, the model that ships with the package.

        Raises:
            ModelError: the folder is missing or damaged.
        """
        return cls(open_bundle(model), threads)

    def __reduce__(self) -> tuple[type["Tagger"], tuple[Bundle, int | None]]:
        """Another process (``datasets.map(..., num_proc=4)``) opens the model folder itself."""
        return type(self), (self.bundle, self._threads)

    @property
    def labels(self) -> LabelSet:
        return self.bundle.labels

    @property
    def calibration(self) -> Calibration:
        return self.bundle.calibration

    def tag(self, text: str, name: str = "text") -> list[Record]:
        """Tag a text. Offsets count its characters; `name` becomes the records' ``doc``.

        Raises:
            ReadError: a single line is too long to be a paragraph.
        """
        return self.tag_document(segment(text, name))

    def tag_file(self, path: str | Path) -> list[Record]:
        """Tag a file of one document.

        Raises:
            ReadError: the file cannot be read, or holds several documents; the message names it and says why.
        """
        return self.tag_document(read_document(path))

    def tag_files(
        self, paths: Iterable[str | Path], options: ReadOptions | None = None
    ) -> Iterator[tuple[str, list[Record] | ReadError]]:
        """Tag files one after another; a folder stands for the documents below it.

        A file that fails yields its error, and the rest goes on.

        Yields:
            The name of a document and its records, or of a file (or an archive's member) and its error. A file's name
            is its path as given or as found below a folder; a member's begins with it (``a.zip!/b.txt``).
        """
        files, errors = find_documents(paths)
        for error in errors:
            yield error.path, error
        yield from self._in_order(_read(files, options))

    def tag_documents(self, documents: Iterable[Document]) -> Iterator[list[Record]]:
        """Tag segmented documents, one after another: the encoder reads some while others are prepared and decided,
        which is faster than one `tag_document` after another."""
        for _, records in self._in_order((document.name, document) for document in documents):
            if not isinstance(records, ReadError):
                yield records

    def tag_document(self, document: Document) -> list[Record]:
        """Tag a segmented document."""
        return self._finish(self._begin(document))

    def _in_order(
        self, items: Iterable[tuple[str, Document | ReadError]]
    ) -> Iterator[tuple[str, list[Record] | ReadError]]:
        waiting: deque[tuple[str, _Begun | ReadError]] = deque()

        def first() -> tuple[str, list[Record] | ReadError]:
            name, item = waiting.popleft()
            return name, item if isinstance(item, ReadError) else self._finish(item)

        try:
            for name, item in items:
                waiting.append((name, item if isinstance(item, ReadError) else self._begin(item)))
                if len(waiting) > self._ahead:
                    yield first()
            while waiting:
                yield first()
        finally:
            for _, left in waiting:
                if isinstance(left, _Begun):
                    left.give_up()

    def _begin(self, document: Document) -> _Begun:
        windows = build_windows(document, self._tokenizer, self.bundle.windows)
        return _Begun(document, windows, self._scorer.begin(windows))

    def _finish(self, begun: _Begun) -> list[Record]:
        document, logits = begun.document, self._logits(begun)
        records = decide(document, logits, self.labels, self.bundle.calibration)
        if logits.tokens:
            for record, paragraph, tokens in zip(records, document.paragraphs, logits.tokens, strict=True):
                record.evidence = self.evidence.find(paragraph, tokens, record.topics)
        return records

    def logits(self, document: Document) -> Logits:
        """Raw scores of a segmented document's paragraphs."""
        return self._logits(self._begin(document))

    def _logits(self, begun: _Begun) -> Logits:
        document = begun.document
        counts = len(document.paragraphs), len(self.labels.topics), len(self.labels.roles)
        try:
            ngrams = None if self._ngrams is None else self._ngrams.score(views(document))  # meanwhile
            logits = replace(self._scorer.gather(begun.windows, begun.outputs, *counts), ngrams=ngrams)
        except BaseException:
            begun.give_up()
            raise
        for n, tokens in enumerate(logits.tokens):
            if len(tokens) > self.bundle.windows.piece_tokens:
                self.evidence.with_passages(logits, n, document.paragraphs[n].text)
        return logits


def _read(paths: Iterable[str], options: ReadOptions | None) -> Iterator[tuple[str, Document | ReadError]]:
    """Name and document, or name and error."""
    for path in paths:
        try:
            for document in read_documents(path, options):
                yield (document.path if isinstance(document, ReadError) else document.name), document
        except ReadError as error:
            yield path, error
