"""A student learns from labels and from what a teacher says of texts without labels."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from gongwen.data import DataFolder
from gongwen.documents import segment
from gongwen.errors import ConfigError
from gongwen.export.bundle import export
from gongwen.labels import LabelSet
from gongwen.training.config import load_config
from gongwen.training.examples import Targets
from gongwen.training.model import IGNORED, ParagraphTagger, load_encoder, load_trained
from gongwen.training.teacher import taught
from gongwen.training.train import train

from .tiny import LINES, tiny_project

REST = "\n".join(text for text, *_ in LINES[1:6])


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a finished run, its export as the teacher, and texts without labels."""
    folder = tmp_path_factory.mktemp("distil")
    config = tiny_project(folder)
    train(load_config(config, ["model.ngram_bits=10"]), lambda _: None)
    export(folder / "run", folder / "teacher", lambda _: None, int8=False)
    rows = [{"doc_id": f"r{n}", "text": "今年修建水渠三条。\n明年计划硬化村道。"} for n in range(25)]
    rows.append({"doc_id": "asked", "text": REST})  # repeats dev: nothing that is asked later may be read before
    (folder / "rest.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))
    return folder


def test_a_student_of_fewer_layers_is_taught(project: Path, tmp_path: Path) -> None:
    lines: list[str] = []
    settings = [
        f"output={tmp_path / 'run'}",
        f"model.start_from={project / 'run'}",
        "model.layers=1",
        "model.ngram_bits=null",
        "optimization.epochs=2",
        f"distil.teacher={project / 'teacher'}",
        f"distil.unlabelled=[{project / 'rest.jsonl'}]",
    ]
    metrics = train(load_config(project / "config.yaml", settings), lines.append)
    assert "unlabelled: 25 documents, 50 paragraphs" in lines
    assert any(line.startswith("teacher: 25 of 25 unlabelled documents read") for line in lines)
    assert any(line.startswith("fitting the heads") for line in lines)  # those of two layers do not fit one
    assert load_encoder(str(tmp_path / "run" / "encoder")).config.num_hidden_layers == 1
    assert metrics.role_accuracy == 1.0


def test_what_the_teacher_says_are_its_calibrated_probabilities(project: Path) -> None:
    labels = DataFolder(project / "data").labels
    (targets,) = taught(project / "teacher", [segment(REST, "rest")], labels, lambda _: None)
    assert targets.topics.shape == (5, 2)
    assert targets.roles.sum(axis=1) == pytest.approx(1)
    assert targets.roles.argmax(axis=1).tolist() == [1, 2, 0, 1, 2]
    assert (targets.topics > 0.5).astype(int).tolist() == [[1, 0], [1, 0], [0, 0], [0, 1], [0, 1]]


def test_a_teacher_of_other_labels_is_refused(project: Path, tmp_path: Path) -> None:
    table = yaml.safe_load((project / "data" / "labels.yaml").read_text(encoding="utf-8"))
    table["topics"] = table["topics"][:1]
    (tmp_path / "labels.yaml").write_text(yaml.safe_dump(table, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match="another label table"):
        taught(project / "teacher", [segment(REST, "rest")], LabelSet.load(tmp_path / "labels.yaml"), lambda _: None)


def test_probabilities_are_learnt_as_such_and_the_unknown_is_left_alone(project: Path) -> None:
    labels = DataFolder(project / "data").labels
    model = ParagraphTagger(load_trained(project / "run", labels).encoder, labels)
    topic_logits, role_logits = torch.zeros(1, 2, 2), torch.zeros(1, 2, 3, requires_grad=True)
    topics = torch.tensor([[[0.25, 1.0], [IGNORED, IGNORED]]])
    roles = torch.tensor([[[0.5, 0.3, 0.2], [IGNORED] * 3]])
    loss = model.loss(topic_logits, role_logits, topics, roles)
    assert loss.item() == pytest.approx(2 * np.log(2) + np.log(3))
    loss.backward()  # type: ignore[no-untyped-call]
    assert role_logits.grad is not None
    assert role_logits.grad[0, 0].tolist() == pytest.approx([1 / 3 - 0.5, 1 / 3 - 0.3, 1 / 3 - 0.2])
    assert role_logits.grad[0, 1].tolist() == [0.0, 0.0, 0.0]


def test_read_targets_are_what_a_person_gave(project: Path) -> None:
    folder = DataFolder(project / "data")
    targets = Targets.read(folder.parts()["dev"][0], folder.labels)
    assert targets.roles[:3].tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert targets.topics[6].tolist() == [1, 1]
