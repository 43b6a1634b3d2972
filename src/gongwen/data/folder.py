"""A data folder: everything that is known about a set of labelled documents, by fixed names.

    labels/*.jsonl      stand-off rows (`rows`)
    splits.json         train / dev / test (`splits`)
    labels.yaml         topics and roles, where they are not the shipped ones (`gongwen.labels`)
    catalogue.jsonl     what each document is (`catalogue`; may be missing)
    <collection>/       texts, one file a document, in any format that is read (`texts`)

Texts may also stand beside the folder, or in folders named in addition: ``archive:2019/a.docx`` finds
``archive/2019/a.docx`` where `gongwen tag archive/` was run in the place in which the data folder stands.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from ..errors import DataError
from ..labels import LABELS_FILE, LabelSet
from .assemble import LabelledDocument, labelled_documents
from .catalogue import Entry, read_catalogue
from .rows import Row, read_rows
from .splits import Splits, read_splits
from .texts import Texts


class DataFolder:
    """Reads the parts of a data folder, each when it is first asked for.

    Args:
        root: the folder.
        texts: further folders with collections.

    Raises:
        DataError: there is no such folder, or it holds no labels.
    """

    def __init__(self, root: Path, texts: Sequence[Path] = ()) -> None:
        self.root = root
        if not self.rows_path.is_dir():
            raise DataError(f"{root}: no data folder: labelled rows are expected in {self.rows_path}{'/'}*.jsonl")
        self.text_folders = (root, root.resolve().parent, *texts)
        self.texts = Texts(self.text_folders)

    @property
    def rows_path(self) -> Path:
        return self.root / "labels"

    @property
    def splits_path(self) -> Path:
        return self.root / "splits.json"

    @cached_property
    def labels(self) -> LabelSet:
        """The folder's own label table, else the shipped one."""
        own = self.root / LABELS_FILE
        return LabelSet.load(own if own.exists() else None)

    @cached_property
    def catalogue(self) -> dict[str, Entry]:
        return read_catalogue(self.root / "catalogue.jsonl")

    @cached_property
    def splits(self) -> Splits:
        return read_splits(self.splits_path)

    @cached_property
    def rows(self) -> list[Row]:
        return list(read_rows(self.rows_path))

    @cached_property
    def _assembled(self) -> tuple[list[LabelledDocument], dict[str, int]]:
        return labelled_documents(self.rows, self.texts)

    @property
    def documents(self) -> list[LabelledDocument]:
        """Documents whose texts are here, by source."""
        return self._assembled[0]

    @property
    def absent(self) -> dict[str, int]:
        """Rows by collection whose texts are not here."""
        return self._assembled[1]

    def parts(self) -> dict[str, list[LabelledDocument]]:
        """Documents by split, masked rows left out."""
        return self.splits.parts(self.documents)

    @property
    def note(self) -> str:
        """What is left out because its texts are not here, and where they were looked for; empty where all is here."""
        if not self.absent:
            return ""
        return (
            f"note: {sum(self.absent.values()):,} labelled rows left out, as their texts are not here: "
            + ", ".join(f"{name} {rows}" for name, rows in sorted(self.absent.items()))
            + f". Looked in {', '.join(map(str, self.text_folders))}; name another folder with --texts "
            f"({self.root / 'README.md'} may say where the texts are from)"
        )
