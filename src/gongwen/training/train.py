"""One training run: config in, a folder with encoder, heads and facts out."""

import dataclasses
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import torch
import transformers
from torch.utils.tensorboard import SummaryWriter
from transformers import PrinterCallback, TrainingArguments
from transformers.integrations import TensorBoardCallback

from ..data import DataFolder, LabelledDocument
from ..errors import ConfigError
from ..evaluation import Metrics
from ..labels import LABELS_FILE, LabelSet
from ..runtime.bundle import NGRAMS_FILE
from ..runtime.ngrams import NgramHeads
from .arguments import training_arguments
from .callbacks import Patience, Reporter, SaveEvery, out_of_patience
from .checkpoints import CHECKPOINTS, Checkpoint, last_checkpoint, load_order, remove_unfinished
from .config import FewLabelsConfig, TrainingConfig
from .device import Device, detect_device
from .examples import Collator, Targets
from .failures import explained, writing
from .few import fit_few
from .inputs import check_taught, load_parts, load_unlabelled, load_windows, prepare_tokenizer
from .model import HEADS_FILE, ParagraphTagger, enable_checkpointing, keep_lowest, load_encoder, load_trained
from .ngrams import fit_ngrams
from .probe import fit_heads
from .record import RUN_FILE, run_facts, span_metrics, summary, write_run
from .restore import is_export, restore
from .teacher import taught
from .trainer import ParagraphTrainer, global_batch

LOGS = "logs"


def train(config: TrainingConfig, say: Callable[[str], None], *, resume: bool = False, bar: bool = False) -> Metrics:
    """Train and write ``config.output``: ``encoder/`` (a transformers folder), ``heads.safetensors``,
    ``ngrams.safetensors`` (where the config wants one), ``labels.yaml`` and ``run.json`` (settings, data counts, dev
    metrics). Checkpoints go below ``checkpoints/``, TensorBoard's below ``logs/``.

    Of several processes (`torchrun`, `accelerate launch`) the first one speaks and writes; all return the metrics.

    Args:
        config: the run's settings.
        say: takes one line for the user at a time.
        resume: go on from the last checkpoint that a broken run of the same settings has saved, exactly as if it had
            not been broken. The number of epochs may be another: the learning rate then follows the new schedule from
            there on.
        bar: draw a progress bar on stderr instead of saying how far it is now and then.

    Raises:
        ConfigError: the encoder cannot be loaded, the precision is not available, or there is nothing to go on from.
        DataError: labels, texts or splits are wrong.
        TrainingError: no memory, no disk, or a loss that is no number; what was saved before stands.
    """
    checkpoint = last_checkpoint(config.output / CHECKPOINTS) if resume else None
    if resume and checkpoint is None:
        raise ConfigError(f"{config.output / CHECKPOINTS}: no checkpoint to go on from; train without --resume")
    o = config.optimization
    device = detect_device(o.precision)
    args = training_arguments(config, device)
    first = args.process_index == 0
    say = say if first else _silent
    _say_how(config, device, args, say)
    transformers.set_seed(o.seed)
    folder = DataFolder(config.data.folder, config.data.texts)
    labels = folder.labels
    parts = load_parts(folder, say)
    check_taught(parts["train"], folder)
    model, heads_fitted = _initial_model(config, labels)
    if config.few_labels is not None:
        return _train_few(config, config.few_labels, folder, parts, model, device, args, say)
    given, asked = ([Targets.read(d, labels) for d in parts[split]] for split in ("train", "dev"))
    if config.distil is not None:
        unlabelled = load_unlabelled(config.distil, "distil", folder, say)
        given += taught(config.distil.teacher, unlabelled, labels, say)
    settings, train_set, dev_set = load_windows(config, given, asked, model.encoder.config, write=first)
    say(f"windows: {len(train_set)} to learn from, {len(dev_set)} to choose the best epoch by")
    order = _resumed_order(config, checkpoint, len(train_set), args, say)
    if first:
        _prepare_output(config.output, resume=resume)
    collator = Collator(settings.pad_id)
    started = time.monotonic()
    ngrams = _ngrams(config, parts["train"], labels, say) if first else None
    with closing(Reporter(say, bar=bar and first)) as reporter, explained(config.output):
        if not heads_fitted and not resume:
            # Every process does so for itself; DDP then gives the first one's weights to all.
            say("fitting the heads on the frozen encoder")
            say(f"loss of the heads alone: {fit_heads(model.to(args.device), train_set, collator):.3f}")
        trainer = ParagraphTrainer(
            model=model,
            args=args,
            train_dataset=train_set,
            eval_dataset=dev_set,
            data_collator=collator,
            compute_metrics=lambda prediction: span_metrics(prediction, labels).to_dict(),
            callbacks=[SaveEvery(o.save_every), Patience(o.patience), reporter],
            head_learning_rate=o.head_learning_rate,
            order=order,
        )
        trainer.remove_callback(PrinterCallback)
        if first:
            trainer.add_callback(TensorBoardCallback(SummaryWriter(config.output / LOGS)))
        trainer.train(resume_from_checkpoint=str(checkpoint.path) if checkpoint else None)
        metrics = span_metrics(trainer.predict(dev_set), labels)
    if first:
        facts = run_facts(config, device, parts, time.monotonic() - started, metrics, trainer.state.log_history)
        facts |= {"windows": dataclasses.asdict(settings), "processes": args.world_size}
        with writing(config.output):
            write_run(config.output, model, labels, facts, ngrams)
        say(summary(config.output, metrics, facts))
    trainer.accelerator.wait_for_everyone()
    trainer.accelerator.end_training()
    return metrics


def _train_few(
    config: TrainingConfig,
    few: FewLabelsConfig,
    folder: DataFolder,
    parts: dict[str, list[LabelledDocument]],
    model: ParagraphTagger,
    device: Device,
    args: TrainingArguments,
    say: Callable[[str], None],
) -> Metrics:
    if args.world_size > 1:
        raise ConfigError("few_labels: nothing is fine-tuned, one process does it; start it without torchrun")
    if config.model.ngram_bits is None:
        raise ConfigError("few_labels: the heads learn together with the n-gram table; set model.ngram_bits")
    started = time.monotonic()
    _prepare_output(config.output, resume=False)
    positions = model.encoder.config.max_position_embeddings
    encoder = config.output / "encoder"
    tokenizer, settings = prepare_tokenizer(config.model.encoder, config.windows, encoder, positions)
    unlabelled = load_unlabelled(few, "few_labels", folder, say)
    with explained(config.output):
        ngrams, metrics = fit_few(
            model.to(args.device),
            parts,
            unlabelled,
            tokenizer,
            settings,
            folder.labels,
            rounds=few.rounds,
            bits=config.model.ngram_bits,
            say=say,
        )
    facts = run_facts(config, device, parts, time.monotonic() - started, metrics, [])
    facts |= {"windows": dataclasses.asdict(settings), "processes": 1}
    with writing(config.output):
        write_run(config.output, model, folder.labels, facts, ngrams)
    say(summary(config.output, metrics, facts))
    return metrics


def _resumed_order(
    config: TrainingConfig,
    checkpoint: Checkpoint | None,
    windows: int,
    args: TrainingArguments,
    say: Callable[[str], None],
) -> list[int] | None:
    """Order of the windows of the epoch that the run goes on within."""
    if checkpoint is None:
        return None
    order = load_order(checkpoint, windows, global_batch(args))
    say(f"going on from {checkpoint.path} (step {checkpoint.step}, epoch {checkpoint.epoch:.2f})")
    if out_of_patience(checkpoint.selections, config.optimization.patience):
        args.num_train_epochs = checkpoint.epoch  # it broke off when all was learnt
    return order


def _say_how(config: TrainingConfig, device: Device, args: TrainingArguments, say: Callable[[str], None]) -> None:
    o = config.optimization
    say(f"device: {device.kind}, {device.precision} ({device.reason})")
    steps = f"{o.batch_windows} a batch x {o.accumulate} accumulated x {args.world_size} processes"
    say(f"windows an optimizer step: {global_batch(args)} ({steps})")
    if device.kind == "cuda" and torch.cuda.device_count() > args.world_size == 1:
        say(f"note: one of {torch.cuda.device_count()} GPUs is used; torchrun uses all (docs/training.md)")


def _ngrams(
    config: TrainingConfig, documents: list[LabelledDocument], labels: LabelSet, say: Callable[[str], None]
) -> NgramHeads | None:
    if config.model.ngram_bits is None:
        return None
    say("fitting the n-gram table")
    return fit_ngrams(documents, labels, config.model.ngram_bits)


def _silent(line: str) -> None:
    """What the first process says is enough."""


def _prepare_output(output: Path, *, resume: bool) -> None:
    for stale in (RUN_FILE, HEADS_FILE, NGRAMS_FILE):  # a run that breaks off must not look finished
        (output / stale).unlink(missing_ok=True)
    if resume:
        remove_unfinished(output / CHECKPOINTS)
        return
    for folder in (CHECKPOINTS, LOGS):
        shutil.rmtree(output / folder, ignore_errors=True)


def _initial_model(config: TrainingConfig, labels: LabelSet) -> tuple[ParagraphTagger, bool]:
    """The model to begin with, and whether its heads are those of a finished run."""
    m = config.model
    heads_fitted = False
    if m.start_from is None:
        encoder = load_encoder(m.encoder, m.encoder_dropout, m.layers)
        model = ParagraphTagger(encoder, labels, m.dropout, m.topic_weight, m.role_weight)
    else:
        if LabelSet.load(m.start_from / LABELS_FILE) != labels:
            raise ConfigError(f"{m.start_from}: was trained with another label table; its heads do not fit")
        if is_export(m.start_from):
            model = restore(m.start_from, labels, m.encoder, m.dropout)
        else:
            model = load_trained(m.start_from, labels, m.dropout)
        heads_fitted = m.layers is None or not keep_lowest(model.encoder, m.layers)
        model.topic_weight, model.role_weight = m.topic_weight, m.role_weight
    if config.optimization.gradient_checkpointing:
        enable_checkpointing(model.encoder)
    return model, heads_fitted
