"""What a system said of labelled paragraphs, beside what people said of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ..data.assemble import LabelledDocument
from ..labels import LabelSet
from .arrays import Bool, Float, Int


@dataclass(frozen=True)
class Predictions:
    """Gold and predicted labels of the labelled paragraphs of some documents, in order."""

    sources: tuple[str, ...]
    """The documents."""
    owner: Int
    """(paragraphs,): position in `sources` of each paragraph's document."""
    gold_topics: Bool
    """(paragraphs, topics)."""
    gold_roles: Int
    """(paragraphs,)."""
    topics: Bool
    roles: Int
    topic_scores: Float | None = field(default=None, repr=False)
    """(paragraphs, topics): probabilities; None for a system that has none."""
    role_scores: Float | None = field(default=None, repr=False)
    """(paragraphs,): probability of the role given."""
    unsure: Bool | None = field(default=None, repr=False)
    """(paragraphs,): the system flags its own labels as unsure."""
    role_probabilities: Float | None = field(default=None, repr=False)
    """(paragraphs, roles): of every role, for curves; None where only that of the role given was kept."""

    def __len__(self) -> int:
        return len(self.owner)

    def of(self, sources: Sequence[str]) -> "Predictions":
        """Those of some of the documents."""
        wanted = {source: n for n, source in enumerate(sources)}
        new = np.array([wanted.get(source, -1) for source in self.sources], dtype=np.int64)
        keep = new[self.owner] >= 0

        def cut(array: "Bool | Float | None") -> "Bool | Float | None":
            return None if array is None else array[keep]

        return Predictions(
            tuple(sources),
            new[self.owner[keep]],
            self.gold_topics[keep],
            self.gold_roles[keep],
            self.topics[keep],
            self.roles[keep],
            cut(self.topic_scores),  # type: ignore[arg-type]
            cut(self.role_scores),  # type: ignore[arg-type]
            cut(self.unsure),  # type: ignore[arg-type]
            cut(self.role_probabilities),  # type: ignore[arg-type]
        )

    @property
    def wrong(self) -> Bool:
        """(paragraphs,): a wrong role or a wrong set of topics."""
        return np.asarray((self.roles != self.gold_roles) | (self.topics != self.gold_topics).any(axis=1))


def gold(documents: Sequence[LabelledDocument], labels: LabelSet) -> tuple[Bool, Int]:
    """Gold topics (paragraphs, topics) and roles (paragraphs,) of the labelled paragraphs, in order."""
    targets = [row.targets(labels) for document in documents for row in document.rows if row is not None]
    topics = np.array([topics for topics, _ in targets], dtype=bool)
    return topics.reshape(len(targets), len(labels.topics)), np.array([role for _, role in targets], dtype=np.int64)


def owners(documents: Sequence[LabelledDocument]) -> Int:
    """(paragraphs,): position of each labelled paragraph's document."""
    return np.repeat(np.arange(len(documents)), [document.labelled for document in documents])
