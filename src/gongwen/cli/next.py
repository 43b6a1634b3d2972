"""`gongwen next`."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ..errors import DataError
from ..labels import LABELS_FILE, LabelSet

if TYPE_CHECKING:
    from ..selection import Chosen, Labelled

_MOST = 5_000
"""More at once would take minutes, and a model that has learnt from some hundreds chooses better."""
_REASONS = {"role": "角色存疑", "topic": "主题存疑", "context": "上下文"}


def next_(
    tagged: list[Path] = typer.Argument(
        ..., metavar="TAGGED...", help="Files of records (.jsonl, .parquet), or the folder of a batch."
    ),
    output: Path = typer.Option(..., "--output", "-o", metavar="NEXT.jsonl", help="The file to write."),
    count: int = typer.Option(200, "--count", "-n", min=1, max=_MOST, help="Most paragraphs to choose."),
    documents: bool = typer.Option(
        False, "--documents", help="Choose whole documents, up to --count paragraphs together."
    ),
    labels: list[Path] = typer.Option(
        [],
        "--labels",
        "-l",
        metavar="FOLDER",
        help="Data folder (or .jsonl file of rows) with what is labelled already (repeatable).",
    ),
    seed: int = typer.Option(0, "--seed", help="Decides between paragraphs that are worth about the same."),
    model: Path | None = typer.Option(
        None, "--model", "-m", metavar="DIR", help="The model that tagged, where it has labels of its own."
    ),
) -> None:
    """Choose the paragraphs that a person should label next (active learning).

    Taken are paragraphs whose role or topics are doubtful, from many documents, of all roles, and unlike each other.
    Left out are near-copies, repeats, what `--labels` holds already, and short noise. With `--documents` whole
    documents are chosen by their doubt a paragraph, and every paragraph of them is written, in order: for where a
    person has to read the surroundings anyway; as many single paragraphs teach more.

    Writes JSON lines in document order: the records as they were tagged, each with `why`, e.g. `{"doubt": 0.63,
    "reason": "role", "label": "measure"}`, where `doubt` is the probability that one of its labels is wrong; and
    `rank`, 1 for what teaches most: where time is short, label the first ranks.

    Examples:

        gongwen tag archive/ --output OUT/

        gongwen next OUT/ --output next.jsonl --count 200

        gongwen view next.jsonl --output page.html

        gongwen labelstudio export tasks.json OUT/ --only next.jsonl

        gongwen next OUT/ --output next.jsonl --labels mydata --documents
    """
    from ..selection import Labelled, choose_documents, choose_paragraphs, write_chosen
    from ..view.collect import read_records, tagged_files

    if output.suffix.lower() != ".jsonl":
        raise typer.BadParameter(f"{output} is no name for JSON lines; name a .jsonl file", param_hint="--output")
    if not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"the folder {output.parent} does not exist", param_hint="--output")
    files = tagged_files(tagged)
    if output.exists() and any(output.samefile(file) for file in files):
        raise typer.BadParameter(f"{output} is one of the tagged files", param_hint="--output")
    table = LabelSet.load(model / LABELS_FILE if model else None)
    done = Labelled.read(labels) if labels else None
    choose = choose_documents if documents else choose_paragraphs
    chosen = choose(read_records(files, table), table, count, done, seed=seed)
    if done and not chosen.labelled:
        typer.secho(_unmatched(done), fg="yellow", err=True)
    if not chosen.candidates:
        raise DataError(_nothing(chosen, documents, count))
    write_chosen(chosen, output)
    _report(chosen, output, table, tagged)


def _unmatched(done: "Labelled") -> str:
    if not done.rows:
        return "note: --labels holds no rows"
    return (
        f"note: none of the {done.rows:,} labelled rows points at these documents (theirs are called "
        f"{', '.join(done.sources[:3])} …): a document is called <first folder of its path>:<the rest>, as on the "
        "reading page"
    )


def _nothing(chosen: "Chosen", documents: bool, count: int) -> str:
    if not chosen.records:
        return "there are no records to choose from"
    if documents and chosen.too_long:
        return f"every document worth labelling has more than {count:,} paragraphs; raise --count"
    return (
        f"nothing to choose: of {chosen.records:,} paragraphs {chosen.labelled:,} are labelled already, and the others "
        "are copies, blank or noise"
    )


def _report(chosen: "Chosen", output: Path, table: LabelSet, tagged: list[Path]) -> None:
    """On standard error: how many were chosen; on a terminal also of which kinds, and what to do with them."""
    from rich.console import Console
    from rich.table import Table

    records = [candidate.record for _, candidate in chosen.candidates]
    of = len({candidate.document for _, candidate in chosen.candidates})
    doubts = [candidate.doubt.value for _, candidate in chosen.candidates]
    left = f"; {chosen.labelled:,} labelled already" if chosen.labelled else ""
    long = f"; {chosen.too_long:,} documents longer than --count" if chosen.too_long else ""
    typer.echo(
        f"{output}: {len(records):,} paragraphs of {of:,} documents, chosen from {chosen.records:,} of "
        f"{chosen.documents:,}, doubt {min(doubts):.0%} to {max(doubts):.0%}{left}{long}",
        err=True,
    )
    console = Console(stderr=True)
    if not console.is_terminal:
        return
    reasons = Counter[str](candidate.doubt.reason for _, candidate in chosen.candidates)
    roles = Counter(record.role for record in records)
    topics = Counter(topic for record in records for topic in record.topics)
    said = {
        "原因": {_REASONS[key]: reasons[key] for key in _REASONS},
        "角色": {table.names[key]: roles[key] for key in table.role_keys},
        "主题": {table.names[key]: topics[key] for key in table.topic_keys}
        | {"无": sum(not r.topics for r in records)},
    }
    grid = Table(show_header=False)
    for name, counts in said.items():
        grid.add_row(name, "，".join(f"{label} {n:,}" for label, n in counts.items() if n))
    console.print(grid)
    whole = " ".join(map(str, tagged))
    console.print(
        f"Label them: gongwen view {output} --output page.html\n"
        f"        or: gongwen labelstudio export tasks.json {whole} --only {output}",
        soft_wrap=True,
        markup=False,
        highlight=False,
    )
