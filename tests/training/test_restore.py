"""A model folder is trained on, where the run that it came from is gone."""

from pathlib import Path

import pytest
import torch

from gongwen.errors import ModelError
from gongwen.export.bundle import export
from gongwen.labels import LabelSet
from gongwen.training.config import load_config
from gongwen.training.model import ParagraphTagger, load_trained
from gongwen.training.restore import restore
from gongwen.training.train import train

from .tiny import tiny_encoder, tiny_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    train(load_config(tiny_project(folder), ["model.ngram_bits=null"]), lambda _: None)
    for name, int8 in (("int8", True), ("fp32", False)):
        export(folder / "run", folder / name, lambda _: None, int8=int8)
    return folder


def restored(project: Path, name: str) -> tuple[ParagraphTagger, ParagraphTagger]:
    """The trained model and the one read back."""
    labels = LabelSet.load(project / "run" / "labels.yaml")
    return load_trained(project / "run", labels), restore(project / name, labels, str(project / "encoder"))


def test_fp32_weights_come_back_as_they_were(project: Path) -> None:
    trained, back = restored(project, "fp32")
    weights = back.state_dict()
    assert weights.keys() == trained.state_dict().keys()
    for name, weight in trained.state_dict().items():
        assert torch.allclose(weights[name], weight, atol=1e-7), name


def test_int8_weights_come_back_to_half_a_step(project: Path) -> None:
    trained, back = restored(project, "int8")
    weights = back.state_dict()
    for name, weight in trained.state_dict().items():
        if weight.ndim == 2 and "embeddings" not in name:
            step = weight.abs().amax(dim=1, keepdim=True) / 63  # seven bits an output channel
        else:
            step = (weight.max() - weight.min()).clamp(min=weight.abs().max()) / 255
        assert ((weights[name] - weight).abs() <= 0.51 * step + 1e-7).all(), name


def test_a_run_goes_on_from_a_model_folder(project: Path) -> None:
    said: list[str] = []
    settings = [
        f"model.start_from={project / 'int8'}",
        f"output={project / 'on'}",
        "optimization.epochs=1",
        "optimization.learning_rate=1e-6",
    ]
    metrics = train(load_config(project / "config.yaml", settings), said.append)
    assert metrics.role_accuracy > 0.95
    assert not any("fitting the heads" in line for line in said)


def test_another_encoder_is_refused(project: Path, tmp_path: Path) -> None:
    tiny_encoder(tmp_path, set("某另外一套字"))
    with pytest.raises(ModelError, match=r"int8.*its weights are not those of the encoder"):
        restore(project / "int8", LabelSet.load(project / "run" / "labels.yaml"), str(tmp_path))
