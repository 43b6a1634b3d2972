"""Two processes, or two accumulated batches, learn what one process learns from the same windows in one batch."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from gongwen.training import arguments
from gongwen.training.batches import GlobalBatches, TrainingWindows
from gongwen.training.config import load_config
from gongwen.training.model import IGNORED
from gongwen.training.train import train

from .tiny import tiny_project

# 18 windows, four a step: the last step of an epoch has two, so that a process and a batch go without.
SETTINGS = ["windows.heading_tokens=0", "model.dropout=0", "optimization.epochs=2", "optimization.learning_rate=1e-4"]
# What torchrun does, but that both processes begin as copies of one that has imported everything.
TWO_PROCESSES = """
from torch.distributed.launcher.api import LaunchConfig, elastic_launch
import gongwen.training.train
from gongwen.cli import main
from gongwen.training import arguments

arguments.LOG_STEPS = 1
rendezvous = {"rdzv_backend": "c10d", "rdzv_endpoint": "localhost:0", "run_id": "test"}
elastic_launch(LaunchConfig(1, 1, 2, start_method="fork", max_restarts=0, **rendezvous), main)()
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_project(tmp_path_factory.mktemp("processes"))


@pytest.fixture(scope="module")
def alone(config: Path) -> Path:
    return _run(config, "alone", "optimization.batch_windows=4")


def _run(config: Path, name: str, *overrides: str) -> Path:
    output = config.parent / name
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arguments, "LOG_STEPS", 1)
        train(load_config(config, [*SETTINGS, *overrides, f"output={output}"]), lambda _: None)
    return output


def _assert_same(output: Path, alone: Path) -> None:
    losses, expected = (
        [entry["loss"] for entry in json.loads(state.read_text())["log_history"] if "loss" in entry]
        for state in (folder / "checkpoints" / "checkpoint-10" / "trainer_state.json" for folder in (output, alone))
    )
    assert len(losses) == 10
    assert losses == pytest.approx(expected, rel=1e-4)
    for file in ("encoder/model.safetensors", "heads.safetensors"):
        weights = load_file(output / file)
        for name, tensor in load_file(alone / file).items():
            assert torch.allclose(weights[name], tensor, atol=1e-4), name


def test_accumulated_batches_are_as_one(config: Path, alone: Path) -> None:
    halves = _run(config, "accumulated", "optimization.batch_windows=2", "optimization.accumulate=2")
    _assert_same(halves, alone)


def test_two_processes_are_as_one(config: Path, alone: Path) -> None:
    output = config.parent / "two"
    words = ["train", str(config), *SETTINGS, "optimization.batch_windows=2", f"output={output}"]
    command = [sys.executable, "-c", TWO_PROCESSES, *words]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    ended = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.count("device: cpu") == 1
    assert "windows an optimizer step: 4 (2 a batch x 1 accumulated x 2 processes)" in ended.stdout
    assert len(list((output / "logs").iterdir())) == 1
    _assert_same(output, alone)
    facts, expected = (json.loads((folder / "run.json").read_text()) for folder in (output, alone))
    assert facts["dev"] == pytest.approx(expected["dev"], abs=1e-6)
    assert (facts["processes"], expected["processes"]) == (2, 1)


def test_batches_go_round_and_a_silent_window_teaches_nothing() -> None:
    torch.manual_seed(0)
    batches = list(GlobalBatches([5, 9, 7, 3, 8], batch=2, group=4, processes=2))
    assert [len(batch) for batch in batches] == [2, 2, 1, 1]
    assert sorted(n for batch in batches[:3] for n in batch) == [0, 1, 2, 3, 4]
    (silent,) = batches[3]
    example = {"input_ids": [1, 2], "topic_labels": [[1, 0]], "role_labels": [[0, 1, 0]]}
    windows = TrainingWindows([example] * 5)
    assert windows[~silent] == example
    assert windows[silent] == example | {"topic_labels": [[IGNORED, IGNORED]], "role_labels": [[IGNORED] * 3]}


def test_an_epoch_gone_on_within_keeps_its_order() -> None:
    torch.manual_seed(0)
    first = GlobalBatches(range(20), batch=2, group=2, processes=1)
    drawn = list(first)
    resumed = GlobalBatches(range(20), batch=2, group=2, processes=1, order=first.order)
    assert list(resumed) == drawn
    assert list(resumed) != drawn
