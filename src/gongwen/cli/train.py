"""`gongwen train`, `gongwen export`, `gongwen evaluate`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from ..errors import MissingExtraError


def train(
    config: Path = typer.Argument(..., help="Training config, e.g. configs/cpu.yaml."),
    overrides: list[str] = typer.Argument(None, metavar="[section.key=value ...]", help="Override the file's."),
) -> None:
    """Fine-tune an encoder on labelled documents.

    Needs the extra: `pip install 'gongwen-tagger[train]'`.

    Example:

        gongwen train configs/cpu.yaml optimization.epochs=4 output=runs/short
    """
    with _extra("training"):
        from ..training.config import load_config
        from ..training.train import train as run
    settings = load_config(config, overrides)
    metrics = run(settings, typer.echo)
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
    with _extra("exporting"):
        from ..export import export as write
    write(run, output, typer.echo)


def evaluate(
    model: Path | None = typer.Option(
        None, "--model", "-m", metavar="DIR", help="Model folder (the shipped model by default)."
    ),
    rows: Path = typer.Option(Path("data/labels"), "--labels", help="Stand-off rows."),
    splits: Path = typer.Option(Path("data/splits.json"), "--splits", help="Which document is in which split."),
    split: str = typer.Option("dev", "--split", help="train, dev or test."),
    texts: list[Path] = typer.Option([Path("data")], "--texts", "-t", help="Folder with texts (repeatable)."),
    rules: bool = typer.Option(False, "--rules", help="Evaluate the keyword and numbering rules instead of a model."),
) -> None:
    """Compare a model's labels with those that people gave, per collection.

    Example:

        gongwen evaluate --split test --texts data
    """
    from ..evaluation.run import evaluate_split

    table = evaluate_split(model, rows, splits, split, texts, rules=rules)
    typer.echo(f"{'collection':<20}{'paragraphs':>11}{'topic macro-F1':>16}{'role macro-F1':>15}{'role accuracy':>15}")
    for name, m in table.items():
        figures = f"{m.topic_macro_f1:>16.3f}{m.role_macro_f1:>15.3f}{m.role_accuracy:>15.3f}"
        typer.echo(f"{name:<20}{m.paragraphs:>11}{figures}")
    for kind, scores in (("topics", table["all"].topic_f1), ("roles", table["all"].role_f1)):
        typer.echo(f"{kind}: " + ", ".join(f"{key} {value:.3f}" for key, value in scores.items()))


@contextmanager
def _extra(what: str) -> Iterator[None]:
    try:
        yield
    except ImportError as error:
        raise MissingExtraError(what, "train", error.name or "torch") from error
