"""Which labels are probably wrong: cleanlab's label quality of every paragraph, from out-of-fold probabilities.

Northcutt et al., "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 70 (2021); for the topics,
Thyagarajan et al., "Identifying Incorrect Annotations in Multi-Label Classification Data" (2022). Nothing is changed
here: the list is for a person to read.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import MissingExtraError
from ..labels import LabelSet
from ..outputs import atomic_writer
from .assemble import LabelledDocument
from .rows import Row

_COLUMNS = (
    "row", "source", "line", "role", "role_suggested", "role_score", "topics", "topics_suggested", "topic_score",
    "text",
)  # fmt: skip
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Suspect:
    """A labelled paragraph in doubt. Scores are 0 (surely wrong) to 1; the smaller one ranks it."""

    row: Row
    text: str
    role_score: float
    role_suggested: str
    topic_score: float
    topics_suggested: tuple[str, ...]

    @property
    def score(self) -> float:
        return min(self.role_score, self.topic_score)


def suspects(
    documents: Sequence[LabelledDocument],
    labels: LabelSet,
    topic_probabilities: NDArray[np.float64],
    role_probabilities: NDArray[np.float64],
) -> list[Suspect]:
    """All labelled paragraphs, most doubtful first.

    Args:
        documents: in the order of the probabilities' rows, as are their labelled paragraphs.
        labels: their label table.
        topic_probabilities: (paragraphs, topics), out of fold.
        role_probabilities: (paragraphs, roles), out of fold.

    Raises:
        MissingExtraError: the package cleanlab is not installed.
    """
    try:
        from cleanlab.rank import get_label_quality_scores  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("the label audit", "data", "cleanlab") from error
    places = [
        (row, paragraph.text)
        for d in documents
        for row, paragraph in zip(d.rows, d.document.paragraphs, strict=True)
        if row is not None
    ]
    targets = [row.targets(labels) for row, _ in places]
    roles = np.array([role for _, role in targets])
    role_scores = get_label_quality_scores(roles, _every_class(role_probabilities), method="self_confidence")
    given = np.array([topics for topics, _ in targets], dtype=int).reshape(len(places), -1)
    # A topic is a yes/no question of its own; the paragraph is as doubtful as its most doubtful topic.
    topic_scores = np.min(
        [
            get_label_quality_scores(given[:, n], np.stack([1 - p, p], axis=1), method="self_confidence")
            for n, p in enumerate(topic_probabilities.T)
        ],
        axis=0,
    )
    found = [
        Suspect(
            row,
            text,
            float(role_scores[n]),
            labels.role_keys[int(role_probabilities[n].argmax())],
            float(topic_scores[n]),
            tuple(key for key, p in zip(labels.topic_keys, topic_probabilities[n], strict=True) if p > 0.5),
        )
        for n, (row, text) in enumerate(places)
    ]
    return sorted(found, key=lambda suspect: suspect.score)


def _every_class(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rows that sum to 1 exactly, as cleanlab wants them."""
    sums: NDArray[np.float64] = probabilities.sum(axis=1, keepdims=True)
    return probabilities / sums


def write_review(path: Path, found: Sequence[Suspect]) -> None:
    """A CSV to read in a spreadsheet program: worst first, given and suggested labels side by side."""
    with atomic_writer(path) as file:
        file.write("\ufeff")  # tells Excel that the file is UTF-8
        table = csv.writer(file, lineterminator="\r\n")
        table.writerow(_COLUMNS)
        for s in found:
            text = f"'{s.text}" if s.text.startswith(_FORMULA_STARTS) else s.text
            table.writerow(
                [
                    s.row.where, s.row.source, s.row.line,
                    s.row.role, s.role_suggested, f"{s.role_score:.3f}",
                    " ".join(s.row.topics), " ".join(s.topics_suggested), f"{s.topic_score:.3f}",
                    text,
                ]
            )  # fmt: skip
