"""`gongwen data …`: the labelled data."""

from pathlib import Path

import typer

app = typer.Typer(help="Check and inspect labelled data.", no_args_is_help=True, rich_markup_mode="markdown")


@app.command()
def check(
    rows: Path = typer.Argument(Path("data/labels"), help="A .jsonl file of stand-off rows, or a folder of them."),
    texts: list[Path] = typer.Option(
        [Path("data")], "--texts", "-t", help="Folder with the collections the rows point at (repeatable)."
    ),
    labels: Path | None = typer.Option(None, "--labels", "-l", help="Label table (the shipped one by default)."),
) -> None:
    """Check every labelled row against the label table and the text it points at.

    Problems are printed as `file:line: what is wrong`, and the exit code is 1 if there are any. Rows whose texts are
    not on this machine are counted, and checked as far as they can be.

    Example:

        gongwen data check data/labels --texts data --texts ../fetched
    """
    from ..data import Texts
    from ..data import check as check_rows
    from ..labels import LabelSet

    table = LabelSet.load(labels)
    report = check_rows(rows, table, Texts(texts))
    for problem in report.problems:
        typer.secho(problem, fg="red", err=True)
    for collection, count in sorted(report.absent.items()):
        typer.echo(
            f"note: {count} rows point at {collection!r}, whose texts are not below {', '.join(map(str, texts))}",
            err=True,
        )
    typer.echo(f"{report.rows} rows of {report.sources} documents, {len(report.problems)} problems")
    for title, group, counts in (("topics", table.topics, report.topics), ("roles", table.roles, report.roles)):
        typer.echo(f"{title}: " + ", ".join(f"{label.name} {counts[label.key]}" for label in group))
    typer.echo(f"several topics: {report.several_topics}")
    if report.problems:
        raise typer.Exit(1)
