"""What a run leaves behind: encoder, heads, labels, the facts about it, and a line that sums it up."""

import dataclasses
import json
import platform
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import torch
import transformers

from ..data import LabelledDocument
from ..evaluation import Metrics, compare
from ..labels import LABELS_FILE, LabelSet
from ..runtime.bundle import NGRAMS_FILE
from ..runtime.ngrams import NgramHeads
from .callbacks import duration
from .config import TrainingConfig
from .device import Device
from .model import HEADS_FILE, IGNORED, ParagraphTagger, save_heads

RUN_FILE = "run.json"


def write_run(
    output: Path, model: ParagraphTagger, labels: LabelSet, facts: dict[str, Any], ngrams: NgramHeads | None
) -> None:
    """Write the run's folder; the facts last, as they say that it is finished."""
    model.encoder.save_pretrained(output / "encoder")
    save_heads(model, output / HEADS_FILE)
    if ngrams is not None:
        ngrams.save(output / NGRAMS_FILE)
    labels.save(output / LABELS_FILE)
    (output / RUN_FILE).write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def span_metrics(prediction: Any, labels: LabelSet) -> Metrics:
    """Per-span metrics at threshold 0.5; final figures come from the exported model with fitted thresholds."""
    topic_logits, role_logits = prediction.predictions
    gold_topics, gold_roles = prediction.label_ids
    known = gold_roles[..., 0] != IGNORED
    return compare(
        gold_topics[known] == 1,
        topic_logits[known] > 0,
        gold_roles[known].argmax(-1),
        role_logits[known].argmax(-1),
        labels,
    )


def run_facts(
    config: TrainingConfig,
    device: Device,
    parts: dict[str, list[LabelledDocument]],
    seconds: float,
    metrics: Metrics,
    history: list[dict[str, Any]],
) -> dict[str, Any]:
    """What `run.json` says; `history` is the Trainer's log, of which the evaluations are kept."""
    return {
        "config": json.loads(config.model_dump_json()),
        "command": config.command,
        "device": dataclasses.asdict(device),
        "seconds": round(seconds, 1),
        "documents": {split: [d.source for d in documents] for split, documents in parts.items()},
        "paragraphs": {split: sum(d.labelled for d in documents) for split, documents in parts.items()},
        "dev": metrics.to_dict(),
        "history": [
            {k: (float(v) if isinstance(v, np.floating) else v) for k, v in entry.items()}
            for entry in history
            if "eval_selection" in entry
        ],
        "versions": {
            "python": platform.python_version(),
            "torch": torch.__version__,
            "transformers": transformers.__version__,
            "datasets": datasets.__version__,
        },
    }


def summary(output: Path, metrics: Metrics, facts: dict[str, Any]) -> str:
    """The run in one line."""
    history, chosen = facts["history"], ""
    if history:
        best = max(history, key=lambda entry: entry["eval_selection"])
        chosen = f"epoch {best['epoch']:g} of {len(history)} is the best; "
    return (
        f"{output}: {chosen}dev topic macro-F1 "
        f"{metrics.topic_macro_f1:.3f}, role macro-F1 {metrics.role_macro_f1:.3f}, role accuracy "
        f"{metrics.role_accuracy:.3f}; took {duration(facts['seconds'])} (`gongwen export` fits thresholds)"
    )
