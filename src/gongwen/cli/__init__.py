"""The command line. Commands import what they need when they run: `gongwen --help` loads no model and no torch."""

import io
import sys

import typer

from .. import __version__
from ..errors import GongwenError
from . import batch, bench, data, doctor, encoder, evaluate, labelstudio, tag, train, view
from .next import next_

app = typer.Typer(
    name="gongwen",
    help="Tag every paragraph of Chinese work reports (工作总结, 工作汇报, 述职报告 …) with its topics and its role.",
    epilog="Start with: gongwen tag FILE",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("tag")(tag.tag)
app.command("verify")(batch.verify)
app.command("view")(view.view)
app.command("next")(next_)
app.command("labels")(tag.labels)
app.command("doctor")(doctor.doctor)
app.command("train")(train.train)
app.command("export")(train.export)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(data.app, name="data")
app.add_typer(labelstudio.app, name="labelstudio")
app.add_typer(encoder.app, name="encoder")
app.add_typer(bench.app, name="bench")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"gongwen-tagger {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", help="Print the version and stop.", callback=_version, is_eager=True
    ),
) -> None:
    pass


def main() -> None:
    """Entry point: errors meant for the user end in one message and exit code 1, never in a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A pipe gets UTF-8 on any system; a console that lacks a character shows a mark in its place.
            stream.reconfigure(**({"errors": "replace"} if stream.isatty() else {"encoding": "utf-8"}))  # type: ignore[arg-type]
    try:
        app()
    except GongwenError as error:
        typer.secho(f"error: {error}", fg="red", err=True)
        sys.exit(1)
