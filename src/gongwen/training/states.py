"""Encoder states of whole documents, for what is fitted on a frozen encoder."""

from itertools import groupby

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..runtime.scorer import pooling_matrix
from ..windows import Window
from .model import ParagraphTagger


@torch.no_grad()
def paragraph_states(model: ParagraphTagger, windows: list[Window]) -> NDArray[np.float32]:
    """Mean state of every paragraph of a document, over its pieces where it is long: (paragraphs, hidden)."""
    device = next(model.parameters()).device
    pieces: list[tuple[int, Tensor]] = []
    for window in windows:
        ids = torch.tensor([window.ids], device=device)
        pool = torch.from_numpy(pooling_matrix(window))[None].to(device)
        pooled = model.pool(ids, torch.ones_like(ids), pool)[0].float().cpu()
        pieces += [(span.paragraph, state) for span, state in zip(window.spans, pooled, strict=True)]
    groups = groupby(pieces, lambda piece: piece[0])
    return np.stack([torch.stack([state for _, state in group]).mean(0).numpy() for _, group in groups])
