"""A split as the baselines read it: one text a labelled paragraph, and what people said of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..data import WRITTEN, LabelledDocument, covering
from ..documents import Paragraph, segment, simplify
from ..evaluation import gold
from ..evaluation.arrays import Bool, Double, Int
from ..evaluation.calibration import origin_weights
from ..labels import LabelSet


@dataclass(frozen=True)
class Part:
    """Documents and, per labelled paragraph in order, its text and its labels."""

    documents: tuple[LabelledDocument, ...]
    texts: tuple[str, ...]
    """In simplified script, as the tagger's own encoder reads them."""
    topics: Bool
    """(paragraphs, topics)."""
    roles: Int
    """(paragraphs,)."""
    weights: Double
    """(paragraphs,): the public and the written part weigh the same, as where the tagger is calibrated."""

    @classmethod
    def as_labelled(cls, documents: Sequence[LabelledDocument], labels: LabelSet) -> "Part":
        """Cut where the rows say: to learn from."""
        return cls._of(documents, labels, [_marked(document) for document in documents])

    @classmethod
    def as_cut(cls, documents: Sequence[LabelledDocument], labels: LabelSet) -> "Part":
        """Cut by the tagger's own rules, as `evaluation.run.predict` does: to choose on and to be measured on."""
        return cls._of(documents, labels, [_covering(document) for document in documents])

    @classmethod
    def _of(
        cls, documents: Sequence[LabelledDocument], labels: LabelSet, paragraphs: Sequence[Sequence[Paragraph]]
    ) -> "Part":
        topics, roles = gold(documents, labels)
        public = np.repeat([d.collection not in WRITTEN for d in documents], [d.labelled for d in documents])
        texts = tuple(simplify(paragraph.text) for group in paragraphs for paragraph in group)
        return cls(tuple(documents), texts, topics, roles, origin_weights(public))


def _marked(labelled: LabelledDocument) -> list[Paragraph]:
    return [p for p, row in zip(labelled.document.paragraphs, labelled.rows, strict=True) if row is not None]


def _covering(labelled: LabelledDocument) -> list[Paragraph]:
    document = segment(labelled.document.text, labelled.source)
    return [document.paragraphs[at] for at in covering(document, [row for row in labelled.rows if row is not None])]
