"""Whether the exported model is the trained one: ONNX fp32 to rounding, int8 in what it says of dev."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from ..data import LabelledDocument
from ..runtime import Tagger
from ..runtime.scorer import Logits, pooling_matrix
from ..training.model import ParagraphTagger
from ..windows import WindowSettings, build_windows
from .onnx import example_batch, export_fp32, largest_difference

MAX_FP32_DIFFERENCE = 1e-4
"""Largest difference of a logit between torch and ONNX fp32, on padded and unpadded batches."""
MIN_AGREEMENT = 0.97
"""Least share of dev paragraphs to which int8 and torch give the same role, and the same topics."""


@dataclass(frozen=True)
class Parity:
    """How the exported model agrees with the trained one on dev."""

    fp32_difference: float
    role_agreement: float
    topic_agreement: float


def fp32_difference(model: ParagraphTagger, path: Path) -> float:
    """Export in fp32 to `path` and return the largest difference of a logit."""
    export_fp32(model, path)
    padded = example_batch(model.encoder.config.vocab_size, seed=1)
    ids, mask, pool = padded
    return largest_difference(model, path, [padded, (ids[1:], mask[1:], pool[1:])])


def agreement(
    model: ParagraphTagger,
    dev: Sequence[LabelledDocument],
    logits: Sequence[Logits],
    tagger: Tagger,
    settings: WindowSettings,
    difference: float,
) -> Parity:
    """Compare the int8 logits of dev with the trained model's."""
    same_role, same_topics = [], []
    tokenizer = tagger.bundle.tokenizer()
    for labelled, int8 in zip(dev, logits, strict=True):
        for window in build_windows(labelled.document, tokenizer, settings):
            ids = torch.tensor([window.ids])
            with torch.inference_mode():
                out = model(ids, torch.ones_like(ids), torch.from_numpy(pooling_matrix(window)[None]))
            for row, span in enumerate(window.spans):
                if span.whole:
                    at = span.paragraph
                    same_role.append(int(out["role_logits"][0, row].argmax()) == int(int8.roles[at].argmax()))
                    same_topics.append(bool(((out["topic_logits"][0, row].numpy() > 0) == (int8.topics[at] > 0)).all()))
    return Parity(difference, float(np.mean(same_role)), float(np.mean(same_topics)))
