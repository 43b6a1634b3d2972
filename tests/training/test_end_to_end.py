"""Training → export → tagging on a tiny encoder with labels of its own: the whole way in seconds."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from gongwen import Tagger
from gongwen.errors import ConfigError, DataError, ModelError
from gongwen.export import export, parity
from gongwen.export.onnx import example_batch, export_fp32, largest_difference
from gongwen.labels import LabelSet
from gongwen.training.config import load_config
from gongwen.training.device import detect_device
from gongwen.training.examples import Collator
from gongwen.training.model import IGNORED, ParagraphTagger, load_trained
from gongwen.training.train import train

from .tiny import LINES, tiny_project


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_project(tmp_path_factory.mktemp("project")).parent


@pytest.fixture(scope="module")
def run(project: Path) -> Path:
    said: list[str] = []
    metrics = train(load_config(project / "config.yaml"), said.append)
    assert metrics.topic_macro_f1 > 0.95
    assert metrics.role_accuracy > 0.95
    assert any(line.startswith("device: ") and "fp32 as configured" in line for line in said)
    return project / "run"


@pytest.fixture(scope="module")
def model_folder(run: Path, project: Path) -> Path:
    export(run, project / "models" / "tiny", lambda _: None)
    return project / "models" / "tiny"


def test_a_users_own_labels_are_learned_and_tagged(model_folder: Path) -> None:
    tagger = Tagger.from_pretrained(model_folder)
    records = tagger.tag("\n".join(text for text, *_ in LINES))
    assert [(r.topics, r.role) for r in records] == [(topics, role) for _, topics, role in LINES]
    assert set(records[0].topic_scores) == {"water", "road"}
    assert "水利" in (model_folder / "README.md").read_text(encoding="utf-8")


def test_a_run_goes_on_from_another(run: Path, project: Path) -> None:
    said: list[str] = []
    overrides = [
        f"model.start_from={run}",
        f"output={project / 'on'}",
        "optimization.epochs=1",
        "optimization.learning_rate=1e-6",
    ]
    metrics = train(load_config(project / "config.yaml", overrides), said.append)
    assert metrics.role_accuracy > 0.95
    assert not any("fitting the heads" in line for line in said)


def test_a_broken_run_goes_on_from_its_last_epoch(project: Path) -> None:
    output = project / "broken"
    settings = [f"output={output}", "optimization.epochs=2"]
    with pytest.raises(ConfigError, match="no checkpoint to go on from"):
        train(load_config(project / "config.yaml", settings), lambda _: None, resume=True)
    train(load_config(project / "config.yaml", settings), lambda _: None)
    (output / "run.json").unlink()
    said: list[str] = []
    more = load_config(project / "config.yaml", [*settings, "optimization.epochs=4"])
    train(more, said.append, resume=True)
    assert not any("fitting the heads" in line for line in said)
    history = json.loads((output / "run.json").read_text())["history"]
    assert [entry["epoch"] for entry in history] == [1, 2, 3, 4]


def test_the_ngram_table_comes_along_and_is_checked(run: Path, model_folder: Path, tmp_path: Path) -> None:
    bundle = Tagger.from_pretrained(model_folder).bundle
    assert bundle.tables
    assert "ngrams.safetensors" in json.loads((model_folder / "settings.json").read_text())["sha256"]
    damaged = tmp_path / "damaged"
    shutil.copytree(model_folder, damaged)
    (damaged / "ngrams.safetensors").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"ngrams\.safetensors is damaged"):
        Tagger.from_pretrained(damaged)
    (damaged / "ngrams.safetensors").unlink()
    with pytest.raises(ModelError, match=r"not a model folder, ngrams\.safetensors is missing"):
        Tagger.from_pretrained(damaged)


def test_special_tokens_are_the_tokenizers_own(model_folder: Path) -> None:
    windows = Tagger.from_pretrained(model_folder).bundle.windows
    assert (windows.pad_id, windows.separator_id, windows.start_id) == (0, 3, 4)


def test_torch_and_onnx_agree_on_padded_and_unpadded_batches(run: Path, tmp_path: Path) -> None:
    model = load_trained(run, LabelSet.load(run / "labels.yaml"))
    export_fp32(model, tmp_path / "fp32.onnx")
    vocabulary = model.encoder.config.vocab_size
    for seed in range(5):
        ids, mask, pool = example_batch(vocabulary, seed)
        assert (mask == 0).any()
        assert largest_difference(model, tmp_path / "fp32.onnx", [(ids, mask, pool)]) < 1e-4
        assert largest_difference(model, tmp_path / "fp32.onnx", [(ids[1:], mask[1:], pool[1:])]) < 1e-4


def test_padding_does_not_change_what_is_said_of_a_window(run: Path) -> None:
    model = load_trained(run, LabelSet.load(run / "labels.yaml"))
    ids, mask, pool = (torch.from_numpy(a) for a in example_batch(model.encoder.config.vocab_size))
    length = int(mask[0].sum())
    with torch.inference_mode():
        padded = model(ids, mask, pool)["role_logits"][0]
        alone = model(ids[:1, :length], mask[:1, :length], pool[:1, :, :length])["role_logits"][0]
    assert torch.allclose(padded, alone, atol=1e-5)


def test_padded_spans_are_not_learned_from() -> None:
    def example(tokens: int, spans: int) -> dict[str, object]:
        ends = [(2 * n + 1, 2 * n + 3) for n in range(spans)]
        roles = [[0, 1, 0]] * spans
        return {"input_ids": [7] * tokens, "spans": ends, "topic_labels": [[1, 0]] * spans, "role_labels": roles}

    batch = Collator(pad_id=9)([example(20, 4), example(8, 1)])
    assert batch["input_ids"][1, 8:].eq(9).all()
    assert batch["attention_mask"].sum(1).tolist() == [20, 8]
    assert batch["role_labels"][1].tolist() == [[0, 1, 0], *[[IGNORED] * 3] * 3]
    assert batch["topic_labels"][1, 1:].eq(IGNORED).all()
    assert batch["pool"].sum(-1).tolist() == pytest.approx(np.array([[1, 1, 1, 1], [1, 0, 0, 0]]))


def test_unknown_topics_of_a_cut_paragraph_do_not_enter_the_loss(run: Path) -> None:
    model = load_trained(run, LabelSet.load(run / "labels.yaml"))
    logits, roles = torch.tensor([[[5.0, -5.0]]]), torch.tensor([[[0.0, 9.0, 0.0]]])
    role = torch.tensor([[[0.0, 1.0, 0.0]]])
    known = model.loss(logits, roles, torch.tensor([[[0.0, 0.0]]]), role)
    unknown = model.loss(logits, roles, torch.tensor([[[IGNORED, 0.0]]]), role)
    assert known > 4
    assert unknown < 0.1


def test_the_export_refuses_a_model_that_is_not_the_trained_one(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(model: ParagraphTagger, path: Path) -> None:
        with torch.no_grad():
            model.role_head.bias += 0.01
            export_fp32(model, path)
            model.role_head.bias -= 0.01

    monkeypatch.setattr(parity, "export_fp32", other)
    with pytest.raises(ModelError, match="ONNX export differs from the trained model"):
        export(run, tmp_path / "out", lambda _: None)
    assert not (tmp_path / "out").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_run_can_be_exported_over_an_older_model(run: Path, model_folder: Path) -> None:
    before = (model_folder / "model.onnx").read_bytes()
    export(run, model_folder, lambda _: None)
    assert (model_folder / "model.onnx").read_bytes() == before
    assert [p.name for p in model_folder.parent.iterdir()] == ["tiny"]


def test_the_export_replaces_nothing_but_a_model(run: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "precious.txt").write_text("x")
    with pytest.raises(ModelError, match="is not a model folder"):
        export(run, tmp_path / "other", lambda _: None)
    assert (tmp_path / "other" / "precious.txt").exists()


def test_a_mistyped_label_is_named_before_training(project: Path) -> None:
    bad = project / "bad-data"
    shutil.copytree(project / "data", bad)
    rows = bad / "labels" / "rows.jsonl"
    rows.write_text(rows.read_text().replace('"water"', '"watr"', 1))
    config = load_config(project / "config.yaml", [f"data.folder={bad}", f"output={project / 'bad'}"])
    with pytest.raises(DataError, match=r"rows\.jsonl:2: 'watr' is not in the label table"):
        train(config, lambda _: None)


def test_an_unfinished_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a finished training run"):
        export(tmp_path, tmp_path / "out", lambda _: None)


@pytest.mark.parametrize(
    ("override", "error", "message"),
    [
        ("optimization.epoch=3", ConfigError, "unknown key 'optimization.epoch'; did you mean 'epochs'"),
        ("optimisation.epochs=3", ConfigError, "unknown key 'optimisation'; did you mean 'optimization'"),
        ("optimization.epochs=none", ConfigError, "optimization.epochs"),
        ("optimization.epochs", ConfigError, "written section.key=value"),
        ("model.encoder=/nowhere", ConfigError, "encoder '/nowhere' cannot be loaded"),
        ("windows.margin_tokens=30", ConfigError, "leaves no room for text"),
        ("model.encoder=[", ConfigError, "not valid YAML"),
        ("windows.max_tokens=512", ConfigError, "reads 64 at most"),
        ("data.folder=/nowhere", DataError, "no data folder"),
    ],
)
def test_wrong_settings_are_explained(project: Path, override: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        train(load_config(project / "config.yaml", [override, f"output={project / 'refused'}"]), lambda _: None)


def test_the_device_is_detected_and_explained() -> None:
    device = detect_device()
    assert device.precision in ("fp32", "bf16", "fp16")
    assert device.reason
    if device.kind == "cpu":
        assert "bf16 measured" in device.reason
        with pytest.raises(ConfigError, match="not available"):
            detect_device("fp16")


@pytest.mark.parametrize(
    "name", [p.name for p in sorted((Path(__file__).parents[2] / "configs").glob("*.yaml")) if p.stem != "labels"]
)
def test_the_repositorys_configs_are_valid(name: str) -> None:
    assert load_config(Path(__file__).parents[2] / "configs" / name).name
