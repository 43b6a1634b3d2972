"""What a finished model says of texts without labels, to learn from (Hinton et al., "Distilling the Knowledge in a
Neural Network", 2015).

The teacher is a model folder, taken whole: encoder, n-gram table, places and the chain of roles, calibrated. So a
student is taught more than the teacher's encoder knows, and probabilities in place of bare labels. Texts with labels
are not asked about: there the teacher repeats what it has learnt by heart.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ..documents import Document
from ..errors import ConfigError
from ..labels import LabelSet
from ..runtime import Tagger
from ..runtime.decide import probabilities
from ..runtime.sequence import Places
from .examples import Targets

_LINES = 5
"""Progress lines."""


def taught(teacher: Path, documents: Sequence[Document], labels: LabelSet, say: Callable[[str], None]) -> list[Targets]:
    """The teacher's probabilities for every paragraph.

    Args:
        teacher: a model folder.
        documents: texts without labels.
        labels: the label table that is learnt.
        say: takes one line for the user at a time.

    Raises:
        ConfigError: the teacher has another label table.
        ModelError: the folder is missing or damaged.
    """
    tagger = Tagger.from_pretrained(teacher)
    if tagger.labels != labels:
        raise ConfigError(f"distil.teacher: {teacher} has another label table; it cannot teach this one")
    noise = np.array([labels.role_kind(key) == "noise" for key in labels.role_keys])
    targets = []
    for n, document in enumerate(documents, 1):
        topics, roles = probabilities(tagger.logits(document), Places.of(document), tagger.bundle.calibration)
        # Noise has no topic, whatever its words say.
        targets.append(Targets(document, topics * (1 - roles[:, noise].sum(axis=1, keepdims=True)), roles))
        if n * _LINES // len(documents) > (n - 1) * _LINES // len(documents):
            say(f"teacher: {n:,} of {len(documents):,} unlabelled documents read")
    return targets
