"""Labelled documents → training examples: windows with labels per span."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import torch

from ..data import LabelledDocument
from ..labels import LabelSet
from ..windows import ParagraphTokenizer, WindowSettings, build_windows
from .model import IGNORED

Example = dict[str, Any]


def examples(
    documents: Iterable[LabelledDocument],
    tokenizer: ParagraphTokenizer,
    settings: WindowSettings,
    labels: LabelSet,
    *,
    dense: bool,
) -> Iterator[Example]:
    """One example a window; windows without any labelled span are left out.

    A paragraph cut into pieces keeps its role on each; its topics are unknown on each (the topic may stand in another
    piece), but topics it does not have are known to be absent.
    """
    for labelled in documents:
        for window in build_windows(labelled.document, tokenizer, settings, dense=dense):
            spans = [(s.start, s.end) for s in window.spans]
            if all(labelled.rows[s.paragraph] is None for s in window.spans):
                continue
            roles, topics = [], []
            for span in window.spans:
                row = labelled.rows[span.paragraph]
                if row is None:
                    roles.append(IGNORED)
                    topics.append([IGNORED] * len(labels.topics))
                    continue
                given, role = row.targets(labels)
                present = 1 if span.whole else IGNORED
                roles.append(role)
                topics.append([present if yes else 0 for yes in given])
            yield {
                "input_ids": window.ids,
                "spans": spans,
                "topic_labels": topics,
                "role_labels": roles,
                "length": len(window.ids),
            }


class Collator:
    """Pads a batch of examples: ids with the encoder's own padding, spans with empty pooling rows."""

    def __init__(self, pad_id: int) -> None:
        self._pad_id = pad_id

    def __call__(self, batch: list[Example]) -> dict[str, torch.Tensor]:
        tokens = max(len(example["input_ids"]) for example in batch)
        spans = max(len(example["spans"]) for example in batch)
        topics = len(batch[0]["topic_labels"][0])
        ids = np.full((len(batch), tokens), self._pad_id, dtype=np.int64)
        mask = np.zeros((len(batch), tokens), dtype=np.int64)
        pool = np.zeros((len(batch), spans, tokens), dtype=np.float32)
        topic_labels = np.full((len(batch), spans, topics), IGNORED, dtype=np.int64)
        role_labels = np.full((len(batch), spans), IGNORED, dtype=np.int64)
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
