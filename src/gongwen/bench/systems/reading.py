"""Single paragraphs through an encoder, in batches of about equal length."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ...documents import Document, Paragraph
from ...evaluation.arrays import Double, Float, Int
from ...runtime.scorer import pooling_matrix
from ...training.config import WindowConfig
from ...windows import ParagraphTokenizer, WindowSettings, build_windows

BATCH = 32
_TOKENS = 512
"""Of a paragraph read at once, where the encoder reads that many; a longer one is read in pieces."""
_SAID = 50
"""Batches between two lines for the user."""

Call = Callable[[Tensor, Tensor, Tensor], Tensor]
"""Ids and mask (batch, tokens) and pooling rows (batch, 1, tokens) → values (batch, 1, n)."""


def single_paragraphs(positions: int) -> WindowConfig:
    """Windows of one paragraph without context, for an encoder that reads `positions` tokens at most."""
    return WindowConfig(max_tokens=min(_TOKENS, positions), margin_tokens=0, heading_tokens=0, context=False)


@dataclass(frozen=True)
class Reading:
    """Values of the pieces of some texts; nearly every text is one piece."""

    values: Float
    """(pieces, n)."""
    text: Int
    """(pieces,): ascending."""
    tokens: Int
    """(pieces,)."""

    @property
    def mean(self) -> Float:
        """(texts, n): over the pieces, weighted by their tokens."""
        starts = self._starts
        sums = np.add.reduceat(self.values * self.tokens[:, None].astype(np.float64), starts)
        totals: Double = np.add.reduceat(self.tokens.astype(np.float64), starts)
        return np.asarray(sums / totals[:, None], dtype=np.float32)

    @property
    def greatest(self) -> Float:
        """(texts, n)."""
        return np.asarray(np.maximum.reduceat(self.values, self._starts), dtype=np.float32)

    @property
    def _starts(self) -> Int:
        return np.flatnonzero(np.append(True, self.text[1:] != self.text[:-1]))


@torch.inference_mode()
def read(
    texts: Sequence[str],
    tokenizer: ParagraphTokenizer,
    settings: WindowSettings,
    call: Call,
    device: str,
    say: Callable[[str], None],
) -> Reading:
    """Encode texts, the longest first, so that what runs out of memory does so at once.

    Args:
        texts: at least one.
        tokenizer: the encoder's.
        settings: windows without context.
        call: the model.
        device: where it stands.
        say: takes one line for the user at a time.
    """
    document = Document("", "", "", tuple(Paragraph(n, (), text) for n, text in enumerate(texts)))
    windows = build_windows(document, tokenizer, settings)
    order = sorted(range(len(windows)), key=lambda n: -len(windows[n].ids))
    values: list[Float | None] = [None] * len(windows)
    for at in range(0, len(order), BATCH):
        chunk = [windows[n] for n in order[at : at + BATCH]]
        longest = len(chunk[0].ids)
        ids = torch.tensor([window.ids + [settings.pad_id] * (longest - len(window.ids)) for window in chunk])
        mask = torch.tensor([[1] * len(window.ids) + [0] * (longest - len(window.ids)) for window in chunk])
        pool = torch.from_numpy(np.stack([pooling_matrix(window, longest) for window in chunk]))
        outputs = call(ids.to(device), mask.to(device), pool.to(device)).float().cpu().numpy()
        for n, value in zip(order[at : at + BATCH], outputs[:, 0], strict=True):
            values[n] = value
        if (at // BATCH + 1) % _SAID == 0:
            say(f"encoded {at + len(chunk)} of {len(order)} paragraphs")
    return Reading(
        np.stack([value for value in values if value is not None]),
        np.array([window.spans[0].paragraph for window in windows]),
        np.array([len(window.ids) for window in windows]),
    )
