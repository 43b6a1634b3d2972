"""One training run: config in, a folder with encoder, heads and facts out."""

import dataclasses
import json
import platform
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import torch
import transformers
from transformers import AutoTokenizer, Trainer, TrainingArguments

from ..data import DataFolder, LabelledDocument
from ..errors import ConfigError, DataError
from ..evaluation import Metrics, compare
from ..labels import LABELS_FILE, LabelSet
from ..windows import ParagraphTokenizer, WindowSettings
from .config import OptimizationConfig, TrainingConfig, WindowConfig
from .device import Device, detect_device
from .examples import Collator, examples
from .model import HEADS_FILE, IGNORED, ParagraphTagger, load_encoder, load_trained, save_heads
from .probe import fit_heads

RUN_FILE = "run.json"
CHECKPOINTS = "checkpoints"


def last_checkpoint(folder: Path) -> Path | None:
    """The folder of the last epoch saved below `folder`, or None."""
    saved = [path for path in folder.glob("checkpoint-*") if (path / "trainer_state.json").is_file()]
    return max(saved, key=lambda path: int(path.name.rpartition("-")[2]), default=None)


def train(config: TrainingConfig, say: Callable[[str], None], *, resume: bool = False) -> Metrics:
    """Train and write ``config.output``: ``encoder/`` (a transformers folder), ``heads.safetensors``, ``labels.yaml``
    and ``run.json`` (settings, data counts, dev metrics). Checkpoints go below ``checkpoints/``.

    Args:
        config: the run's settings.
        say: takes one line for the user at a time.
        resume: go on from the last epoch that a broken run of the same settings has saved. The number of epochs may
            be another: the learning rate then follows the new schedule from there on.

    Raises:
        ConfigError: the encoder cannot be loaded, the precision is not available, or there is nothing to go on from.
        DataError: labels, texts or splits are wrong.
    """
    if resume and last_checkpoint(config.output / CHECKPOINTS) is None:
        raise ConfigError(f"{config.output / CHECKPOINTS}: no saved epoch to go on from; train without --resume")
    device = detect_device(config.optimization.precision)
    say(f"device: {device.kind}, {device.precision} ({device.reason})")
    transformers.set_seed(config.optimization.seed)
    folder = DataFolder(config.data.folder, config.data.texts)
    labels = folder.labels
    parts = load_parts(folder, say)
    model = _initial_model(config, labels)
    config.output.mkdir(parents=True, exist_ok=True)
    for stale in (RUN_FILE, HEADS_FILE):  # a run that breaks off must not look finished
        (config.output / stale).unlink(missing_ok=True)
    tokenizer, settings = prepare_tokenizer(
        config.model.encoder,
        config.windows,
        config.output / "encoder",
        model.encoder.config.max_position_embeddings,
    )
    train_set, dev_set = (
        datasets.Dataset.from_list(list(examples(parts[split], tokenizer, settings, labels, dense=split == "train")))
        for split in ("train", "dev")
    )
    say(f"windows: {len(train_set)} to learn from, {len(dev_set)} to choose the best epoch by")
    collator = Collator(settings.pad_id)
    if config.model.start_from is None and not resume:
        say("fitting the heads on the frozen encoder")
        say(f"loss of the heads alone: {fit_heads(model.to(device.kind), train_set, collator):.3f}")
    trainer = _Trainer(
        model=model,
        args=_arguments(config, device, keep_checkpoints=resume),
        train_dataset=train_set,
        eval_dataset=dev_set,
        data_collator=collator,
        compute_metrics=lambda prediction: _metrics(prediction, labels).to_dict(),
        head_learning_rate=config.optimization.head_learning_rate,
    )
    started = time.monotonic()
    trainer.train(resume_from_checkpoint=resume)
    metrics = _metrics(trainer.predict(dev_set), labels)
    model.encoder.save_pretrained(config.output / "encoder")
    save_heads(model, config.output / HEADS_FILE)
    labels.save(config.output / "labels.yaml")
    facts = _facts(config, device, parts, time.monotonic() - started, metrics, trainer.state.log_history)
    facts["windows"] = dataclasses.asdict(settings)
    (config.output / RUN_FILE).write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return metrics


def _initial_model(config: TrainingConfig, labels: LabelSet) -> ParagraphTagger:
    m = config.model
    if m.start_from is None:
        encoder = load_encoder(m.encoder, m.encoder_dropout)
        return ParagraphTagger(encoder, labels, m.dropout, m.topic_weight, m.role_weight)
    if LabelSet.load(m.start_from / LABELS_FILE) != labels:
        raise ConfigError(f"{m.start_from}: was trained with another label table; its heads do not fit")
    model = load_trained(m.start_from, labels, m.dropout)
    model.topic_weight, model.role_weight = m.topic_weight, m.role_weight
    return model


def load_parts(folder: DataFolder, say: Callable[[str], None]) -> dict[str, list[LabelledDocument]]:
    """The labelled documents by split; says which rows are left out for want of their texts.

    Raises:
        DataError: train or dev is empty.
    """
    if folder.note:
        say(folder.note)
    parts = folder.parts()
    for split in ("train", "dev"):
        if not parts[split]:
            raise DataError(f"{folder.splits_path}: no document with labels and text is in {split!r}")
        rows = sum(d.labelled for d in parts[split])
        say(f"{split}: {len(parts[split])} documents, {rows} labelled paragraphs")
    return parts


def prepare_tokenizer(
    encoder: str, windows: WindowConfig, folder: Path, positions: int
) -> tuple[ParagraphTokenizer, WindowSettings]:
    """Save the encoder's tokenizer into `folder` and read its special tokens.

    Args:
        encoder: a transformers folder or hub name.
        windows: sizes wanted.
        folder: where the tokenizer's files go.
        positions: how many tokens the encoder reads at most.

    Raises:
        ConfigError: the encoder has no fast tokenizer, or its windows are shorter than configured.
    """
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    if not tokenizer.is_fast:
        raise ConfigError(f"encoder {encoder!r} has no fast tokenizer; tagging without torch needs one")
    if windows.max_tokens > positions:
        raise ConfigError(
            f"windows.max_tokens is {windows.max_tokens}, but encoder {encoder!r} reads {positions} at most"
        )
    tokenizer.save_pretrained(folder)
    settings = WindowSettings(
        **windows.model_dump(),
        start_id=tokenizer.cls_token_id,
        separator_id=tokenizer.sep_token_id,
        pad_id=tokenizer.pad_token_id,
    )
    return ParagraphTokenizer(folder / "tokenizer.json"), settings


class _Trainer(Trainer):  # type: ignore[misc]
    """Trainer whose heads, being new, learn faster than the encoder."""

    def __init__(self, *, head_learning_rate: float, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.optimizer: torch.optim.Optimizer | None
        self._head_learning_rate = head_learning_rate

    def create_optimizer(self, *args: Any, **kwargs: Any) -> torch.optim.Optimizer:
        if self.optimizer is None:
            groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
            for name, parameter in self.model.named_parameters():
                plain = parameter.ndim < 2  # biases and layer norms are not decayed
                groups.setdefault((not name.startswith("encoder."), plain), []).append(parameter)
            self.optimizer = torch.optim.AdamW(
                [
                    {
                        "params": parameters,
                        "lr": self._head_learning_rate if head else self.args.learning_rate,
                        "weight_decay": 0.0 if plain else self.args.weight_decay,
                    }
                    for (head, plain), parameters in groups.items()
                ],
                fused=True,
            )
        return self.optimizer


def _arguments(config: TrainingConfig, device: Device, *, keep_checkpoints: bool) -> TrainingArguments:
    o: OptimizationConfig = config.optimization
    checkpoints = config.output / CHECKPOINTS
    if not keep_checkpoints:
        shutil.rmtree(checkpoints, ignore_errors=True)
    return TrainingArguments(
        output_dir=str(checkpoints),
        num_train_epochs=o.epochs,
        learning_rate=o.learning_rate,
        weight_decay=o.weight_decay,
        warmup_steps=o.warmup_share,
        lr_scheduler_type="linear",
        per_device_train_batch_size=o.batch_windows,
        per_device_eval_batch_size=o.batch_windows,
        gradient_accumulation_steps=o.accumulate,
        train_sampling_strategy="group_by_length",
        length_column_name="length",
        bf16=device.precision == "bf16",
        fp16=device.precision == "fp16",
        use_cpu=device.kind == "cpu",
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=1,
        load_best_model_at_end=True,
        metric_for_best_model="selection",
        logging_steps=20,
        report_to=["tensorboard"],
        label_names=["topic_labels", "role_labels"],
        remove_unused_columns=False,
        seed=o.seed,
        data_seed=o.seed,
        dataloader_num_workers=0,
        dataloader_pin_memory=device.kind == "cuda",
    )


def _metrics(prediction: Any, labels: LabelSet) -> Metrics:
    """Per-span metrics at threshold 0.5; final figures come from the exported model with fitted thresholds."""
    topic_logits, role_logits = prediction.predictions
    gold_topics, gold_roles = prediction.label_ids
    known = gold_roles != IGNORED
    return compare(
        gold_topics[known] == 1, topic_logits[known] > 0, gold_roles[known], role_logits[known].argmax(-1), labels
    )


def _facts(
    config: TrainingConfig,
    device: Device,
    parts: dict[str, list[LabelledDocument]],
    seconds: float,
    metrics: Metrics,
    history: list[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "config": json.loads(config.model_dump_json()),
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
