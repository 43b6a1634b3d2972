"""`gongwen labelstudio …`: paragraphs to Label Studio and back."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..errors import DataError
from ..labels import LABELS_FILE, LabelSet

if TYPE_CHECKING:
    from ..labelstudio import Settled

app = typer.Typer(
    help="Label paragraphs in Label Studio: tagged ones out, labels back in.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


@app.command()
def export(
    output: Path = typer.Argument(..., metavar="TASKS.json", help="The file of tasks to write."),
    tagged: list[Path] = typer.Argument(
        ..., metavar="TAGGED...", help="Files of records (.jsonl, .parquet), or the folder of a batch."
    ),
    only: Path | None = typer.Option(
        None,
        "--only",
        metavar="CHOSEN.jsonl",
        help="Only these paragraphs, in this order: JSON lines with `doc`, `start`, `end`, as `gongwen next` writes.",
    ),
    model: Path | None = typer.Option(
        None, "--model", "-m", metavar="DIR", help="The model that tagged (the shipped one by default)."
    ),
    batch_size: int | None = typer.Option(
        None, "--batch-size", min=1, metavar="N", help="Split into TASKS-0001.json … of N tasks."
    ),
) -> None:
    """Write tagged paragraphs as tasks for Label Studio: one a paragraph, with the headings above it, its neighbours,
    and what the tagger says as predictions. `label-config.xml` beside them is the labelling interface.

    Labelled documents of a data folder go out with `gongwen data export --format labelstudio`.

    Examples:

        gongwen labelstudio export tasks.json tagged.jsonl

        gongwen labelstudio export tasks.json OUT/ --only next.jsonl --batch-size 200
    """
    from ..labelstudio import CONFIG_FILE, neighbours, pick, prediction_tasks, write_tasks
    from ..runtime.bundle import open_bundle
    from ..view.collect import read_records, tagged_files

    if output.suffix.lower() != ".json":
        raise typer.BadParameter(f"{output} is no name for tasks; name a .json file", param_hint="TASKS.json")
    if not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"the folder {output.parent} does not exist", param_hint="TASKS.json")
    bundle = open_bundle(model)
    chosen = neighbours(read_records(tagged_files(tagged), bundle.labels))
    missing: list[tuple[str, int, int]] = []
    if only is not None:
        found, missing = pick(chosen, only)
        chosen = iter(found)
    written = write_tasks(output, prediction_tasks(chosen, bundle.labels, bundle.name), bundle.labels, batch_size)
    if not written:
        raise DataError(f"{output}: not written, as there are no paragraphs to label")
    for file, tasks in written.items():
        typer.echo(f"{file}: {tasks:,} tasks", err=True)
    typer.echo(f"{output.with_name(CONFIG_FILE)}: the labelling interface", err=True)
    for file in sorted(output.parent.glob(f"{output.stem}-[0-9][0-9][0-9][0-9]{output.suffix}")):
        if batch_size is not None and file not in written:
            typer.echo(f"note: {file} is left of an earlier export", err=True)
    for document, start, end in missing:
        typer.secho(f"{only}: {document} {start}:{end} is not among the tagged paragraphs", fg="red", err=True)
    if missing:
        raise typer.Exit(1)


@app.command("import")
def import_(
    exports: list[Path] = typer.Argument(
        ..., metavar="EXPORT.json...", help="Exports of Label Studio: JSON, JSON-MIN."
    ),
    output: Path = typer.Option(
        ..., "--output", "-o", metavar="ROWS.jsonl", help="The rows to write, e.g. my-labels/labels/user.jsonl."
    ),
    model: Path | None = typer.Option(
        None,
        "--model",
        "-m",
        metavar="DIR",
        help="The model whose labels were given; by default the data folder's label table, else the shipped one.",
    ),
) -> None:
    """Turn labels given in Label Studio into rows for `labels/` of a data folder.

    Of several annotators the majority decides. Where not all say the same, `readings/ROWS-disagreements.jsonl` of the
    data folder tells who said what; ties get no row. Each annotator's own rows stand in `readings/ROWS/`, for `gongwen
    data agreement`. Drafts and skipped tasks are passed over; a task that cannot be used is named, and the exit code
    is 1.

    Example:

        gongwen labelstudio import project-7.json --output my-labels/labels/user.jsonl
    """
    from ..labelstudio import read_exports, settle, write_settled

    if output.suffix.lower() != ".jsonl":
        raise typer.BadParameter(f"{output} is no name for rows; name a .jsonl file", param_hint="--output")
    # The data folder: what stands below labels/ is read as rows, so the readings must not.
    labels_folder = next((p for p in (*output.parents, output.absolute().parent) if p.name == "labels"), None)
    home = labels_folder.parent if labels_folder else output.parent
    own = home / LABELS_FILE
    labels = LabelSet.load(model / LABELS_FILE if model else own if own.exists() else None)
    export = read_exports(exports, labels)
    for problem in export.problems:
        typer.secho(problem, fg="red", err=True)
    typer.echo(
        f"{export.tasks:,} tasks, {export.open:,} without a finished annotation, {export.skipped:,} times skipped, "
        f"{len(export.problems):,} problems",
        err=True,
    )
    if not export.annotations:
        raise DataError(f"{', '.join(map(str, exports))}: no annotation to take over; {output} is not written")
    settled = settle(export.annotations, labels)
    for file, said in write_settled(settled, output, home / "readings" / output.stem).items():
        typer.echo(f"{file}: {said}", err=True)
    _report(settled, labels)
    if export.problems:
        raise typer.Exit(1)


def _report(settled: "Settled", labels: LabelSet) -> None:
    """Kappas of every two annotators."""
    for (first, second), said in settled.agreements(labels).items():
        topics = ", ".join(f"{labels.names[key]} {value:.3f}" for key, value in said.topics.items())
        typer.echo(
            f"{first} and {second}: {said.paragraphs:,} paragraphs in common, {len(said.differences):,} labelled "
            f"differently; kappa of roles {said.role:.3f}" + (f", of topics {topics}" if topics else "")
        )
