"""`gongwen train`, `gongwen export`."""

import sys
from pathlib import Path

import typer

from .extras import extra


def train(
    config: Path = typer.Argument(..., help="Training config, e.g. configs/cpu.yaml."),
    overrides: list[str] = typer.Argument(None, metavar="[section.key=value ...]", help="Override the file's."),
    resume: bool = typer.Option(False, "--resume", help="Go on from the last checkpoint of a run that broke off."),
) -> None:
    """Fine-tune an encoder on labelled documents.

    Needs the extra: `pip install 'gongwen-tagger[train]'`.

    Example:

        gongwen train configs/cpu.yaml optimization.epochs=4 output=runs/short
        torchrun --nproc-per-node 4 -m gongwen train configs/multi-gpu.yaml
    """
    with extra("training", "train"):
        from transformers import logging

        from ..training.config import load_config
        from ..training.failures import what_stands
        from ..training.train import train as run
    settings = load_config(config, overrides)
    logging.disable_progress_bar()  # of loading and saving: ours is enough
    logging.set_verbosity_error()
    try:
        run(settings, typer.echo, resume=resume, bar=sys.stderr.isatty())
    except KeyboardInterrupt as stop:
        typer.secho(f"stopped. {what_stands(settings.output)}", fg="yellow", err=True)
        raise typer.Exit(130) from stop


def export(
    run: Path = typer.Argument(..., help="Folder of a finished training run."),
    output: Path = typer.Option(..., "--output", "-o", help="Model folder to write, e.g. models/my-model."),
    fp32: bool = typer.Option(False, "--fp32", help="Do not quantize: a larger, slower file, for a run int8 fails."),
) -> None:
    """Export a trained model: ONNX (int8 unless --fp32), tokenizer, labels, thresholds fitted on dev, and a model card.

    Refuses to write a model whose export differs from the trained one. Needs the extra:
    `pip install 'gongwen-tagger[train]'`.
    """
    with extra("exporting", "train"):
        from ..export import export as write
    write(run, output, typer.echo, int8=not fp32)
