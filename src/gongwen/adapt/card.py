"""What a model card says of a model that its user taught."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..runtime.bundle import CARD_FILE

if TYPE_CHECKING:
    from .run import Adapted

_HEADING = "## Taught by its user"
_NOTE = """\
{heading}

From `{name}` by `gongwen train --from`: {paragraphs:,} labelled paragraphs of {documents:,} documents{kept},
penalty {penalty:g}. What was learnt stands in `own.safetensors`; the figures elsewhere on this card are those of
`{name}`. On documents like these, by cross-validation:

| | topic macro-F1 | role macro-F1 | role accuracy |
|---|---:|---:|---:|
| before | {before} |
| after | {after} |
"""


def add_note(folder: Path, name: str, result: "Adapted") -> None:
    """Put the section on the card of the model folder, in place of one that is there."""
    card = folder / CARD_FILE
    text = card.read_text(encoding="utf-8") if card.is_file() else f"# {name}\n"
    text = re.sub(rf"\n*{_HEADING}\n.*?(?=\n## |\Z)", "", text, flags=re.DOTALL).rstrip("\n")
    note = _NOTE.format(
        heading=_HEADING,
        name=name,
        paragraphs=result.paragraphs,
        documents=result.documents,
        kept=f", {result.kept:,} paragraphs to be left as they were" if result.kept else "",
        penalty=result.penalty,
        **{
            key: f"{metrics.topic_macro_f1:.3f} | {metrics.role_macro_f1:.3f} | {metrics.role_accuracy:.3f}"
            for key, metrics in (("before", result.before), ("after", result.after))
        },
    )
    card.write_text(f"{text}\n\n{note}", encoding="utf-8")
