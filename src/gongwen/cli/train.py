"""`gongwen train`, `gongwen export`."""

import sys
from pathlib import Path

import typer

from .extras import extra


def train(
    config: Path = typer.Argument(
        ..., metavar="CONFIG|DATA", help="Training config, e.g. configs/cpu.yaml; with --from the data folder."
    ),
    overrides: list[str] = typer.Argument(None, metavar="[section.key=value ...]", help="Override the config's."),
    resume: bool = typer.Option(False, "--resume", help="Go on from the last checkpoint of a run that broke off."),
    start: Path | None = typer.Option(
        None, "--from", metavar="MODEL|shipped", help="Teach this model folder the labels of DATA instead."
    ),
    output: Path | None = typer.Option(
        None, "--output", "-o", metavar="DIR", help="With --from: model folder to write."
    ),
    texts: list[Path] = typer.Option([], "--texts", "-t", help="With --from: further folder with texts (repeatable)."),
    keep: list[Path] = typer.Option(
        [], "--keep", metavar="FILE|FOLDER", help="With --from: documents whose labels should stay (repeatable)."
    ),
) -> None:
    """Fine-tune an encoder on labelled documents; or teach a finished model your labels (--from).

    Fine-tuning follows a config and needs the extra: `pip install 'gongwen-tagger[train]'`.

    With --from, some hundred labels of your own, e.g. corrections from the reading page, are learnt within a minute on
    any computer, without torch: the model's files stay as they are, and what is learnt stands beside them. What it
    gains is measured by cross-validation over your documents. --keep names documents of other kinds that it should go
    on tagging as it does.

    Examples:

        gongwen train configs/cpu.yaml optimization.epochs=4 output=runs/short

        torchrun --nproc-per-node 4 -m gongwen train configs/multi-gpu.yaml

        gongwen train --from shipped my-labels --output models/mine
    """
    if start is not None:
        if overrides or resume or output is None:
            raise typer.BadParameter("takes DATA and --output, no overrides and no --resume", param_hint="--from")
        _teach(start, config, texts, keep, output)
        return
    if output is not None or texts or keep:
        raise typer.BadParameter(
            "--output, --texts and --keep go with --from; a config names its own", param_hint="train"
        )
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


def _teach(model: Path, folder: Path, texts: list[Path], keep: list[Path], output: Path) -> None:
    from ..adapt import adapt
    from ..data import DataFolder
    from ..errors import ReadError
    from ..formats import find_documents, read_documents
    from .data import say_note

    data = DataFolder(folder, texts)
    say_note(data)
    files, errors = find_documents(keep)
    documents = []
    for document in (one for file in files for one in read_documents(file)):
        if isinstance(document, ReadError):
            errors.append(document)
        else:
            documents.append(document)
    for error in errors:
        typer.secho(f"left out: {error}", fg="yellow", err=True)
    result = adapt(model, data, output, documents, lambda line: typer.echo(line, err=True))
    typer.echo(f"{output}: learnt {result.paragraphs:,} paragraphs of {result.documents:,} documents")
    typer.echo("by cross-validation over them     topic macro-F1   role macro-F1   role accuracy")
    for name, m in (("before", result.before), ("after", result.after)):
        figures = (f"{x:>14.3f}  " for x in (m.topic_macro_f1, m.role_macro_f1, m.role_accuracy))
        typer.echo(f"  {name:<30}{''.join(figures)}".rstrip())
    if result.after.selection <= result.before.selection:
        typer.secho(
            "nothing gained: the model knew as much before; label more, or documents of another kind",
            fg="yellow",
            err=True,
        )


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
