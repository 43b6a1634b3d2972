"""Labelled and kept documents → what there is to learn from them, and what they would be tagged as then."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np

from ..data import LabelledDocument
from ..documents import Document
from ..evaluation import Metrics, gold
from ..evaluation.arrays import Bool, Double, Float
from ..evaluation.run import counted, line_up, said_in
from ..labels import LabelSet
from ..runtime import Calibration, Tagger
from ..runtime.decide import decide, probabilities
from ..runtime.ngrams import features, views
from ..runtime.scorer import Logits
from ..runtime.sequence import Places
from .residual import Lesson

_EPSILON = 1e-4
"""The model is never taken to be surer than this: a label it finds impossible can then be learnt as well."""


@dataclass(frozen=True)
class Read:
    """A document as the model reads it.

    Attributes:
        document: cut into paragraphs.
        logits: the model's scores.
        known: (paragraphs,) those that are learnt from.
        lesson: those paragraphs.
    """

    document: Document
    logits: Logits
    known: Bool
    lesson: Lesson

    def with_addition(self, addition: Float, calibration: Calibration) -> Logits:
        """The scores with an addition (paragraphs, topics + roles) to the log-odds."""
        topics = self.logits.topics.shape[1]
        assert self.logits.ngrams is not None
        added = Logits(
            self.logits.ngrams.topics + addition[:, :topics] / calibration.topic_ngram_weight,
            self.logits.ngrams.roles + addition[:, topics:] / calibration.role_ngram_weight,
        )
        return replace(self.logits, ngrams=added)


def read_labelled(labelled: LabelledDocument, tagger: Tagger, idf: Float) -> Read:
    """What a labelled document teaches: its labels."""
    topics, roles = gold([labelled], tagger.labels)
    wanted = topics.astype(np.float64), one_hot(roles, tagger.labels)
    return _read(labelled.document, tagger, idf, labelled.known, wanted)


def read_kept(document: Document, tagger: Tagger, idf: Float) -> Read:
    """What a document teaches whose labels are to stay as they are: the model's own probabilities."""
    return _read(document, tagger, idf, np.ones(len(document.paragraphs), dtype=bool), None)


def one_hot(roles: np.ndarray[tuple[int], np.dtype[np.int64]], labels: LabelSet) -> Double:
    """(paragraphs,) → (paragraphs, roles)."""
    return np.asarray(roles[:, None] == np.arange(len(labels.roles)), dtype=np.float64)


def _read(document: Document, tagger: Tagger, idf: Float, known: Bool, wanted: tuple[Double, Double] | None) -> Read:
    logits = tagger.logits(document)
    topics, roles = (
        p[known].astype(np.float64) for p in probabilities(logits, Places.of(document), tagger.calibration)
    )
    topics, roles = np.clip(topics, _EPSILON, 1 - _EPSILON), np.clip(roles, _EPSILON, 1)
    roles /= roles.sum(axis=1, keepdims=True)
    seen = [features(view, idf) for view, yes in zip(views(document), known, strict=True) if yes]
    lesson = Lesson(seen, np.log(topics / (1 - topics)), np.log(roles), *(wanted or (topics, roles)))
    return Read(document, logits, known, lesson)


def joined(reads: Sequence[Read]) -> Lesson:
    """The lessons of several documents, one after another."""
    return reduce(Lesson.and_, (read.lesson for read in reads))


def measure(
    documents: Sequence[LabelledDocument], reads: Sequence[Read], additions: Sequence[Float] | None, tagger: Tagger
) -> Metrics:
    """What the tagger makes of labelled documents, cut as they are labelled.

    Args:
        documents: labelled.
        reads: of each.
        additions: of each, (paragraphs, topics + roles); nothing by default.
        tagger: whose labels and calibration count.
    """
    said = []
    for n, read in enumerate(reads):
        logits = read.logits if additions is None else read.with_addition(additions[n], tagger.calibration)
        records = decide(read.document, logits, tagger.labels, tagger.calibration)
        said.append(said_in(records, tagger.labels).at(read.known))
    return counted(line_up(documents, said, tagger.labels), tagger.labels).metrics
