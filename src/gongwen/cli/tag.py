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
    from ..batch import Engine
    from ..formats import ReadOptions
    from ..runtime import Record, Tagger

T = TypeVar("T")
_BATCH = "Batches (--output FOLDER/)"


def tag(
    paths: list[str] = typer.Argument(
        ..., metavar="PATH...", help="Files to tag; a folder stands for the documents below it."
    ),
    output: str = typer.Option(
        "-", "--output", "-o", metavar="FOLDER|FILE|-", help="A folder for a batch; a .jsonl, .csv, .xlsx or .parquet."
    ),
    model: Path | None = typer.Option(
        None, "--model", "-m", metavar="DIR", help="Model folder (the shipped model by default)."
    ),
    outline: bool = typer.Option(
        False, "--outline", help="Print the outline even when standard output is not a terminal."
    ),
    threads: int | None = typer.Option(None, "--threads", min=1, help="CPU cores a model uses (all; in a batch 1)."),
    text_column: str | None = typer.Option(None, "--text-column", help="Column of a table that holds the texts."),
    group_column: str | None = typer.Option(
        None, "--group-column", help="Rows in succession with the same value here are one document."
    ),
    format: str | None = typer.Option(
        None, "--format", "-f", help="jsonl, csv, xlsx or parquet.", rich_help_panel=_BATCH
    ),
    include: list[str] = typer.Option([], "--include", help="Inside folders take only what matches, e.g. '*.docx'."),
    exclude: list[str] = typer.Option([], "--exclude", help="Inside folders pass over what matches, e.g. 'draft*'."),
    workers: int | None = typer.Option(
        None, "--workers", "-j", min=1, help="Worker processes (one a core).", rich_help_panel=_BATCH
    ),
    changed: bool = typer.Option(
        False, "--changed", help="Look for new and changed files, and tag those.", rich_help_panel=_BATCH
    ),
    retry: bool = typer.Option(False, "--retry-failed", help="Try the failed files once more.", rich_help_panel=_BATCH),
    fresh: bool = typer.Option(
        False, "--fresh", help="Forget the run that stands in the folder.", rich_help_panel=_BATCH
    ),
    max_seconds: float = typer.Option(
        120.0, "--max-seconds", min=1.0, help="Time limit of reading one document.", rich_help_panel=_BATCH
    ),
    max_memory: int = typer.Option(
        4096, "--max-memory", min=0, help="MiB that reading a file may take; 0: no limit.", rich_help_panel=_BATCH
    ),
    engine: str = typer.Option("local", "--engine", help="local, or ray (several machines).", rich_help_panel=_BATCH),
    address: str | None = typer.Option(
        None, "--address", help="Of the Ray cluster; without it one is started here.", rich_help_panel=_BATCH
    ),
) -> None:
    """Tag the paragraphs of documents: txt, md, docx, doc, wps, rtf, odt, pdf, html, csv, xlsx, jsonl, parquet, zip.

    On a terminal prints an outline: articles, headings as a tree, the role of every paragraph, its topics with their
    probabilities. In a pipe writes one JSON object a paragraph; with `--output FILE` a table or JSON lines, by the
    file's suffix.

    With `--output FOLDER/` it is a batch: planned first, tagged by several processes, every file accounted for in the
    end. Broken off, by whatever, **the same command goes on**; `gongwen verify FOLDER` checks the result.

    A file that cannot be read is named with the reason (in a batch in `FOLDER/errors.jsonl`); the others are tagged
    all the same. Exit code: 0 all tagged, 1 some failed, 2 wrong usage, 3 the batch broke off.

    Examples:

        gongwen tag report.docx

        gongwen tag reports/ --output tagged.xlsx

        gongwen tag archive/ --output TABLES/ --format csv --exclude 'drafts/*'

        gongwen tag archive/ --output OUT/ --changed

        gongwen tag report.txt | jq -r 'select(.topics | index("xinfang")) | .text'
    """
    from ..formats import ReadOptions

    target = None if output == "-" else Path(output)
    read = ReadOptions(text_column=text_column, group_column=group_column)
    if outline and target is not None:
        raise typer.BadParameter("prints to the terminal; leave out --output", param_hint="--outline")
    if target is not None and _is_folder(output):
        from ..batch import BatchOptions
        from .batch import run_batch

        options = BatchOptions(
            format or "jsonl", tuple(include), tuple(exclude), read, max_seconds, max_memory, changed, retry, fresh
        )
        run_batch(paths, target, model, options, _engine(engine, address, workers, threads or 1))
        return
    for name, given in {"--format": format, "--workers": workers, "--changed": changed, "--fresh": fresh}.items():
        if given:
            raise typer.BadParameter("is for batches: name a folder, e.g. --output OUT/", param_hint=name)
    sources = _Sources(paths, tuple(include), tuple(exclude), read)
    if target is not None:
        _check_target(target, sources)
    from ..runtime import Tagger

    tagger = Tagger.from_pretrained(model, threads)
    if target is None and (outline or sys.stdout.isatty()):
        failed = _to_outline(tagger, sources)
    elif target is None:
        failed = _to_stream(tagger, sources, sys.stdout)
    else:
        failed = _to_file(tagger, sources, target)
    if failed:
        raise typer.Exit(1)


def _is_folder(output: str) -> bool:
    from ..outputs.writers import FORMATS

    path = Path(output)
    if path.is_dir() or output.endswith(("/", os.sep)):
        return True
    return not path.exists() and path.suffix.lower().removeprefix(".") not in FORMATS


def _engine(name: str, address: str | None, workers: int | None, threads: int) -> "Engine":
    from ..batch import local_engine

    if name == "local":
        return local_engine(workers, threads)
    if name == "ray":
        from ..batch.cluster import ray_engine

        return ray_engine(address, workers, threads)
    raise typer.BadParameter(f"{name!r} is none of: local, ray", param_hint="--engine")


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


class _Sources:
    """The files to tag, and what could not be listed."""

    def __init__(
        self, paths: list[str], include: tuple[str, ...], exclude: tuple[str, ...], options: "ReadOptions"
    ) -> None:
        from ..formats import find_documents

        self.options = options
        self.files, self.errors = find_documents(paths, include, exclude)


def _check_target(target: Path, sources: _Sources) -> None:
    from ..formats.read import same_file

    if not target.parent.is_dir():
        raise typer.BadParameter(f"the folder {target.parent} does not exist", param_hint="--output")
    if any(same_file(source, target) for source in sources.files):
        raise typer.BadParameter(f"{target} is one of the documents to tag", param_hint="--output")


def _results(tagger: "Tagger", sources: _Sources, *, progress: bool) -> Iterator["list[Record] | None"]:
    """Records document by document, None for what failed, whose error is printed as it happens."""
    for error in sources.errors:
        _complain(error)
        yield None
    files: Iterable[str] = sources.files
    if progress and sys.stderr.isatty() and len(sources.files) > 1:
        files = _with_progress(files, len(sources.files))
    for _, result in tagger.tag_files(files, sources.options):
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


def _to_outline(tagger: "Tagger", sources: _Sources) -> bool:
    from rich.console import Console

    from ..outputs import print_outline

    console = Console(width=None if sys.stdout.isatty() else 120)
    failed = False
    for records in _results(tagger, sources, progress=False):
        failed |= records is None
        print_outline(records or [], tagger.labels, console)
    return failed


def _to_stream(tagger: "Tagger", sources: _Sources, stream: TextIO) -> bool:
    from ..outputs import write_jsonl

    failed = False
    try:
        for records in _results(tagger, sources, progress=True):
            failed |= records is None
            write_jsonl(records or [], stream)
            stream.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return failed


def _to_file(tagger: "Tagger", sources: _Sources, target: Path) -> bool:
    from ..outputs import atomic_writer
    from ..outputs.writers import FORMATS

    documents = paragraphs = failures = 0
    try:
        with atomic_writer(target, binary=True) as stream:
            writer = FORMATS.get(target.suffix.lower().removeprefix("."), FORMATS["jsonl"])(stream, tagger.labels)
            for records in _results(tagger, sources, progress=True):
                failures += records is None
                documents += records is not None
                paragraphs += len(records or ())
                for record in records or ():
                    writer.write(record.to_dict())
            writer.close()
            if not documents:
                raise _NothingTagged
    except _NothingTagged:
        typer.secho(f"{target}: not written, as no file could be tagged", fg="red", err=True)
        return True
    typer.echo(f"{target}: {paragraphs} paragraphs of {documents} documents; {failures} failed", err=True)
    return failures > 0


class _NothingTagged(Exception):  # noqa: N818  (leaves the writer without replacing an older file)
    pass
