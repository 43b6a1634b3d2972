"""What happens beside learning: more checkpoints, stopping early, and telling how far it is."""

import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn
from transformers import TrainerCallback

_LINES = 20
"""Progress lines a run, where there is no bar."""


def out_of_patience(selections: Sequence[float], patience: int | None) -> bool:
    """Whether the best of the epochs' dev figures is `patience` or more epochs old."""
    return patience is not None and len(selections) - 1 - selections.index(max(selections)) >= patience


class Patience(TrainerCallback):  # type: ignore[misc]
    """Stops when dev figures get no better. They are read from the log, so that a resumed run has the same patience."""

    def __init__(self, patience: int | None) -> None:
        self._patience = patience

    def on_evaluate(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        selections = [entry["eval_selection"] for entry in state.log_history if "eval_selection" in entry]
        control.should_training_stop |= out_of_patience(selections, self._patience)


class SaveEvery(TrainerCallback):  # type: ignore[misc]
    """Checkpoints within an epoch; its end has one of its own, made after the evaluation."""

    def __init__(self, steps: int | None) -> None:
        self._steps = steps

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        at_end = state.epoch.is_integer() or state.global_step >= state.max_steps
        control.should_save |= self._steps is not None and not at_end and state.global_step % self._steps == 0


class Reporter(TrainerCallback):  # type: ignore[misc]
    """Progress with the time left: a bar on a terminal, else a line every few per cent; a line for every epoch.

    Args:
        say: takes a line.
        bar: whether to draw a bar (on stderr).
    """

    def __init__(self, say: Callable[[str], None], *, bar: bool) -> None:
        self._say = say
        columns = (TextColumn("training"), BarColumn(), TextColumn("{task.percentage:.0f}%, {task.description}"))
        self._bar = Progress(*columns, console=Console(file=sys.stderr), transient=True) if bar else None
        self._loss = ""
        self._from = 0
        self._started = 0.0

    def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self._from, self._started = state.global_step, time.monotonic()
        if self._bar is not None:
            self._bar.add_task("starting", total=state.max_steps, completed=state.global_step)
            self._bar.start()

    def on_log(self, args: Any, state: Any, control: Any, logs: dict[str, Any], **kwargs: Any) -> None:
        if "loss" in logs:
            self._loss = f"loss {logs['loss']:.4f}, "

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        step, total = state.global_step, state.max_steps
        seconds = (time.monotonic() - self._started) / (step - self._from) * (total - step)
        text = f"step {step:,} of {total:,}, epoch {state.epoch:.2f}, {self._loss}{duration(seconds)} left"
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=step, description=text)
        elif step * _LINES // total > (step - 1) * _LINES // total:
            self._say(text)

    def on_evaluate(self, args: Any, state: Any, control: Any, metrics: dict[str, float], **kwargs: Any) -> None:
        figures = ", ".join(f"{name.replace('_', ' ')} {metrics[f'eval_{name}']:.3f}" for name in _FIGURES)
        self.close()  # the line takes the bar's place, and the bar the next line
        self._say(f"epoch {state.epoch:g} on dev: {figures}")
        if self._bar is not None:
            self._bar.start()

    def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        self.close()

    def close(self) -> None:
        """Take the bar away and leave the terminal as it was found."""
        if self._bar is not None:
            self._bar.stop()


_FIGURES = ("topic_macro_f1", "role_macro_f1", "role_accuracy", "selection")


def duration(seconds: float) -> str:
    """Hours, minutes, seconds."""
    return str(timedelta(seconds=round(seconds)))
