"""`gongwen view`."""

from pathlib import Path

import typer

from ..labels import LABELS_FILE, LabelSet


def view(
    tagged: list[Path] = typer.Argument(
        ..., metavar="TAGGED...", help="Files of records (.jsonl, .parquet), or the folder of a batch."
    ),
    output: Path = typer.Option(..., "--output", "-o", metavar="PAGE.html", help="The page to write."),
    texts: list[Path] = typer.Option(
        [],
        "--texts",
        metavar="FOLDER",
        help="Where the documents stand, under the names they have in the records: then evidence is exact in joined "
        "paragraphs too.",
    ),
    model: Path | None = typer.Option(
        None, "--model", "-m", metavar="DIR", help="The model that tagged, where it has labels of its own."
    ),
) -> None:
    """Make a page (in Chinese) on which tagged documents are read, searched and corrected, in any browser.

    The page is one file that needs no network and no server: roles as coloured margins, topics with the sentences that
    carry them, the outline, filters, full-text search. Beyond 20,000 paragraphs the texts stand in a folder beside it
    (`page-data/` for `page.html`), which must be kept with the page.

    Corrections are made with a click or a key (`?` lists the keys) and stay in the browser; its button saves them as
    `corrections.jsonl`, rows for `labels/` of a data folder (`docs/own-labels.md`), and another takes such a file back.

    Examples:

        gongwen tag reports/ --output tagged.jsonl

        gongwen view tagged.jsonl --output page.html

        gongwen view OUT/ --output archive.html --texts .
    """
    from ..view.collect import read_records, tagged_files
    from ..view.page import write_page
    from ..view.sources import SourceTexts

    if output.suffix.lower() not in (".html", ".htm"):
        raise typer.BadParameter(f"{output} is no name of a page; name a .html file", param_hint="--output")
    if not output.absolute().parent.is_dir():
        raise typer.BadParameter(f"the folder {output.parent} does not exist", param_hint="--output")
    for folder in texts:
        if not folder.is_dir():
            raise typer.BadParameter(f"{folder} is no folder", param_hint="--texts")
    labels = LabelSet.load(model / LABELS_FILE if model else None)
    records = read_records(tagged_files(tagged), labels)
    done = write_page(records, output, labels, SourceTexts(texts) if texts else None)
    beside = f"; keep the folder {output.stem}-data/ with it" if done.side_files else ""
    typer.echo(f"{output}: {done.paragraphs:,} paragraphs of {done.documents:,} documents{beside}", err=True)
