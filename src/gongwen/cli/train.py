"""`gongwen train`, `gongwen export`."""

from pathlib import Path

import typer

from .extras import extra


def train(
    config: Path = typer.Argument(..., help="Training config, e.g. configs/cpu.yaml."),
    overrides: list[str] = typer.Argument(None, metavar="[section.key=value ...]", help="Override the file's."),
    resume: bool = typer.Option(False, "--resume", help="Go on from the last epoch that a broken run has saved."),
) -> None:
    """Fine-tune an encoder on labelled documents.

    Needs the extra: `pip install 'gongwen-tagger[train]'`.

    Example:

        gongwen train configs/cpu.yaml optimization.epochs=4 output=runs/short
    """
    with extra("training", "train"):
        from ..training.config import load_config
        from ..training.train import train as run
    settings = load_config(config, overrides)
    metrics = run(settings, typer.echo, resume=resume)
    typer.echo(
        f"{settings.output}: dev topic macro-F1 {metrics.topic_macro_f1:.3f}, "
        f"role macro-F1 {metrics.role_macro_f1:.3f}, role accuracy {metrics.role_accuracy:.3f} "
        "(thresholds not fitted yet; `gongwen export` fits them)"
    )


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
