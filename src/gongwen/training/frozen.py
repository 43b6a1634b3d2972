"""Layers that are not trained: what they make of every window is computed once and kept.

Lower layers change least in fine-tuning and can be left as they are (Lee et al., "What Would Elsa Do? Freezing Layers
During Transformer Fine-Tuning", 2019). Their states then never change, so that an epoch costs the upper layers only.
"""

import hashlib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.utils.data import Dataset

from .examples import Collator, Example
from .layers import lower_layers

STATES = "frozen-states"
_BATCH_TOKENS = 4096
_SAID = 10
"""Lines for the user while the states are computed."""


class FrozenStates(Dataset[Example]):
    """Examples with ``states`` (tokens, hidden) in place of reading their ids."""

    def __init__(self, examples: Any, states: np.ndarray[Any, Any], ends: np.ndarray[Any, Any]) -> None:
        self._examples, self._states, self._ends = examples, states, ends

    def __len__(self) -> int:
        return len(self._examples)

    def __getitem__(self, number: Any) -> Any:
        """One example, or, by the name of a field, its values in all of them."""
        if isinstance(number, str):
            return self._examples[number]
        return self._examples[number] | {"states": self._states[self._ends[number] : self._ends[number + 1]]}


def frozen_states(
    model: Any, examples: Any, folder: Path, collator: Collator, say: Callable[[str], None]
) -> FrozenStates:
    """The examples with the states that the frozen layers make of them, computed now or kept by an earlier run.

    Args:
        model: a `ParagraphTagger` with frozen layers, on the device to use.
        examples: training examples (a `datasets.Dataset`).
        folder: where states are kept: a file named after what they depend on, 2 bytes a token and hidden unit.
        collator: as for training.
        say: takes a line for the user at a time.
    """
    ends = np.cumsum([0, *examples["length"]])
    shape = (int(ends[-1]), model.encoder.config.hidden_size)
    path = folder / f"{_fingerprint(model.encoder, examples)}.f16"
    if not path.is_file():
        size = 2 * shape[0] * shape[1]
        say(f"states of the frozen layers: {size / 1e9:.1f} GB to {folder}")
        folder.mkdir(parents=True, exist_ok=True)
        for left in folder.glob("*.part"):  # of a process that was killed
            left.unlink()
        unfinished = path.with_suffix(".part")
        try:
            with unfinished.open("wb") as file:  # a full disk must be an error now, not a signal later
                if hasattr(os, "posix_fallocate"):
                    os.posix_fallocate(file.fileno(), 0, max(size, 1))
            states = np.memmap(unfinished, np.float16, "w+" if not unfinished.stat().st_size else "r+", shape=shape)
            _compute(model, examples, states, ends, collator, say)
            states.flush()
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
    return FrozenStates(examples, np.memmap(path, np.float16, "r", shape=shape), ends)


def _fingerprint(encoder: Any, examples: Any) -> str:
    """Of all that the states depend on: token ids, and the frozen parameters."""
    digest = hashlib.sha256()
    for ids in examples["input_ids"]:
        digest.update(np.asarray(ids, dtype=np.int32).tobytes() + b"|")
    for module in (encoder.embeddings, *encoder.encoder.layer[: encoder.frozen_layers]):
        for name, tensor in module.state_dict().items():
            digest.update(name.encode() + tensor.cpu().numpy().tobytes())
    return digest.hexdigest()[:32]


@torch.no_grad()
def _compute(
    model: Any,
    examples: Any,
    states: np.ndarray[Any, Any],
    ends: np.ndarray[Any, Any],
    collator: Collator,
    say: Callable[[str], None],
) -> None:
    device = next(model.parameters()).device
    lengths: Sequence[int] = examples["length"]
    model.eval()
    done = said = 0
    for batch in _batches(lengths):
        arrays = collator([examples[n] for n in batch])
        ids, mask = arrays["input_ids"].to(device), arrays["attention_mask"].to(device)
        computed = lower_layers(model.encoder, ids, mask).float().cpu().numpy()
        for row, n in zip(computed, batch, strict=True):
            states[ends[n] : ends[n + 1]] = row[: lengths[n]]
        done += sum(lengths[n] for n in batch)
        if done * _SAID // int(ends[-1]) > said:
            said = done * _SAID // int(ends[-1])
            say(f"states of the frozen layers: {done / ends[-1]:.0%}")
    model.train()


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Examples of about equal length together, longest first, so that what runs out of memory does so at once."""
    batches: list[list[int]] = [[]]
    for n in sorted(range(len(lengths)), key=lambda n: -lengths[n]):
        if batches[-1] and (len(batches[-1]) + 1) * lengths[batches[-1][0]] > _BATCH_TOKENS:
            batches.append([])
        batches[-1].append(n)
    return batches
