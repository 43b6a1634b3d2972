"""An encoder's lowest layers alone."""

from pathlib import Path

import pytest
import torch
from transformers import DistilBertConfig, DistilBertModel

from gongwen.errors import ConfigError
from gongwen.training.config import load_config
from gongwen.training.model import load_encoder
from gongwen.training.train import train

from .tiny import tiny_encoder, tiny_project


@pytest.fixture
def encoder_folder(tmp_path: Path) -> Path:
    tiny_encoder(tmp_path / "encoder")
    return tmp_path / "encoder"


def test_the_lowest_layers_are_kept_and_survive_the_disk(encoder_folder: Path, tmp_path: Path) -> None:
    whole, lowest = load_encoder(str(encoder_folder)).eval(), load_encoder(str(encoder_folder), layers=1).eval()
    ids = torch.tensor([[5, 6, 7]])
    first = whole(input_ids=ids, output_hidden_states=True).hidden_states[1]
    assert torch.allclose(lowest(input_ids=ids).last_hidden_state, first, atol=1e-6)
    lowest.save_pretrained(tmp_path / "saved")
    assert load_encoder(str(tmp_path / "saved")).config.num_hidden_layers == 1


def test_layers_that_are_not_there_are_explained(encoder_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"model\.layers is 3, but the encoder has 2 layers"):
        load_encoder(str(encoder_folder), layers=3)
    other = DistilBertConfig(vocab_size=30, dim=32, hidden_dim=64, n_layers=2, n_heads=4)
    DistilBertModel(other).save_pretrained(tmp_path / "other")
    with pytest.raises(ConfigError, match="not built like BERT"):
        load_encoder(str(tmp_path / "other"), layers=1)


def test_a_run_that_goes_on_keeps_its_layers(tmp_path: Path) -> None:
    config = tiny_project(tmp_path)
    train(load_config(config, ["model.layers=1", "model.ngram_bits=null", "optimization.epochs=1"]), lambda _: None)
    assert load_encoder(str(tmp_path / "run" / "encoder")).config.num_hidden_layers == 1
    assert not (tmp_path / "run" / "ngrams.safetensors").exists()
    other = [f"model.start_from={tmp_path / 'run'}", f"output={tmp_path / 'on'}", "model.layers=2"]
    with pytest.raises(ConfigError, match=r"model\.layers is 2, but the encoder has 1 layers"):
        train(load_config(config, other), lambda _: None)
