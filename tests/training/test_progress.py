"""How far a run is: lines or a bar, logs, and when it stops by itself."""

import io
import json
import re
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import load_file
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from gongwen.training import arguments
from gongwen.training.callbacks import Reporter, out_of_patience
from gongwen.training.config import load_config
from gongwen.training.train import train

from .tiny import tiny_project


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_project(tmp_path_factory.mktemp("progress"))


@pytest.fixture(scope="module")
def said(config: Path) -> list[str]:
    lines: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arguments, "LOG_STEPS", 2)
        train(load_config(config, ["optimization.epochs=2"]), lines.append)
    return lines


def test_a_pipe_gets_plain_lines(said: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    steps = [line for line in said if line.startswith("step ")]
    assert len(steps) == 12  # at most twenty; this run has no more steps
    assert re.fullmatch(r"step 12 of 12, epoch 2\.00, loss \d\.\d{4}, 0:00:00 left", steps[-1])
    assert sum(line.startswith("epoch ") and "selection" in line for line in said) == 2
    assert re.search(r"run: epoch [12] of 2 is the best; dev topic macro-F1 .* took 0:\d\d:\d\d", said[-1])


def test_lines_are_few_in_a_long_run() -> None:
    lines: list[str] = []
    reporter = Reporter(lines.append, bar=False)
    state = SimpleNamespace(global_step=0, max_steps=3000, epoch=0.0)
    reporter.on_train_begin(None, state, None)
    for state.global_step in range(1, 3001):
        reporter.on_step_end(None, state, None)
    assert len(lines) == 20


def test_a_terminal_gets_a_bar_that_makes_room_for_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    reporter = Reporter(lambda line: print(line, file=terminal), bar=True)
    state = SimpleNamespace(global_step=0, max_steps=40, epoch=1.0)
    reporter.on_train_begin(None, state, None)
    for state.global_step in range(1, 41):
        reporter.on_step_end(None, state, None)
        if state.global_step == 20:
            names = ("topic_macro_f1", "role_macro_f1", "role_accuracy", "selection")
            reporter.on_evaluate(None, state, None, {f"eval_{name}": 0.5 for name in names})
    reporter.close()
    shown = terminal.getvalue()
    assert "step 40 of 40" in shown
    # Nothing but control sequences stands before the epoch's line, as the bar has made room for it.
    before = shown[: shown.index("epoch 1 on dev")].rpartition("\n")[2]
    assert re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", before) == ""
    assert shown.count("on dev") == 1
    assert shown.rindex("\x1b[?25h") > shown.rindex("step 40 of 40")  # the cursor is back


def test_tensorboard_logs_are_beside_the_checkpoints(said: list[str], config: Path) -> None:
    logs = config.parent / "run" / "logs"
    events = EventAccumulator(str(logs))
    events.Reload()
    assert [point.step for point in events.Scalars("train/loss")] == [2, 4, 6, 8, 10, 12]
    assert [point.step for point in events.Scalars("eval/selection")] == [6, 12]
    assert not list((config.parent / "run" / "checkpoints").rglob("events*"))


def test_a_run_stops_when_dev_gets_no_better(config: Path, tmp_path: Path) -> None:
    still = ["optimization.learning_rate=1e-12", "optimization.head_learning_rate=1e-12", "optimization.patience=2"]
    settings = load_config(config, [*still, f"output={tmp_path / 'run'}"])
    train(settings, lambda _: None)
    facts = json.loads((tmp_path / "run" / "run.json").read_text())
    assert [entry["epoch"] for entry in facts["history"]] == [1, 2, 3]
    train(settings, lambda _: None, resume=True)  # nothing is left to do
    again = json.loads((tmp_path / "run" / "run.json").read_text())
    assert again["history"] == facts["history"]


def test_patience_counts_from_the_best_epoch() -> None:
    assert not out_of_patience([0.5, 0.4, 0.6], 1)
    assert out_of_patience([0.5, 0.6, 0.6], 1)
    assert not out_of_patience([0.6, 0.5, 0.4], 3)
    assert not out_of_patience([0.6, 0.5, 0.4], None)


def test_gradient_checkpointing_changes_memory_only(said: list[str], config: Path, tmp_path: Path) -> None:
    settings = ["optimization.epochs=2", "optimization.gradient_checkpointing=true", f"output={tmp_path / 'run'}"]
    calls = []
    with pytest.MonkeyPatch.context() as patch:
        real = torch.utils.checkpoint.checkpoint
        patch.setattr("transformers.modeling_utils.checkpoint", lambda *a, **k: calls.append(1) or real(*a, **k))
        train(load_config(config, settings), lambda _: None)
    assert len(calls) == 12 * 2  # steps x layers
    for file in ("encoder/model.safetensors", "heads.safetensors"):
        plain, saving = load_file(config.parent / "run" / file), load_file(tmp_path / "run" / file)
        assert all(torch.allclose(plain[name], saving[name], atol=1e-6) for name in plain)
