"""A run that was killed goes on exactly where its last whole checkpoint stands."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from gongwen.errors import ConfigError
from gongwen.training.checkpoints import last_checkpoint, remove_unfinished
from gongwen.training.config import load_config
from gongwen.training.train import train

from .tiny import tiny_project

# 24 windows: 12 steps an epoch. Dropout, so that the random numbers after the resumption matter too.
SETTINGS = ["model.dropout=0.1", "model.encoder_dropout=0.1", "optimization.batch_windows=2"]
SETTINGS += ["optimization.epochs=3", "optimization.save_every=3"]

KILLED_WHILE_SAVING = """
import os, signal, sys
from gongwen.cli import main
from gongwen.training.trainer import ParagraphTrainer

save = ParagraphTrainer._save_optimizer_and_scheduler

def save_or_die(self, folder):
    if self.state.global_step == 18:
        os.kill(os.getpid(), signal.SIGKILL)
    save(self, folder)

ParagraphTrainer._save_optimizer_and_scheduler = save_or_die
main()
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_project(tmp_path_factory.mktemp("resume"))


@pytest.fixture(scope="module")
def whole(config: Path) -> Path:
    """A run that nothing befell."""
    output = config.parent / "whole"
    train(load_config(config, [*SETTINGS, f"output={output}"]), lambda _: None)
    return output


def test_a_killed_run_ends_with_the_weights_of_one_that_was_not(config: Path, whole: Path) -> None:
    output = config.parent / "killed"
    settings = [*SETTINGS, f"output={output}"]
    command = [sys.executable, "-c", KILLED_WHILE_SAVING, "train", str(config), *settings]
    killed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert killed.returncode == -9, killed.stderr
    assert (output / "checkpoints" / "checkpoint-18").is_dir()
    last = last_checkpoint(output / "checkpoints")
    assert last is not None
    assert (last.step, last.epoch) == (15, 1.25)
    assert not (output / "run.json").exists()
    said: list[str] = []
    train(load_config(config, settings), said.append, resume=True)
    assert any("checkpoint-15 (step 15, epoch 1.25)" in line for line in said)
    assert not any("fitting the heads" in line for line in said)
    for file in ("encoder/model.safetensors", "heads.safetensors", "checkpoints/checkpoint-36/model.safetensors"):
        expected, found = load_file(whole / file), load_file(output / file)
        assert expected.keys() == found.keys()
        assert all(torch.equal(expected[name], found[name]) for name in expected), file
    facts = [json.loads((folder / "run.json").read_text()) for folder in (whole, output)]
    figures = [[entry["eval_selection"] for entry in f["history"]] for f in facts]
    assert figures[0] == figures[1]
    assert len(figures[0]) == 3


def test_checkpoints_hold_what_the_heads_were_fitted_on(whole: Path) -> None:
    heads = load_file(whole / "heads.safetensors")
    for checkpoint in (whole / "checkpoints").iterdir():
        saved = load_file(checkpoint / "model.safetensors")
        assert saved["center"].abs().sum() > 0
        assert all(torch.equal(saved[name], heads[name]) for name in ("center", "scale"))


def test_the_best_and_the_last_epoch_are_kept(whole: Path) -> None:
    history = json.loads((whole / "run.json").read_text())["history"]
    figures = [entry["eval_selection"] for entry in history]
    kept = {path.name for path in (whole / "checkpoints").iterdir()}
    assert {f"checkpoint-{12 * (figures.index(max(figures)) + 1)}", "checkpoint-36"} <= kept
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("optimization.batch_windows=4", "made with 2 windows an optimizer step, now 4"),
        ("windows.heading_tokens=0", "made from 24 windows, but data and settings now give 18"),
    ],
)
def test_steps_that_mean_something_else_are_refused(config: Path, whole: Path, override: str, message: str) -> None:
    settings = load_config(config, [*SETTINGS, f"output={whole}", override])
    with pytest.raises(ConfigError, match=message):
        train(settings, lambda _: None, resume=True)
    assert (whole / "run.json").exists()


def test_half_written_checkpoints_do_not_count(tmp_path: Path) -> None:
    for step, state in ((5, '{"global_step": 5, "epoch": 1.0, "log_history": []}'), (9, '{"global_st'), (12, None)):
        folder = tmp_path / f"checkpoint-{step}"
        folder.mkdir()
        if state is not None:
            (folder / "trainer_state.json").write_text(state)
    last = last_checkpoint(tmp_path)
    assert last is not None
    assert last.step == 5
    remove_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["checkpoint-5"]
