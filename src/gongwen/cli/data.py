"""`gongwen data …`: the labelled data, ours or the user's own."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..errors import DataError

if TYPE_CHECKING:
    from ..data import DataFolder

app = typer.Typer(
    help="Check, count, split, build and export labelled data.", no_args_is_help=True, rich_markup_mode="markdown"
)

FOLDER = typer.Argument(Path("data"), metavar="[FOLDER]", help="Data folder: labels/, splits.json, texts.")
TEXTS = typer.Option([], "--texts", "-t", help="Further folder with texts that the rows point at (repeatable).")


@app.command()
def check(folder: Path = FOLDER, texts: list[Path] = TEXTS) -> None:
    """Check every labelled row against the label table and the text it points at, and the splits against near-copies.

    Problems are printed as `file:line: what is wrong`, and the exit code is 1 if there are any. Rows whose texts are
    not on this machine are counted, and checked as far as they can be.

    Example:

        gongwen data check data --texts ../fetched
    """
    from ..data import DataFolder
    from ..data import check as check_folder

    data = DataFolder(folder, texts)
    report = check_folder(data)
    for problem in report.problems:
        typer.secho(problem, fg="red", err=True)
    for collection, count in sorted(report.absent.items()):
        typer.echo(
            f"note: {count} rows of {collection!r} not checked against their texts, which are not here", err=True
        )
    typer.echo(f"{report.rows} rows of {report.sources} documents, {len(report.problems)} problems")
    if report.problems:
        raise typer.Exit(1)


@app.command()
def stats(
    folder: Path = FOLDER,
    texts: list[Path] = TEXTS,
    markdown: bool = typer.Option(False, "--markdown", help="Only the dataset card's table of counts, in Markdown."),
) -> None:
    """Count documents, paragraphs, topics and roles by origin, collection and split, and documents by unit, year, kind,
    quality, site noise and script.

    "Keyword only" counts the paragraphs in which a keyword of the topic stands without the topic.
    """
    from ..data import DataFolder, statistics
    from ..data.stats import card_counts
    from .tables import print_statistics

    data = DataFolder(folder, texts)
    if markdown:
        typer.echo(card_counts(data), nl=False)
        return
    say_note(data)
    print_statistics(statistics(data), data.labels)


@app.command()
def split(
    folder: Path = FOLDER,
    texts: list[Path] = TEXTS,
    dev: float = typer.Option(0.12, min=0, max=0.5, help="Share of dev among what is assigned."),
    test: float = typer.Option(0.18, min=0, max=0.5, help="Share of test among what is assigned."),
) -> None:
    """Assign documents that stand in no split yet, families of near-copies whole; those assigned stay where they are.

    Single formulae that documents of different splits share are masked, so that nothing asked in test was learnt in
    train. Writes `splits.json`, which may be edited by hand and checked with `gongwen data check`.
    """
    from ..data import DataFolder, Splits, assign

    data = DataFolder(folder, texts)
    if data.absent:
        raise DataError("splits need all texts, as near-copies are sought in them; " + data.note)
    before = data.splits if data.splits_path.exists() else Splits(where=str(data.splits_path))
    after = assign(data.documents, before, {"train": 1 - dev - test, "dev": dev, "test": test})
    after.save(data.splits_path)
    for name, part in after.parts(data.documents).items():
        typer.echo(f"{name}: {len(part)} documents, {sum(d.labelled for d in part)} labelled paragraphs")
    masked = sum(map(len, after.masked.values()))
    typer.echo(f"{len(after.of) - len(before.of)} newly assigned; {masked} formulae masked; {data.splits_path} written")


@app.command()
def build(
    output: Path = typer.Argument(..., help="Folder to write train.parquet, dev.parquet and test.parquet into."),
    folder: Path = typer.Option(Path("data"), "--data", help="Data folder."),
    texts: list[Path] = TEXTS,
    collections: list[str] = typer.Option([], "--collection", "-c", help="Only this collection (repeatable)."),
) -> None:
    """Join rows and texts into a folder that `datasets.load_dataset("FOLDER")` loads.

    What is left out because its text is not here is said, by collection. Needs the extra: `pip install
    'gongwen-tagger[data]'`.

    Example:

        gongwen data build built --texts ../fetched
    """
    from ..data import DataFolder
    from ..data.dataset import paragraphs
    from ..data.export import build as write

    data = DataFolder(folder, texts)
    data.parts()  # every document must have a split
    say_note(data)
    for name, rows in write(output, paragraphs(data, _known(data, collections))).items():
        typer.echo(f"{output / name}.parquet: {rows} paragraphs")


@app.command()
def export(
    output: Path = typer.Argument(..., help="File to write."),
    folder: Path = typer.Option(Path("data"), "--data", help="Data folder."),
    texts: list[Path] = TEXTS,
    format: str = typer.Option("jsonl", "--format", "-f", help="jsonl, parquet or labelstudio."),
    split: str = typer.Option("", help="Only this split."),
    collections: list[str] = typer.Option([], "--collection", "-c", help="Only this collection (repeatable)."),
) -> None:
    """Write labelled paragraphs with their texts as JSON lines, Parquet, or Label Studio tasks with the labels as
    annotations (and `label-config.xml`, the labelling interface, beside them). Tagged paragraphs without labels go to
    Label Studio with `gongwen labelstudio export`, and labels come back with `gongwen labelstudio import`.

    Example:

        gongwen data export tasks.json --format labelstudio --split dev
    """
    from ..data import DataFolder
    from ..data.dataset import paragraphs
    from ..data.export import write_jsonl, write_label_studio, write_parquet

    if format not in ("jsonl", "parquet", "labelstudio"):
        raise typer.BadParameter(f"{format!r} is not one of jsonl, parquet, labelstudio", param_hint="--format")
    data = DataFolder(folder, texts)
    say_note(data)
    known = _known(data, collections)
    if format == "labelstudio":
        count = write_label_studio(output, data, split, known)
    else:
        write = write_jsonl if format == "jsonl" else write_parquet
        count = write(output, (r for r in paragraphs(data, known) if split in ("", r["split"])))
    typer.echo(f"{output}: {count} paragraphs")


@app.command()
def agreement(
    first: Path = typer.Argument(..., help="Rows of the first reader (.jsonl or folder)."),
    second: Path = typer.Argument(..., help="Rows of the second reader."),
    labels: Path | None = typer.Option(None, "--labels", "-l", help="Label table (the shipped one by default)."),
    differences: bool = typer.Option(False, "--differences", help="List every paragraph the readers differ on."),
) -> None:
    """Cohen's kappa of two independent readings of the same paragraphs, per role and per topic.

    Example:

        gongwen data agreement data/readings/first data/readings/second
    """
    from ..data import agreement as compare
    from ..data import read_rows
    from ..labels import LabelSet
    from .tables import print_agreement

    table = LabelSet.load(labels)
    result = compare(read_rows(first), read_rows(second), table)
    print_agreement(result, table, list_differences=differences)


@app.command()
def audit(
    output: Path = typer.Argument(..., help="CSV file to write: the paragraphs to read again, worst first."),
    folder: Path = typer.Option(Path("data"), "--data", help="Data folder."),
    texts: list[Path] = TEXTS,
    encoder: str = typer.Option(..., help="transformers folder or hub name; not one fine-tuned on these labels."),
    share: float = typer.Option(0.05, min=0, max=1, help="Part of the paragraphs to list."),
    folds: int = typer.Option(5, min=2, help="Folds for the out-of-fold probabilities."),
) -> None:
    """List the labels that are most probably wrong (cleanlab on out-of-fold probabilities). Nothing is changed.

    Heads are fitted on the frozen encoder; each fold is judged by heads that have not seen its documents. Needs the
    extras: `pip install 'gongwen-tagger[train,data]'`.

    Example:

        gongwen data audit review.csv --encoder runs/encoder/e5-small-zh --texts ../fetched
    """
    from ..data import DataFolder
    from ..data.audit import suspects, write_review
    from .extras import extra

    with extra("the label audit", "train"):
        from ..training.out_of_fold import out_of_fold
    data = DataFolder(folder, texts)
    say_note(data)
    judged = out_of_fold(data.documents, data.labels, encoder, folds, lambda text: typer.echo(text, err=True))
    found = suspects(data.documents, data.labels, judged.topics, judged.roles)
    listed = found[: round(share * len(found))]
    write_review(output, listed)
    typer.echo(f"{output}: {len(listed)} of {len(found)} paragraphs to read again")


@app.command()
def pool(
    output: Path = typer.Argument(..., help="Parquet file to write."),
    sources: list[Path] = typer.Argument(
        ..., help="Collections (.jsonl with doc_id and text) or folders of documents."
    ),
    held_out: Path | None = typer.Option(
        None, help="Data folder whose dev and test must not come in, nor near-copies of their paragraphs."
    ),
    texts: list[Path] = TEXTS,
) -> None:
    """Turn unlabelled texts into paragraphs in document order, near-copies marked, for adaptation and distillation.

    Every paragraph stays, as its neighbours need it for context; `copy_of` names the earlier paragraph it repeats, or
    says that it is held out. Needs the extra: `pip install 'gongwen-tagger[data]'`.

    Example:

        gongwen data pool pool.parquet ../fetched/corpus --held-out data --texts ../fetched
    """
    from ..data import DataFolder
    from ..data.export import write_parquet
    from ..data.pool import build_pool, read_collections

    guard = DataFolder(held_out, texts) if held_out else None
    if guard and guard.absent:
        raise DataError("held-out texts must all be here; " + guard.note)
    records, report, errors = build_pool(read_collections(sources), guard)
    for error in errors:
        typer.secho(str(error), fg="red", err=True)
    write_parquet(output, map(asdict, records))
    typer.echo(
        f"{output}: {report.documents} documents, {report.paragraphs} paragraphs, of which {report.copies} repeat an "
        f"earlier one and {report.held_out_paragraphs} are held out; {report.characters:,} characters remain; "
        f"{report.held_out_documents} held-out documents left out, {len(errors)} errors"
    )
    if errors:
        raise typer.Exit(1)


def say_note(data: "DataFolder") -> None:
    """On standard error: what is left out because its texts are not here."""
    if data.note:
        typer.echo(data.note, err=True)


def _known(data: "DataFolder", collections: list[str]) -> list[str] | None:
    """The collections asked for, None for all.

    Raises:
        DataError: one of them is not in the data.
    """
    known = sorted({row.source.partition(":")[0] for row in data.rows})
    for name in collections:
        if name not in known:
            raise DataError(f"{data.root}: no collection {name!r}; known are {', '.join(known)}")
    return collections or None
