"""`gongwen tag` and `gongwen labels`."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar

import typer

from ..errors import GongwenError
from ..labels import LABELS_FILE, LabelSet

if TYPE_CHECKING:
    from ..runtime import Record, Tagger

T = TypeVar("T")


def tag(
    paths: list[str] = typer.Argument(
        ..., metavar="PATH...", help="Files to tag; a folder stands for the documents below it."
    ),
    output: str = typer.Option(
        "-", "--output", "-o", metavar="FILE|-", help="Write JSON lines to FILE; `-` is standard output."
    ),
    model: Path | None = typer.Option(
        None, "--model", "-m", metavar="DIR", help="Model folder (the shipped model by default)."
    ),
    outline: bool = typer.Option(
        False, "--outline", help="Print the outline even when standard output is not a terminal."
    ),
    threads: int | None = typer.Option(None, "--threads", min=1, help="CPU cores to use (all by default)."),
) -> None:
    """Tag the paragraphs of documents.

    On a terminal prints an outline: articles, headings as a tree, the role of every paragraph, its topics with their
    probabilities. In a pipe or with `--output FILE` writes one JSON object a paragraph.

    A file that cannot be read is named on standard error with the reason; the others are tagged all the same.
    Exit code: 0 all tagged, 1 some failed, 2 wrong usage.

    Examples:

        gongwen tag report.txt

        gongwen tag reports/ --output tagged.jsonl

        gongwen tag report.txt | jq -r 'select(.topics | index("xinfang")) | .text'
    """
    target = None if output == "-" else Path(output)
    if target is not None:
        _check_target(target, paths)
    if outline and target is not None:
        raise typer.BadParameter("prints to the terminal; leave out --output FILE", param_hint="--outline")
    from ..runtime import Tagger

    tagger = Tagger.from_pretrained(model, threads)
    if target is None and (outline or sys.stdout.isatty()):
        failed = _to_outline(tagger, paths)
    elif target is None:
        failed = _to_stream(tagger, paths, sys.stdout)
    else:
        failed = _to_file(tagger, paths, target)
    if failed:
        raise typer.Exit(1)


def labels(
    model: Path | None = typer.Option(None, "--model", "-m", metavar="DIR", help="Show a model's own labels."),
) -> None:
    """Show the topics and roles with their Chinese names and when each applies."""
    from rich.console import Console
    from rich.table import Table

    table = LabelSet.load(model / LABELS_FILE if model else None)
    console = Console(width=None if sys.stdout.isatty() else 120)
    for title, group in (("topics 主题 (several or none)", table.topics), ("roles 角色 (exactly one)", table.roles)):
        view = Table(title=title, title_justify="left", show_lines=False)
        for column in ("key", "名称", "English", "适用", "不适用"):
            view.add_column(column, overflow="fold", no_wrap=column in ("key", "名称"))
        for label in group:
            view.add_row(label.key, label.name, label.english, label.applies, label.excludes)
        console.print(view)


def _check_target(target: Path, paths: list[str]) -> None:
    from ..formats import find_documents

    if target.is_dir():
        raise typer.BadParameter(f"{target} is a folder; name a file", param_hint="--output")
    if not target.parent.is_dir():
        raise typer.BadParameter(f"the folder {target.parent} does not exist", param_hint="--output")
    sources = find_documents(paths)[0] if target.is_file() else []
    if any(os.path.exists(source) and target.samefile(source) for source in sources):  # noqa: PTH110
        raise typer.BadParameter(f"{target} is one of the documents to tag", param_hint="--output")


def _results(tagger: "Tagger", paths: list[str], *, progress: bool) -> Iterator["list[Record] | None"]:
    """Records file by file, None for a failed one, whose error is printed as it happens."""
    from ..formats import find_documents

    files, errors = find_documents(paths)
    for error in errors:
        _complain(error)
        yield None
    results: Iterable[tuple[str, list[Record] | GongwenError]] = tagger.tag_files(files)
    if progress and sys.stderr.isatty() and len(files) > 1:
        results = _with_progress(results, len(files))
    for _, result in results:
        if isinstance(result, GongwenError):
            _complain(result)
            yield None
        else:
            yield result


def _with_progress(results: Iterable[T], total: int) -> Iterator[T]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    left = (TimeRemainingColumn(), TextColumn("left"))
    columns = (TextColumn("tagging"), BarColumn(), MofNCompleteColumn(), TextColumn("files,"), *left)
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield from bar.track(results, total=total)


def _complain(error: GongwenError) -> None:
    typer.secho(f"error: {error}", fg="red", err=True)


def _to_outline(tagger: "Tagger", paths: list[str]) -> bool:
    from rich.console import Console

    from ..outputs import print_outline

    console = Console(width=None if sys.stdout.isatty() else 120)
    failed = False
    for records in _results(tagger, paths, progress=False):
        failed |= records is None
        print_outline(records or [], tagger.labels, console)
    return failed


def _to_stream(tagger: "Tagger", paths: list[str], stream: TextIO) -> bool:
    from ..outputs import write_jsonl

    failed = False
    try:
        for records in _results(tagger, paths, progress=True):
            failed |= records is None
            write_jsonl(records or [], stream)
            stream.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return failed


def _to_file(tagger: "Tagger", paths: list[str], target: Path) -> bool:
    from ..outputs import atomic_writer, write_jsonl

    documents = paragraphs = failures = 0
    try:
        with atomic_writer(target) as stream:
            for records in _results(tagger, paths, progress=True):
                failures += records is None
                documents += records is not None
                paragraphs += len(records or ())
                write_jsonl(records or [], stream)
            if not documents:
                raise _NothingTagged
    except _NothingTagged:
        typer.secho(f"{target}: not written, as no file could be tagged", fg="red", err=True)
        return True
    typer.echo(f"{target}: {paragraphs} paragraphs of {documents} documents; {failures} files failed", err=True)
    return failures > 0


class _NothingTagged(Exception):  # noqa: N818  (leaves the writer without replacing an older file)
    pass
