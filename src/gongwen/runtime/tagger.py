"""The tagger: files or text in, records out. No torch anywhere below."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ..documents import Document, segment
from ..errors import ReadError
from ..formats import ReadOptions, find_documents, read_document, read_documents
from ..labels import LabelSet
from ..windows import build_windows
from .bundle import Bundle, Calibration, open_bundle
from .decide import decide
from .evidence import EvidenceFinder
from .ngrams import views
from .record import Record
from .scorer import Logits, Scorer


class Tagger:
    """Tags paragraphs with topics and roles.

    >>> tagger = Tagger.from_pretrained()
    >>> [record.role for record in tagger.tag("关于科普工作的汇报\\n一、主要做法\\n全年举办科技下乡活动12场。")]
    """

    def __init__(self, bundle: Bundle, threads: int | None = None) -> None:
        self.bundle, self._threads = bundle, threads
        self._tokenizer = bundle.tokenizer()
        self._scorer = Scorer(bundle.model_file, threads)
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
        for path in files:
            try:
                for document in read_documents(path, options):
                    if isinstance(document, ReadError):
                        yield document.path, document
                    else:
                        yield document.name, self.tag_document(document)
            except ReadError as error:
                yield path, error

    def tag_document(self, document: Document) -> list[Record]:
        """Tag a segmented document."""
        logits = self.logits(document)
        records = decide(document, logits, self.labels, self.bundle.calibration)
        if logits.tokens:
            for record, paragraph, tokens in zip(records, document.paragraphs, logits.tokens, strict=True):
                record.evidence = self.evidence.find(paragraph, tokens, record.topics)
        return records

    def logits(self, document: Document) -> Logits:
        """Raw scores of a segmented document's paragraphs."""
        windows = build_windows(document, self._tokenizer, self.bundle.windows)
        counts = len(document.paragraphs), len(self.labels.topics), len(self.labels.roles)
        logits = self._scorer.score(windows, *counts)
        if self._ngrams is not None:
            logits = replace(logits, ngrams=self._ngrams.score(views(document)))
        for n, tokens in enumerate(logits.tokens):
            if len(tokens) > self.bundle.windows.piece_tokens:
                self.evidence.with_passages(logits, n, document.paragraphs[n].text)
        return logits
