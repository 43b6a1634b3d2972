"""Checkpoints on the disk: which are whole, and what a resumed epoch needs beside what the Trainer saves."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import ConfigError

CHECKPOINTS = "checkpoints"
_STATE = "trainer_state.json"
_ORDER = "order.json"


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint that was written to its end."""

    path: Path
    step: int
    """Optimizer steps done."""
    epoch: float
    """Epochs done; a fraction in the middle of one."""
    selections: tuple[float, ...]
    """Dev figure of every epoch evaluated so far."""


def last_checkpoint(folder: Path) -> Checkpoint | None:
    """The latest whole checkpoint below `folder`, or None."""
    found = [_read(path) for path in _folders(folder)]
    return max((c for c in found if c is not None), key=lambda c: c.step, default=None)


def remove_unfinished(folder: Path) -> None:
    """Remove checkpoints that a killed process or a full disk left half written."""
    for path in _folders(folder):
        if _read(path) is None:
            shutil.rmtree(path, ignore_errors=True)


def save_order(folder: Path, order: Sequence[int], global_batch: int) -> None:
    """Keep the running epoch's order of windows with a checkpoint: drawn anew it would be another one."""
    content = json.dumps({"global_batch": global_batch, "order": list(order)})
    (folder / _ORDER).write_text(content, encoding="utf-8")


def load_order(checkpoint: Checkpoint, windows: int, global_batch: int) -> list[int] | None:
    """The order of windows of the epoch that the checkpoint stands in; None between two epochs.

    Args:
        checkpoint: from which a run goes on.
        windows: how many there are to learn from now.
        global_batch: windows an optimizer step learns from now.

    Raises:
        ConfigError: these are not what the checkpoint was made with, so that its steps mean something else.
    """
    try:
        saved = json.loads((checkpoint.path / _ORDER).read_text(encoding="utf-8"))
    except FileNotFoundError:  # of a version that saved at the end of epochs only
        return None
    if len(saved["order"]) != windows:
        raise ConfigError(
            f"{checkpoint.path}: made from {len(saved['order'])} windows, but data and settings now give {windows}; "
            "restore them, or train without --resume"
        )
    if saved["global_batch"] != global_batch:
        raise ConfigError(
            f"{checkpoint.path}: made with {saved['global_batch']} windows an optimizer step, now {global_batch}; keep "
            "batch_windows x accumulate x processes as it was, or train without --resume"
        )
    order: list[int] | None = None if checkpoint.epoch.is_integer() else saved["order"]
    return order


def _folders(folder: Path) -> list[Path]:
    return sorted(folder.glob("checkpoint-*"))


def _read(path: Path) -> Checkpoint | None:
    """None if it is not whole: its state is the last file to be written, after those of all processes."""
    try:
        state = json.loads((path / _STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    selections = [entry["eval_selection"] for entry in state["log_history"] if "eval_selection" in entry]
    return Checkpoint(path, state["global_step"], float(state["epoch"]), tuple(selections))
