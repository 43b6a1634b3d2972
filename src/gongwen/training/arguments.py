"""The Trainer's settings: what the config says, and how this project trains in any case."""

from transformers import TrainingArguments

from .checkpoints import CHECKPOINTS
from .config import TrainingConfig
from .device import Device

LOG_STEPS = 20
"""Optimizer steps between two logged losses."""


def training_arguments(config: TrainingConfig, device: Device) -> TrainingArguments:
    """Also joins the other processes, where `torchrun` or `accelerate launch` started several.

    The best epoch is kept and loaded at the end: evaluation and saving go by epochs. Checkpoints in between
    (`callbacks.SaveEvery`) are saved without an evaluation, for going on from only.
    """
    o = config.optimization
    args = TrainingArguments(
        output_dir=str(config.output / CHECKPOINTS),
        num_train_epochs=o.epochs,
        learning_rate=o.learning_rate,
        weight_decay=o.weight_decay,
        max_grad_norm=o.max_grad_norm,
        warmup_steps=o.warmup_share,
        lr_scheduler_type="linear",
        per_device_train_batch_size=o.batch_windows,
        per_device_eval_batch_size=o.batch_windows,
        gradient_accumulation_steps=o.accumulate,
        average_tokens_across_devices=True,
        bf16=device.precision == "bf16",
        fp16=device.precision == "fp16",
        torch_compile=o.compile,
        use_cpu=device.kind == "cpu",
        ddp_find_unused_parameters=False,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,  # the best and the last
        load_best_model_at_end=True,
        metric_for_best_model="selection",
        logging_steps=LOG_STEPS,
        logging_nan_inf_filter=False,  # such a loss stops the run
        report_to=[],
        disable_tqdm=True,
        log_level="error",
        label_names=["topic_labels", "role_labels"],
        remove_unused_columns=False,
        seed=o.seed,
        data_seed=o.seed,
        dataloader_num_workers=0,
        dataloader_pin_memory=device.kind == "cuda",
    )
    if args.n_gpu > 1:
        # Without a launcher the Trainer would split every batch over all GPUs it sees (DataParallel): slower than
        # a process a GPU, and another batch size than configured.
        args._n_gpu = 1
    return args
