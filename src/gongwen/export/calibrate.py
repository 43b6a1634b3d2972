"""Calibration of the model as shipped, on dev, and what it then says of dev."""

from collections.abc import Iterator, Sequence
from itertools import compress

import numpy as np

from ..data import WRITTEN, LabelledDocument
from ..evaluation import Predictions, gold
from ..evaluation.calibration import Priors, fit, origin_weights, structure_log_odds, transition_log_odds
from ..evaluation.run import line_up, said_in
from ..labels import LabelSet
from ..runtime import Calibration
from ..runtime.decide import decide
from ..runtime.scorer import Logits
from ..runtime.sequence import Places


def calibrate(
    known: Priors, dev: Sequence[LabelledDocument], logits: Sequence[Logits], labels: LabelSet
) -> Calibration:
    """Temperatures, weights, thresholds and the unsure band, fitted on dev, where the public and the written part weigh
    the same.

    Args:
        known: `priors` of what was learnt from.
        dev: what to fit by.
        logits: of each dev document's paragraphs, from the model as shipped.
        labels: the label table.
    """
    gold_topics, gold_roles = gold(dev, labels)
    public = np.repeat([d.collection not in WRITTEN for d in dev], [d.labelled for d in dev])
    return fit(
        Logits.joined(logits),
        Places.of(*(d.document for d in dev)),
        np.concatenate([d.known for d in dev]),
        gold_topics,
        gold_roles,
        labels,
        known,
        origin_weights(public),
    )


def priors(documents: Sequence[LabelledDocument], labels: LabelSet) -> Priors:
    """Log-odds of places and of successions, counted on labelled documents."""
    roles = gold(documents, labels)[1]
    classes = compress(
        Places.of(*(d.document for d in documents)).classes, np.concatenate([d.known for d in documents])
    )
    pairs = [pair for d in documents for pair in _successions(d, labels)]
    return Priors(structure_log_odds(list(classes), roles, labels), transition_log_odds(pairs, labels))


def _successions(document: LabelledDocument, labels: LabelSet) -> Iterator[tuple[int | None, int]]:
    """Role before and role of every labelled paragraph that stands first in its article or after a labelled one."""
    before: int | None = None
    starts = Places.of(document.document).starts
    for n, row in enumerate(document.rows):
        if row is None:
            continue
        role = labels.role_keys.index(row.role)
        if starts[n]:
            yield None, role
        elif document.rows[n - 1] is not None:
            yield before, role
        before = role


def predictions(
    documents: Sequence[LabelledDocument], logits: Sequence[Logits], labels: LabelSet, calibration: Calibration
) -> Predictions:
    """What the calibrated model says of documents cut as they are labelled."""
    said = [
        said_in(decide(d.document, x, labels, calibration), labels).at(d.known)
        for d, x in zip(documents, logits, strict=True)
    ]
    return line_up(documents, said, labels)
