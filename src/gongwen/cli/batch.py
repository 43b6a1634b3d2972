"""Batches at the command line: progress, the closing account, `gongwen verify`."""

import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ..errors import BatchError, OutputError, RefusedError

if TYPE_CHECKING:
    from ..batch import BatchOptions, Engine, Progress, Summary
    from ..labels import LabelSet

INCOMPLETE = 3
"""Exit code of a run that broke off; the same command goes on."""
INTERRUPTED = 130
_EVERY = 60.0
"""Seconds between two lines of progress where there is no terminal."""


def run_batch(paths: list[str], output: Path, model: Path | None, options: "BatchOptions", engine: "Engine") -> None:
    """Tag into a folder and print the account; ends the program with the run's exit code."""
    from ..batch import tag_batch
    from ..runtime.bundle import open_bundle

    labels = open_bundle(model).labels
    signal.signal(signal.SIGTERM, _stop)
    progress = _terminal_progress() if sys.stderr.isatty() else _plain_progress()
    try:
        with progress:
            summary = tag_batch(paths, output, model=model, options=options, engine=engine, progress=progress)
    except (BatchError, OutputError) as error:
        typer.secho(f"error: {error}", fg="red", err=True)
        typer.echo("The run is not complete. What is done is kept: the same command goes on.", err=True)
        raise typer.Exit(INCOMPLETE) from error
    except RefusedError as error:
        typer.secho(f"error: {error}", fg="red", err=True)
        raise typer.Exit(2) from error
    except KeyboardInterrupt as error:
        typer.echo("Stopped. What is done is kept: the same command goes on.", err=True)
        raise typer.Exit(INTERRUPTED) from error
    print_summary(summary, labels, output)
    if summary.failed or summary.errors:
        raise typer.Exit(1)


def _stop(*_: object) -> None:
    """A polite end from outside is one from the keyboard."""
    raise KeyboardInterrupt


def print_summary(summary: "Summary", labels: "LabelSet", output: Path) -> None:
    """The account on standard error: files, paragraphs by label, failures by code."""
    from rich.console import Console
    from rich.table import Table

    console = Console(stderr=True)
    table = Table(title=f"{output}: {summary.tagged:,} of {summary.files:,} files tagged", title_justify="left")
    for name in ("", "", ""):
        table.add_column(name, justify="right" if not table.columns else "left")
    table.show_header = False
    rows: list[tuple[str, str, int]] = [
        ("", "documents", summary.documents),
        ("", "articles", summary.articles),
        ("", "of which near-copies of earlier ones", summary.copies),
        ("", "paragraphs", summary.paragraphs),
        ("", "to be checked by a person (unsure)", summary.unsure),
    ]
    rows += [("主题", labels.names[key], count) for key, count in summary.topics.items()]
    rows += [("角色", labels.names[key], count) for key, count in summary.roles.items()]
    rows += [("failed", code, count) for code, count in summary.errors.items()]
    for group, name, count in rows:
        table.add_row(group, name, f"{count:,}", style="red" if group == "failed" else None)
    console.print(table)
    if summary.errors:
        console.print(f"What failed and why: {output / 'errors.jsonl'}", style="red", soft_wrap=True)


def verify(
    output: Path = typer.Argument(..., metavar="OUT", help="Folder that `gongwen tag --output OUT/` wrote."),
    sources: bool = typer.Option(False, "--sources", help="Hash the tagged files too: have they changed since?"),
) -> None:
    """Recompute the hashes and sums of a batch's folder.

    Exit code: 0 all is as the run left it, 1 something differs (named on standard error).

    Example:

        gongwen verify OUT/ --sources
    """
    from ..batch import verify as problems

    found = 0
    for problem in problems(output, sources=sources):
        typer.secho(f"error: {problem}", fg="red", err=True)
        found += 1
    if found:
        raise typer.Exit(1)
    typer.echo(f"{output}: complete, hashes and sums agree")


def _terminal_progress() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    from ..batch import Progress

    class Terminal(Progress):
        def __init__(self) -> None:
            rate = TextColumn("{task.fields[rate]}")
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("files"), rate)
            left = (TimeRemainingColumn(), TextColumn("left"))
            self._bars = Bars(*columns, *left, console=Console(stderr=True), transient=True)
            self._task = self._bars.add_task("planning", total=None, rate="")
            self._began, self._paragraphs = time.monotonic(), 0

        def __enter__(self) -> "Terminal":
            self._bars.start()
            return self

        def __exit__(self, *_: object) -> None:
            self._bars.stop()

        def hashed(self, done: int, total: int) -> None:
            self._bars.update(self._task, completed=done, total=total)

        def planned(self, plan: Any, waiting: Sequence[int]) -> None:
            shards = plan.shards
            total = sum(map(len, shards.values()))
            left = sum(len(shards[shard]) for shard in waiting)
            self._began = time.monotonic()
            self._bars.reset(self._task, description="tagging", completed=total - left, total=total)

        def file(self, path: str, paragraphs: int) -> None:
            self._paragraphs += paragraphs
            rate = self._paragraphs / max(time.monotonic() - self._began, 1e-9)
            self._bars.update(self._task, advance=1, rate=f"· {rate:,.0f} paragraphs/s ·")

        def written(self, done: int, total: int) -> None:
            self._bars.update(self._task, description="writing", completed=done, total=total, rate="(by shard)")

    return Terminal()


def _plain_progress() -> "Progress":
    from ..batch import Progress

    class Plain(Progress):
        """A line now and then, for a log."""

        def __init__(self) -> None:
            self._began = self._said = time.monotonic()
            self._paragraphs = self._done = self._total = 0

        def hashed(self, done: int, total: int) -> None:
            if time.monotonic() - self._said >= _EVERY:
                self._said = time.monotonic()
                typer.echo(f"planning: {done:,} of {total:,} files", err=True)

        def planned(self, plan: Any, waiting: Sequence[int]) -> None:
            shards = plan.shards
            self._total = sum(len(shards[shard]) for shard in waiting)
            self._began = self._said = time.monotonic()
            typer.echo(f"{len(plan.items):,} files, {self._total:,} to tag in {len(waiting):,} shards", err=True)

        def file(self, path: str, paragraphs: int) -> None:
            self._done += 1
            self._paragraphs += paragraphs
            now = time.monotonic()
            if now - self._said >= _EVERY:
                self._said = now
                passed = now - self._began
                left = passed / self._done * (self._total - self._done)
                rate = self._paragraphs / passed
                typer.echo(
                    f"{self._done:,} of {self._total:,} files, {rate:,.0f} paragraphs/s, {left / 60:,.0f} minutes left",
                    err=True,
                )

    return Plain()
