"""A model without one of its parts, calibrated anew.

As in `benchmarks/ablations.py` the documents are halved: what is fitted on one half (temperatures, weights, thresholds)
decides on the other. A part that is only switched off would leave the others with weights that were fitted beside it.
Nothing is trained anew: the encoder and the n-gram table are those of the model.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from ..data import LabelledDocument
from ..labels import LabelSet
from ..runtime import Calibration, Tagger
from ..runtime.decide import decide
from ..runtime.scorer import Logits
from ..runtime.sequence import Places
from .calibration import Priors, fit
from .evaluation import Evaluation
from .predictions import gold
from .run import line_up, said_in

PARTS = ("transitions", "structure", "ngrams")
"""The chain of roles, the places of paragraphs, the n-gram table; the encoder is what is left."""


def scores(evaluation: Evaluation, tagger: Tagger) -> list[Logits]:
    """Raw scores of each document's paragraphs, cut as they are labelled."""
    return [tagger.logits(document.document) for document in evaluation.documents]


def without(
    evaluation: Evaluation, calibration: Calibration, logits: Sequence[Logits], left_out: Collection[str] = ()
) -> Evaluation:
    """The evaluation of the model without some of its `PARTS`; without none, of the whole calibrated in the same way.

    Args:
        evaluation: of the model as it is.
        calibration: the model's, for what it counted on train.
        logits: from `scores`.
        left_out: of `PARTS`.
    """
    known = Priors(
        {} if "structure" in left_out else calibration.structure,
        [] if "transitions" in left_out else calibration.transitions,
    )
    plain = [replace(x, ngrams=None if "ngrams" in left_out else x.ngrams, tokens=()) for x in logits]
    pairs = list(zip(evaluation.documents, plain, strict=True))
    fitted = [_fit(pairs[half::2] or pairs, known, evaluation.labels) for half in (1, 0)]  # each from the other half
    said = [
        said_in(decide(d.document, x, evaluation.labels, fitted[n % 2]), evaluation.labels).at(d.known)
        for n, (d, x) in enumerate(pairs)
    ]
    return replace(evaluation, predictions=line_up(evaluation.documents, said, evaluation.labels))


def _fit(pairs: Sequence[tuple[LabelledDocument, Logits]], known: Priors, labels: LabelSet) -> Calibration:
    documents, logits = zip(*pairs, strict=True)
    labelled = np.concatenate([d.known for d in documents])
    places = Places.of(*(d.document for d in documents))
    return fit(Logits.joined(logits), places, labelled, *gold(documents, labels), labels, known)
