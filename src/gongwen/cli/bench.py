"""`gongwen bench …`: comparisons that take minutes or hours, each one command."""

import json
import sys
from contextlib import redirect_stdout
from pathlib import Path

import typer

app = typer.Typer(help="Compare the tagger with baselines.", no_args_is_help=True, rich_markup_mode="markdown")


@app.callback()
def _group() -> None:
    pass


@app.command()
def quality(
    folder: Path = typer.Option(Path("data"), "--data", help="Data folder: labels/, splits.json, texts."),
    texts: list[Path] = typer.Option([], "--texts", "-t", help="Further folder with texts (repeatable)."),
    split: str = typer.Option("test", "--split", help="The split to report on; what is chosen is chosen on dev."),
    model: Path | None = typer.Option(
        None, "--model", "-m", metavar="DIR", help="The tagger to compare (the shipped model by default)."
    ),
    encoder: Path = typer.Option(
        Path("runs/encoder/e5-small-zh"), "--encoder", metavar="DIR", help="Transformers folder of the encoder."
    ),
    seeds: int = typer.Option(3, "--seeds", min=1, help="Fits of every system that depends on chance."),
    only: list[str] = typer.Option([], "--only", metavar="NAME", help="Only this system (repeatable)."),
    skip: list[str] = typer.Option([], "--skip", metavar="NAME", help="Not this system (repeatable)."),
    output: Path | None = typer.Option(None, "--output", "-o", metavar="FILE", help="Write all figures as JSON."),
    runs: Path = typer.Option(Path("runs/bench"), "--runs", metavar="DIR", help="Keeps vectors and trained runs."),
    markdown: bool = typer.Option(False, "--markdown", help="Print the tables in Markdown."),
) -> None:
    """The ladder of baselines, all fitted on train, chosen on dev and measured on the same split as the tagger.

    Systems: `rules`, `tfidf-svm`, `model2vec`, `knn`, `logreg`, `setfit`, `single` (the same encoder fine-tuned on
    single paragraphs), `gongwen` (the tagger). The exit code is 1 if one of them failed; the others are reported all
    the same.

    Needs the extra: `pip install 'gongwen-tagger[bench]'`.

    Example:

        gongwen bench quality --texts ../fetched --output runs/bench/quality.json
    """
    from ..bench.quality import Settings, choose, climb
    from ..bench.report import markdown as as_markdown
    from ..bench.report import show
    from ..outputs.atomic import atomic_writer

    names = choose(only, skip)
    settings = Settings(folder, tuple(texts), split, model, encoder, seeds, names, runs)
    # Trainers print their progress where the tables go.
    with redirect_stdout(sys.stderr):
        result = climb(settings, lambda line: typer.echo(line, err=True))
    if output is not None:
        with atomic_writer(output) as stream:
            stream.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
    if markdown:
        typer.echo(as_markdown(result))
    else:
        show(result)
    if result["failed"]:
        raise typer.Exit(1)
