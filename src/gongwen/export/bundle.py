"""Finished run → model folder: export, quantize, calibrate on dev, write the card. Nothing half-written is left."""

import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..data import DataFolder, LabelledDocument
from ..documents import structure_classes
from ..errors import ModelError
from ..evaluation import Metrics, compare
from ..evaluation.calibration import expected_calibration_error, fit, structure_log_odds
from ..evaluation.run import gold
from ..labels import LABELS_FILE, LabelSet
from ..runtime import Calibration, Tagger, open_bundle
from ..runtime.bundle import FILES, MODEL_FILE, TOKENIZER_FILE, write_settings
from ..runtime.decide import role_probabilities, structure_odds, topic_probabilities
from ..runtime.scorer import Logits, pooling_matrix
from ..training.config import TrainingConfig
from ..training.model import ParagraphTagger, load_trained
from ..training.train import RUN_FILE, load_parts
from ..windows import WindowSettings, build_windows
from .card import write_card
from .onnx import example_batch, export_fp32, export_int8, largest_difference

MAX_FP32_DIFFERENCE = 1e-4
"""Largest difference of a logit between torch and ONNX fp32, on padded and unpadded batches."""
MIN_AGREEMENT = 0.97
"""Least share of dev paragraphs to which int8 and torch give the same role, and the same topics."""
_NEUTRAL = 1.0


@dataclass(frozen=True)
class Parity:
    """How the exported model agrees with the trained one on dev."""

    fp32_difference: float
    role_agreement: float
    topic_agreement: float


def export(run: Path, output: Path, say: Callable[[str], None]) -> Metrics:
    """Export a run to a model folder, replacing one that is there only when all went well.

    Raises:
        ModelError: the run is unfinished, or its export is not the same model.
    """
    try:
        facts = json.loads((run / RUN_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{run}: not a finished training run ({error})") from error
    _check_target(output)
    config = TrainingConfig.model_validate(facts["config"])
    labels = LabelSet.load(run / "labels.yaml")
    windows = WindowSettings(**facts["windows"])
    model = load_trained(run, labels)
    parts = load_parts(DataFolder(config.data.folder, config.data.texts), say)
    dev = parts["dev"]
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=f".{output.name}.") as temporary:
        folder = Path(temporary) / "model"
        folder.mkdir()
        difference = _fp32_difference(model, Path(temporary) / "fp32.onnx")
        say(f"largest logit difference, torch against ONNX fp32: {difference:.1e} (limit {MAX_FP32_DIFFERENCE:.0e})")
        if difference > MAX_FP32_DIFFERENCE:
            raise ModelError(
                f"{run}: the ONNX export differs from the trained model by {difference:.1e}; nothing written"
            )
        export_int8(model, folder / MODEL_FILE)
        shutil.copyfile(run / "encoder" / "tokenizer.json", folder / TOKENIZER_FILE)
        labels.save(folder / LABELS_FILE)
        neutral = Calibration(_NEUTRAL, _NEUTRAL, dict.fromkeys(labels.topic_keys, 0.5))
        write_settings(folder, config.name, windows, neutral)
        tagger = Tagger(open_bundle(folder))
        logits = [tagger.logits(d.document) for d in dev]
        parity = _parity(model, dev, logits, tagger, windows, difference)
        say(
            f"int8 against torch on dev: same role {parity.role_agreement:.1%}, "
            f"same topics {parity.topic_agreement:.1%}"
        )
        if min(parity.role_agreement, parity.topic_agreement) < MIN_AGREEMENT:
            raise ModelError(
                f"{run}: the int8 model agrees with the trained one on less than {MIN_AGREEMENT:.0%} of dev"
            )
        calibration, metrics, quality = _calibrate(dev, logits, labels, _structure(parts["train"], labels))
        write_settings(folder, config.name, windows, calibration, dev=metrics.to_dict(), **quality)
        write_card(folder, facts, calibration, metrics, quality, parity.__dict__, labels)
        _replace(folder, output)
    say(
        f"{output}: dev topic macro-F1 {metrics.topic_macro_f1:.3f}, role macro-F1 {metrics.role_macro_f1:.3f}, "
        f"role accuracy {metrics.role_accuracy:.3f}"
    )
    return metrics


def _fp32_difference(model: ParagraphTagger, path: Path) -> float:
    export_fp32(model, path)
    padded = example_batch(model.encoder.config.vocab_size, seed=1)
    ids, mask, pool = padded
    unpadded = (ids[1:], mask[1:], pool[1:])
    return largest_difference(model, path, [padded, unpadded])


def _parity(
    model: ParagraphTagger,
    dev: Sequence[LabelledDocument],
    logits: Sequence[Logits],
    tagger: Tagger,
    settings: WindowSettings,
    difference: float,
) -> Parity:
    same_role, same_topics = [], []
    tokenizer = tagger.bundle.tokenizer()
    for labelled, int8 in zip(dev, logits, strict=True):
        for window in build_windows(labelled.document, tokenizer, settings):
            ids = torch.tensor([window.ids])
            with torch.inference_mode():
                out = model(ids, torch.ones_like(ids), torch.from_numpy(pooling_matrix(window)[None]))
            for row, span in enumerate(window.spans):
                if span.whole:
                    at = span.paragraph
                    same_role.append(int(out["role_logits"][0, row].argmax()) == int(int8.roles[at].argmax()))
                    same_topics.append(bool(((out["topic_logits"][0, row].numpy() > 0) == (int8.topics[at] > 0)).all()))
    return Parity(difference, float(np.mean(same_role)), float(np.mean(same_topics)))


def _structure(train: Sequence[LabelledDocument], labels: LabelSet) -> dict[str, list[float]]:
    known = [[row is not None for row in d.rows] for d in train]
    classes = [c for d, k in zip(train, known, strict=True) for c in compress(structure_classes(d.document), k)]
    return structure_log_odds(classes, gold(train, labels)[1], labels)


def _calibrate(
    dev: Sequence[LabelledDocument], logits: Sequence[Logits], labels: LabelSet, structure: dict[str, list[float]]
) -> tuple[Calibration, Metrics, dict[str, Any]]:
    gold_topics, gold_roles = gold(dev, labels)
    known = [np.array([row is not None for row in d.rows]) for d in dev]
    joined = Logits(
        np.concatenate([x.topics[k] for x, k in zip(logits, known, strict=True)]),
        np.concatenate([x.roles[k] for x, k in zip(logits, known, strict=True)]),
    )
    classes = [c for d, k in zip(dev, known, strict=True) for c in compress(structure_classes(d.document), k)]
    calibration = fit(joined, classes, gold_topics, gold_roles, labels, structure)
    topics = topic_probabilities(joined.topics, calibration.topic_temperature)
    roles = role_probabilities(joined.roles, calibration.role_temperature, structure_odds(classes, calibration))
    chosen = roles.argmax(-1)
    noise = np.array([labels.role_kind(key) == "noise" for key in labels.role_keys])[chosen]
    given = (topics >= np.array([calibration.thresholds[key] for key in labels.topic_keys])) & ~noise[:, None]
    quality = {
        "dev_role_ece": round(expected_calibration_error(roles.max(-1), chosen == gold_roles), 4),
        "dev_topic_ece": round(expected_calibration_error(topics.ravel(), gold_topics.ravel()), 4),
    }
    return calibration, compare(gold_topics, given, gold_roles, chosen, labels), quality


def _check_target(output: Path) -> None:
    """Only a model folder may be replaced: a forgotten name must not cost a folder of other things."""
    if output.exists() and (not output.is_dir() or {p.name for p in output.iterdir()} - set(FILES)):
        raise ModelError(f"{output}: exists and is not a model folder; name a folder of its own, e.g. models/my-model")


def _replace(folder: Path, output: Path) -> None:
    """Put the finished folder in place; the one that was there goes only when the new one stands."""
    retired = output.with_name(f".{output.name}.retired")
    if output.exists():
        output.replace(retired)
    try:
        folder.replace(output)
    except BaseException:
        if retired.exists():
            retired.replace(output)
        raise
    shutil.rmtree(retired, ignore_errors=True)
