"""Layers apart: keeping the lowest, freezing some, and states that are computed once."""

from pathlib import Path

import datasets
import numpy as np
import pytest
import torch
from transformers import RoFormerConfig, RoFormerModel

from gongwen.errors import ConfigError
from gongwen.labels import LabelSet
from gongwen.training.checkpoints import Checkpoint, load_order, save_order
from gongwen.training.config import load_config
from gongwen.training.examples import Collator
from gongwen.training.frozen import frozen_states
from gongwen.training.layers import freeze, keep_lowest
from gongwen.training.model import ParagraphTagger, load_encoder, load_trained
from gongwen.training.train import train

from .tiny import LABELS, tiny_encoder, tiny_project


@pytest.fixture
def encoder_folder(tmp_path: Path) -> Path:
    tiny_encoder(tmp_path / "encoder")
    return tmp_path / "encoder"


def rows(*lengths: int) -> list[dict[str, object]]:
    rng = np.random.default_rng(0)
    return [
        {
            "input_ids": rng.integers(5, 20, length).tolist(),
            "spans": [[1, length]],
            "topic_labels": [[0, 1]],
            "role_labels": [1],
            "length": length,
        }
        for length in lengths
    ]


def test_the_lowest_layers_are_kept_and_survive_the_disk(encoder_folder: Path, tmp_path: Path) -> None:
    whole, lowest = load_encoder(str(encoder_folder)).eval(), load_encoder(str(encoder_folder), layers=1).eval()
    ids = torch.tensor([[5, 6, 7]])
    first = whole(input_ids=ids, output_hidden_states=True).hidden_states[1]
    assert torch.allclose(lowest(input_ids=ids).last_hidden_state, first, atol=1e-6)
    lowest.save_pretrained(tmp_path / "saved")
    assert load_encoder(str(tmp_path / "saved")).config.num_hidden_layers == 1


def test_wrong_numbers_of_layers_are_explained(encoder_folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"model\.layers is 3, but the encoder has 2 layers"):
        load_encoder(str(encoder_folder), layers=3)
    with pytest.raises(ConfigError, match=r"model\.frozen_layers is 2, but the encoder has 2 layers, of which one"):
        freeze(load_encoder(str(encoder_folder)), 2)
    for refuse in (keep_lowest, freeze):
        with pytest.raises(ConfigError, match="not built like BERT"):
            refuse(torch.nn.Linear(2, 2), 1)


def test_an_encoder_that_does_more_than_its_layers_is_refused() -> None:
    roformer = RoFormerModel(
        RoFormerConfig(
            vocab_size=30,
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=4,
            intermediate_size=64,
            initializer_range=0.5,
        )
    )
    with pytest.raises(ConfigError, match="more than pass states from layer to layer"):
        freeze(roformer, 1)


def test_a_checkpoint_keeps_how_many_layers_were_frozen(tmp_path: Path) -> None:
    save_order(tmp_path, [1, 0], 2, frozen_layers=1)
    checkpoint = Checkpoint(tmp_path, 1, 0.5, ())
    assert load_order(checkpoint, 2, 2, frozen_layers=1) == [1, 0]
    with pytest.raises(ConfigError, match=r"made with model\.frozen_layers=1, now 0"):
        load_order(checkpoint, 2, 2, frozen_layers=0)


def test_frozen_states_are_those_of_the_whole_encoder(encoder_folder: Path, tmp_path: Path) -> None:
    labels = LabelSet.from_dict(LABELS)
    model = ParagraphTagger(load_encoder(str(encoder_folder), 0.0), labels, dropout=0.0).eval()
    examples = datasets.Dataset.from_list(rows(9, 20, 14))
    collator = Collator(0)
    freeze(model.encoder, 1)
    kept = frozen_states(model, examples, tmp_path / "kept", collator, lambda _: None)
    model.eval()
    direct, fast = collator([examples[n] for n in range(3)]), collator([kept[n] for n in range(3)])
    assert "input_ids" not in fast
    with torch.inference_mode():
        a, b = model(**direct)["role_logits"], model(**fast)["role_logits"]
    assert torch.allclose(a, b, atol=5e-3)  # half-precision numbers are kept
    said: list[str] = []
    frozen_states(model, examples, tmp_path / "kept", collator, said.append)
    assert said == []  # used again
    with torch.no_grad():
        model.encoder.embeddings.word_embeddings.weight += 0.1
    frozen_states(model, examples, tmp_path / "kept", collator, said.append)
    assert said  # another encoder, other states
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_frozen_layers_stay_and_the_others_learn(tmp_path: Path) -> None:
    config = tiny_project(tmp_path)
    metrics = train(load_config(config, ["model.frozen_layers=1", "model.ngram_bits=null"]), lambda _: None)
    assert metrics.role_accuracy > 0.9
    before, after = (
        load_encoder(str(tmp_path / "encoder")),
        load_trained(tmp_path / "run", LabelSet.from_dict(LABELS)).encoder,
    )
    same = [
        all(torch.equal(x, y) for x, y in zip(old.parameters(), new.parameters(), strict=True))
        for old, new in zip(before.encoder.layer, after.encoder.layer, strict=True)
    ]
    assert same == [True, False]
    assert not (tmp_path / "run" / "ngrams.safetensors").exists()
    other = [f"model.start_from={tmp_path / 'run'}", f"output={tmp_path / 'on'}", "model.layers=1"]
    with pytest.raises(ConfigError, match=r"has 2 layers, but model\.layers is 1"):
        train(load_config(config, other), lambda _: None)
