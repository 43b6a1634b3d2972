"""`gongwen train`, `gongwen export`, `gongwen evaluate`."""

import sys
from pathlib import Path

import typer

from .data import say_note
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
) -> None:
    """Export a trained model: ONNX int8, tokenizer, labels, thresholds fitted on dev, and a model card.

    Refuses to write a model whose fp32 export differs from the trained one. Needs the extra:
    `pip install 'gongwen-tagger[train]'`.
    """
    with extra("exporting", "train"):
        from ..export import export as write
    write(run, output, typer.echo)


def evaluate(
    model: Path | None = typer.Option(
        None, "--model", "-m", metavar="DIR", help="Model folder (the shipped model by default)."
    ),
    folder: Path = typer.Option(Path("data"), "--data", help="Data folder: labels/, splits.json, texts."),
    texts: list[Path] = typer.Option([], "--texts", "-t", help="Further folder with texts (repeatable)."),
    split: str = typer.Option("dev", "--split", help="train, dev or test."),
    rules: bool = typer.Option(False, "--rules", help="Evaluate the keyword and numbering rules instead of a model."),
) -> None:
    """Compare a model's labels with those that people gave, per collection.

    Example:

        gongwen evaluate --split test --texts ../fetched
    """
    from ..data import DataFolder
    from ..evaluation.run import cut_as_labelled, evaluate_split, parts_of

    data = DataFolder(folder, texts)
    say_note(data)
    table = evaluate_split(model, data, split, rules=rules)
    cut = {name: cut_as_labelled(part) for name, part in parts_of(data.parts()[split]).items()}
    columns = f"{'topic macro-F1':>16}{'role macro-F1':>15}{'role accuracy':>15}{'cut as labelled':>17}"
    typer.echo(f"{'collection':<20}{'paragraphs':>11}{columns}")
    for name, m in table.items():
        figures = f"{m.topic_macro_f1:>16.3f}{m.role_macro_f1:>15.3f}{m.role_accuracy:>15.3f}{cut[name]:>17.1%}"
        typer.echo(f"{name:<20}{m.paragraphs:>11}{figures}")
    for kind, scores in (("topics", table["all"].topic_f1), ("roles", table["all"].role_f1)):
        typer.echo(f"{kind}: " + ", ".join(f"{key} {value:.3f}" for key, value in scores.items()))
