"""Calibration of the model as shipped, on dev, and what it then says of dev."""

from collections.abc import Sequence
from itertools import compress

import numpy as np

from ..data import WRITTEN, LabelledDocument
from ..documents import structure_classes
from ..evaluation import Predictions, gold
from ..evaluation.arrays import Bool
from ..evaluation.calibration import fit, origin_weights, structure_log_odds
from ..evaluation.run import line_up, said_in
from ..labels import LabelSet
from ..runtime import Calibration
from ..runtime.decide import decide
from ..runtime.scorer import Logits


def calibrate(
    train: Sequence[LabelledDocument], dev: Sequence[LabelledDocument], logits: Sequence[Logits], labels: LabelSet
) -> Calibration:
    """Structure log-odds counted on train; temperatures, thresholds and the unsure band fitted on dev, where the public
    and the written part weigh the same.

    Args:
        train: what was learnt from.
        dev: what to fit by.
        logits: of each dev document's paragraphs, from the model as shipped.
        labels: the label table.
    """
    gold_topics, gold_roles = gold(dev, labels)
    known = [_labelled(d) for d in dev]
    joined = _joined(logits, known)
    public = np.repeat([d.collection not in WRITTEN for d in dev], [d.labelled for d in dev])
    structure = structure_log_odds(_classes(train), gold(train, labels)[1], labels)
    return fit(joined, _classes(dev), gold_topics, gold_roles, labels, structure, origin_weights(public))


def predictions(
    documents: Sequence[LabelledDocument], logits: Sequence[Logits], labels: LabelSet, calibration: Calibration
) -> Predictions:
    """What the calibrated model says of documents cut as they are labelled."""
    said = [
        said_in(decide(d.document, x, labels, calibration), labels).at(_labelled(d))
        for d, x in zip(documents, logits, strict=True)
    ]
    return line_up(documents, said, labels)


def _joined(logits: Sequence[Logits], known: Sequence[Bool]) -> Logits:
    """The scores of all labelled paragraphs."""
    parts = [part.ngrams for part in logits if part.ngrams is not None]
    return Logits(
        np.concatenate([x.topics[k] for x, k in zip(logits, known, strict=True)]),
        np.concatenate([x.roles[k] for x, k in zip(logits, known, strict=True)]),
        _joined(parts, known) if parts else None,
    )


def _labelled(document: LabelledDocument) -> Bool:
    return np.array([row is not None for row in document.rows], dtype=bool)


def _classes(documents: Sequence[LabelledDocument]) -> list[str]:
    """Structure classes of the labelled paragraphs."""
    return [c for d in documents for c in compress(structure_classes(d.document), _labelled(d))]
