"""Documents with targets → training examples: windows with labels per span.

A target is a probability: 0 or 1 where a person has read the paragraph, in between where a teacher has.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from ..data import LabelledDocument
from ..documents import Document
from ..labels import LabelSet
from ..runtime.scorer import Float
from ..windows import ParagraphTokenizer, WindowSettings, build_windows
from .model import IGNORED

Example = dict[str, Any]


@dataclass(frozen=True)
class Targets:
    """What is to be learnt from a document.

    Attributes:
        document: its text.
        topics: (paragraphs, topics) probabilities; rows of `IGNORED` where nothing is known.
        roles: (paragraphs, roles) the same.
    """

    document: Document
    topics: Float
    roles: Float

    @classmethod
    def read(cls, labelled: LabelledDocument, labels: LabelSet) -> "Targets":
        """Those that a person has given."""
        count = len(labelled.rows)
        topics = np.full((count, len(labels.topics)), IGNORED, dtype=np.float32)
        roles = np.full((count, len(labels.roles)), IGNORED, dtype=np.float32)
        for n, row in enumerate(labelled.rows):
            if row is not None:
                topics[n], role = row.targets(labels)
                roles[n] = np.arange(len(labels.roles)) == role
        return cls(labelled.document, topics, roles)


def examples(
    documents: Iterable[Targets], tokenizer: ParagraphTokenizer, settings: WindowSettings, *, dense: bool
) -> Iterator[Example]:
    """One example a window; windows without any known span are left out.

    A paragraph cut into pieces keeps its role on each; its topics are unknown on each (the topic may stand in another
    piece), but topics it does not have are known to be absent.
    """
    for targets in documents:
        for window in build_windows(targets.document, tokenizer, settings, dense=dense):
            at = [span.paragraph for span in window.spans]
            topics, roles = targets.topics[at], targets.roles[at]
            if (roles == IGNORED).all():
                continue
            pieces = np.array([not span.whole for span in window.spans])
            topics[pieces[:, None] & (topics > 0.5)] = IGNORED
            yield {
                "input_ids": window.ids,
                "spans": [(span.start, span.end) for span in window.spans],
                "topic_labels": topics.tolist(),
                "role_labels": roles.tolist(),
                "length": len(window.ids),
            }


class Collator:
    """Pads a batch of examples: ids with the encoder's own padding, spans with empty pooling rows."""

    def __init__(self, pad_id: int) -> None:
        self._pad_id = pad_id

    def __call__(self, batch: list[Example]) -> dict[str, torch.Tensor]:
        tokens = max(len(example["input_ids"]) for example in batch)
        spans = max(len(example["spans"]) for example in batch)
        topics, roles = len(batch[0]["topic_labels"][0]), len(batch[0]["role_labels"][0])
        ids = np.full((len(batch), tokens), self._pad_id, dtype=np.int64)
        mask = np.zeros((len(batch), tokens), dtype=np.int64)
        pool = np.zeros((len(batch), spans, tokens), dtype=np.float32)
        topic_labels = np.full((len(batch), spans, topics), IGNORED, dtype=np.float32)
        role_labels = np.full((len(batch), spans, roles), IGNORED, dtype=np.float32)
        for n, example in enumerate(batch):
            length, count = len(example["input_ids"]), len(example["spans"])
            ids[n, :length] = example["input_ids"]
            mask[n, :length] = 1
            for row, (start, end) in enumerate(example["spans"]):
                pool[n, row, start:end] = 1.0 / (end - start)
            topic_labels[n, :count] = example["topic_labels"]
            role_labels[n, :count] = example["role_labels"]
        arrays = {
            "input_ids": ids,
            "attention_mask": mask,
            "pool": pool,
            "topic_labels": topic_labels,
            "role_labels": role_labels,
        }
        return {name: torch.from_numpy(array) for name, array in arrays.items()}
