"""Few labels: heads drawn towards names, guesses that teach, and what the recipe refuses."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch
import yaml

from gongwen.data import DataFolder
from gongwen.errors import ConfigError, DataError
from gongwen.evaluation.arrays import Float
from gongwen.evaluation.run import predict_split
from gongwen.export.bundle import export
from gongwen.labels import LabelSet
from gongwen.runtime import Tagger
from gongwen.training.config import load_config
from gongwen.training.heads import best_head, fit_head
from gongwen.training.model import load_encoder, load_trained
from gongwen.training.train import train

from .tiny import LINES, tiny_project

RNG = np.random.default_rng(0)
ANCHORS = np.eye(3, 5, dtype=np.float32)


def clouds(count: int) -> tuple[Float, Float]:
    """Points around three corners that are not the anchors, and which corner each belongs to."""
    which = RNG.integers(0, 3, count)
    points = np.eye(5, dtype=np.float32)[[4, 3, 2]][which] + 0.1 * RNG.normal(size=(count, 5))
    return points.astype(np.float32), np.eye(3, dtype=np.float32)[which]


def test_a_strong_prior_keeps_the_anchors_and_a_weak_one_follows_the_labels() -> None:
    points, wanted = clouds(60)
    held = fit_head(points, wanted, np.ones(60, np.float32), ANCHORS, 1e6, "softmax")
    assert held.weight == pytest.approx(ANCHORS, abs=1e-3)
    learnt = fit_head(points, wanted, np.ones(60, np.float32), ANCHORS, 0.01, "softmax")
    assert (learnt(points).argmax(axis=1) == wanted.argmax(axis=1)).all()


def test_what_counts_nothing_teaches_nothing() -> None:
    points, wanted = clouds(60)
    head = fit_head(points, wanted, np.zeros(60, np.float32), ANCHORS, 0.1, "sigmoid")
    assert head.weight == pytest.approx(ANCHORS, abs=1e-6)


def test_dev_decides_whether_the_names_count() -> None:
    """One example a label: where the names point at the labels they are worth having, where they lie they are not."""
    names = np.eye(3, 5, dtype=np.float32)
    dev = np.repeat(names, 20, axis=0) + 0.3 * RNG.normal(size=(60, 5)).astype(np.float32)
    wanted = np.repeat(np.eye(3, dtype=np.float32), 20, axis=0)
    few, labels = names + 1.2 * RNG.normal(size=(3, 5)).astype(np.float32), np.eye(3, dtype=np.float32)
    weights = np.ones(3, np.float32)
    helped = best_head(few, labels, weights, names, dev, wanted, "softmax")
    without = best_head(few, labels, weights, 0 * names, dev, wanted, "softmax")
    misled = best_head(few, labels, weights, names[[1, 2, 0]], dev, wanted, "softmax")

    def right(head: object) -> float:
        return float((head(dev).argmax(axis=1) == wanted.argmax(axis=1)).mean())  # type: ignore[operator]

    assert right(helped) > 0.95 > right(without)
    assert right(misled) >= right(without) - 0.05


@pytest.fixture
def project(tmp_path: Path) -> Path:
    config = tiny_project(tmp_path)
    pool = [{"doc_id": str(n), "text": "\n".join(text for text, *_ in LINES[n:])} for n in range(3)]
    pool.append({"doc_id": "new", "text": "今年修建村道三条，硬化河道。\n明年计划加固水渠。"})
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in pool)
    (tmp_path / "pool.jsonl").write_text(lines + "{\n", encoding="utf-8")
    return config


def overrides(project: Path, *more: str) -> list[str]:
    return [
        f"few_labels.unlabelled=[{project.parent / 'pool.jsonl'}]", "few_labels.rounds=2", "model.ngram_bits=10", *more
    ]  # fmt: skip


def test_the_recipe_from_labels_to_a_model_folder(project: Path, tmp_path: Path) -> None:
    said: list[str] = []
    metrics = train(load_config(project, overrides(project)), said.append)
    assert metrics.role_accuracy == 1.0
    text = "\n".join(said)
    assert "pool.jsonl:5: not an object" in text
    assert "unlabelled: 1 documents, 2 paragraphs" in text  # the others repeat lines of dev
    assert "self-training, round 2 of 2" in text
    labels = LabelSet.load(tmp_path / "run" / "labels.yaml")
    before, after = load_encoder(str(tmp_path / "encoder")), load_trained(tmp_path / "run", labels).encoder
    pretrained = before.state_dict()
    assert all(torch.equal(pretrained[name], value) for name, value in after.state_dict().items())
    export(tmp_path / "run", tmp_path / "model", lambda _: None, int8=False)
    card = (tmp_path / "model" / "README.md").read_text(encoding="utf-8")
    assert "frozen; windows" in card
    assert "Weights in fp32" in card
    roles = [r.role for r in Tagger.from_pretrained(tmp_path / "model").tag("一、水利工作\n今年修建水渠三条。")]
    assert roles == ["head", "done"]


def test_what_is_left_out_is_said(project: Path) -> None:
    said: list[str] = []
    train(load_config(project, overrides(project, "few_labels.most_paragraphs=2", "few_labels.rounds=0")), said.append)
    assert "unlabelled: 1 documents, 2 paragraphs" in "\n".join(said)
    with pytest.raises(
        DataError, match=r"no document in .*pool\.jsonl: all are longer than few_labels\.most_paragraphs"
    ):
        train(load_config(project, overrides(project, "few_labels.most_paragraphs=1")), lambda _: None)


def test_what_the_recipe_cannot_do_without(project: Path) -> None:
    with pytest.raises(ConfigError, match=r"set model\.ngram_bits"):
        train(load_config(project, [*overrides(project), "model.ngram_bits=null"]), lambda _: None)
    with pytest.raises(ConfigError, match="did you mean 'rounds'"):
        load_config(project, overrides(project, "few_labels.round=2"))


def test_a_label_table_without_topics(project: Path, tmp_path: Path) -> None:
    """As that of a single-label benchmark: all the way from labels to figures."""
    data = tmp_path / "data"
    table = yaml.safe_load((data / "labels.yaml").read_text())
    (data / "labels.yaml").write_text(yaml.safe_dump(table | {"topics": []}, allow_unicode=True))
    rows = [json.loads(line) | {"topics": []} for line in (data / "labels" / "rows.jsonl").read_text().splitlines()]
    (data / "labels" / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    train(load_config(project, overrides(project)), lambda _: None)
    assert export(tmp_path / "run", tmp_path / "model", lambda _: None).role_accuracy == 1.0
    predictions, labels = predict_split(tmp_path / "model", DataFolder(data), "dev")
    assert labels.topics == ()
    assert not predictions.wrong.any()
