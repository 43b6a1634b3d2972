"""What breaks a training off is told with what stands of the run and what to do, and what was saved stands."""

import errno
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import yaml
from typer.testing import CliRunner

from gongwen.cli import app
from gongwen.errors import DataError, TrainingError
from gongwen.training.checkpoints import last_checkpoint
from gongwen.training.config import load_config
from gongwen.training.train import train
from gongwen.training.trainer import ParagraphTrainer

from .tiny import LABELS, tiny_project

# 24 windows, 6 steps an epoch.
SETTINGS = ["optimization.epochs=2"]


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_project(tmp_path_factory.mktemp("failures"))


def _at_step(step: int, error: BaseException, method: str, patch: pytest.MonkeyPatch) -> None:
    """Let a method of the trainer fail from a step on."""
    real: Callable[..., Any] = getattr(ParagraphTrainer, method)

    def failing(self: Any, *args: Any, **kwargs: Any) -> Any:
        if self.state.global_step >= step:
            raise error
        return real(self, *args, **kwargs)

    patch.setattr(ParagraphTrainer, method, failing)


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.\nSee documentation"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory"),
    ],
    ids=["gpu", "cpu"],
)
def test_out_of_memory(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    output = tmp_path / "run"
    with monkeypatch.context() as patch:
        _at_step(8, error, "compute_loss", patch)
        with pytest.raises(TrainingError, match=r"out of memory.*") as failed:
            train(load_config(config, [*SETTINGS, f"output={output}"]), lambda _: None)
    for word in ("batch_windows", "accumulate", "gradient_checkpointing", "max_tokens", "--resume", "checkpoint-6"):
        assert word in str(failed.value)
    # What the message proposes is done.
    smaller = ["optimization.batch_windows=2", "optimization.accumulate=2"]
    train(load_config(config, [*SETTINGS, *smaller, f"output={output}"]), lambda _: None, resume=True)
    assert (output / "run.json").exists()


def test_out_of_memory_before_anything_is_saved(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _at_step(0, torch.OutOfMemoryError("CUDA out of memory."), "compute_loss", monkeypatch)
    with pytest.raises(TrainingError, match=r"Nothing of the run in .* has been saved yet; start it anew"):
        train(load_config(config, [*SETTINGS, f"output={tmp_path / 'run'}"]), lambda _: None)


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        RuntimeError("[enforce fail at inline_container.cc:672] . unexpected pos 704 vs 598"),  # torch.save's words
    ],
    ids=["system", "torch"],
)
def test_full_disk(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    output = tmp_path / "run"
    _at_step(9, error, "_save_optimizer_and_scheduler", monkeypatch)
    settings = [*SETTINGS, "optimization.save_every=3", f"output={output}"]
    with pytest.raises(TrainingError, match=r"cannot be written: .*GB free on that disk\); make room") as failed:
        train(load_config(config, settings), lambda _: None)
    assert "step 6 (epoch 1.00)" in str(failed.value)
    # The two before stand; what was half written is gone.
    assert {path.name for path in (output / "checkpoints").iterdir()} == {"checkpoint-3", "checkpoint-6"}


def test_other_errors_are_not_taken_for_one_of_these(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at_step(2, RuntimeError("shapes do not match"), "compute_loss", monkeypatch)
    with pytest.raises(RuntimeError, match="shapes do not match"):
        train(load_config(config, [*SETTINGS, f"output={tmp_path / 'run'}"]), lambda _: None)


def test_a_loss_that_is_no_number(config: Path, tmp_path: Path) -> None:
    rates = ["optimization.learning_rate=1e38", "optimization.head_learning_rate=1e38"]
    with pytest.raises(TrainingError, match=r"the loss of optimizer step \d is (nan|inf)") as failed:
        train(load_config(config, [*SETTINGS, *rates, f"output={tmp_path / 'run'}"]), lambda _: None)
    assert "learning_rate" in str(failed.value)
    assert "optimization.precision=fp32" in str(failed.value)


@pytest.mark.parametrize(("kind", "key"), [("topics", "forest"), ("roles", "signature")])
def test_a_label_that_is_never_taught(config: Path, tmp_path: Path, kind: str, key: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(config.parent / "data", folder)
    table = LABELS | {kind: [*LABELS[kind], {"key": key, "name": "新"}]}  # type: ignore[misc]
    (folder / "labels.yaml").write_text(yaml.safe_dump(table, allow_unicode=True), encoding="utf-8")
    settings = load_config(config, [f"data.folder={folder}", f"output={tmp_path / 'run'}"])
    with pytest.raises(DataError, match=f"no example in train of {kind[:-1]} '{key}'; label some") as failed:
        train(settings, lambda _: None)
    assert str(folder / "labels.yaml") in str(failed.value)


def test_ctrl_c_says_how_to_go_on(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _at_step(8, KeyboardInterrupt(), "compute_loss", monkeypatch)
    result = CliRunner().invoke(app, ["train", str(config), *SETTINGS, f"output={tmp_path / 'run'}"])
    assert result.exit_code == 130
    assert "stopped. The run stands as of step 6 (epoch 1.00)" in result.output
    assert "the same command with --resume" in result.output
    last = last_checkpoint(tmp_path / "run" / "checkpoints")
    assert last is not None
    assert last.step == 6
