"""What breaks a training off, in words: what happened, what stands of the run and where, what to do."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors import SafetensorError

from ..errors import TrainingError
from .checkpoints import CHECKPOINTS, last_checkpoint, remove_unfinished

# Allocators and libraries below torch say it in their own words, as a plain RuntimeError.
_NO_MEMORY = ("can't allocate memory", "not enough memory", "out of memory", "ALLOC_FAILED")


def what_stands(output: Path) -> str:
    """One sentence: from where the run can go on, and how."""
    checkpoint = last_checkpoint(output / CHECKPOINTS)
    if checkpoint is None:
        return f"Nothing of the run in {output} has been saved yet; start it anew"
    return (
        f"The run stands as of step {checkpoint.step} (epoch {checkpoint.epoch:.2f}) in {checkpoint.path}; "
        "the same command with --resume goes on from there"
    )


@contextmanager
def explained(output: Path) -> Iterator[None]:
    """Learning inside the block.

    Raises:
        TrainingError: memory ran out, or the loss is no number any more.
    """
    try:
        yield
    except FloatingPointError as error:
        raise TrainingError(
            f"{error}; stopped before it could spoil the weights.\n{what_stands(output)} (it keeps its learning rates: "
            "try it with optimization.precision=fp32, or bf16 in place of fp16).\nOr start anew with a lower "
            "optimization.learning_rate and head_learning_rate"
        ) from error
    except (RuntimeError, MemoryError) as error:
        if not _no_memory(error):
            raise
        raise TrainingError(
            f"out of memory: {str(error).partition(chr(10))[0]}\n{what_stands(output)}, with half of "
            "optimization.batch_windows and twice optimization.accumulate (what a step learns from stays the same), or "
            "with optimization.gradient_checkpointing=true.\nA shorter windows.max_tokens helps most, but is another "
            "run: start it anew"
        ) from error


@contextmanager
def writing(output: Path) -> Iterator[None]:
    """Files are written inside the block; what is left half written below the checkpoints is removed on failure.

    Raises:
        TrainingError: they cannot be written.
    """
    try:
        yield
    except (OSError, RuntimeError, SafetensorError) as error:
        # torch reports a full disk as RuntimeError with a message about its own file format, so any failure counts.
        if _no_memory(error):
            raise
        remove_unfinished(output / CHECKPOINTS)
        free = shutil.disk_usage(output).free / 1e9
        raise TrainingError(
            f"{output}: cannot be written: {error} ({free:.1f} GB free on that disk); make room.\n{what_stands(output)}"
        ) from error


def _no_memory(error: Exception) -> bool:
    known = isinstance(error, torch.OutOfMemoryError | MemoryError)
    return known or any(words in str(error) for words in _NO_MEMORY)
