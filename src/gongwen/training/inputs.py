"""What a run learns from: labelled documents, the encoder's tokenizer, windows."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

import datasets
import numpy as np
from transformers import AutoTokenizer

from ..data import DataFolder, LabelledDocument
from ..data.pool import read_collections
from ..documents import Document, segment
from ..errors import ConfigError, DataError, GongwenError
from ..labels import LABELS_FILE
from ..windows import ParagraphTokenizer, WindowSettings
from .config import TrainingConfig, UnlabelledConfig, WindowConfig
from .examples import Targets, examples


def load_parts(folder: DataFolder, say: Callable[[str], None]) -> dict[str, list[LabelledDocument]]:
    """The labelled documents by split; says which rows are left out for want of their texts.

    Raises:
        DataError: train or dev is empty.
    """
    if folder.note:
        say(folder.note)
    parts = folder.parts()
    for split in ("train", "dev"):
        if not parts[split]:
            raise DataError(f"{folder.splits_path}: no document with labels and text is in {split!r}")
        rows = sum(d.labelled for d in parts[split])
        say(f"{split}: {len(parts[split])} documents, {rows} labelled paragraphs")
    return parts


def check_taught(documents: list[LabelledDocument], folder: DataFolder) -> None:
    """A label without an example would be learnt as one that never applies, and no figure would tell.

    Raises:
        DataError: naming the labels.
    """
    targets = [row.targets(folder.labels) for d in documents for row in d.rows if row is not None]
    topics, roles = np.any([t for t, _ in targets], axis=0), {role for _, role in targets}
    untaught = [f"topic {key!r}" for key, seen in zip(folder.labels.topic_keys, topics, strict=True) if not seen]
    untaught += [f"role {key!r}" for n, key in enumerate(folder.labels.role_keys) if n not in roles]
    if untaught:
        raise DataError(
            f"{folder.rows_path}: no example in train of {', '.join(untaught)}; label some paragraphs, move a document "
            f"that has them into train ({folder.splits_path}), or take the label out of {folder.root / LABELS_FILE}"
        )


def load_windows(
    config: TrainingConfig, train: Sequence[Targets], dev: Sequence[Targets], encoder: Any, *, write: bool
) -> tuple[WindowSettings, datasets.Dataset, datasets.Dataset]:
    """How windows are built, those to learn from, and those of dev.

    Args:
        config: the run's settings.
        train: what is to be learnt.
        dev: what the best epoch is chosen by.
        encoder: the encoder's own configuration.
        write: save the tokenizer into the run's folder; of several processes one does.

    Raises:
        ConfigError: the encoder's tokenizer or windows do not do.
    """
    with TemporaryDirectory() as elsewhere:
        folder = config.output / "encoder" if write else Path(elsewhere)
        positions = encoder.max_position_embeddings
        tokenizer, settings = prepare_tokenizer(config.model.encoder, config.windows, folder, positions)
    return (
        settings,
        datasets.Dataset.from_list(list(examples(train, tokenizer, settings, dense=True))),
        datasets.Dataset.from_list(list(examples(dev, tokenizer, settings, dense=False))),
    )


def load_unlabelled(
    config: UnlabelledConfig, section: str, folder: DataFolder, say: Callable[[str], None]
) -> list[Document]:
    """Texts to learn from without labels; neither labelled documents nor copies of what is asked later.

    What cannot be read is said, and the rest taken; where there are too many, a part of every folder.

    Args:
        config: where they are.
        section: the config's name, for messages.
        folder: the labelled data.
        say: takes one line for the user at a time.

    Raises:
        DataError: none of them can be read.
    """
    labelled = {d.source for d in folder.documents}
    parts = folder.parts()
    asked = {p.text for split in ("dev", "test") for d in parts[split] for p in d.document.paragraphs}
    documents: list[Document] = []
    left = paragraphs = 0
    readable: list[tuple[str, str]] = []
    for item in read_collections(config.unlabelled):
        if isinstance(item, GongwenError):
            say(f"note: {item}")
        else:
            readable.append(item)
    for source, text in sorted(readable, key=lambda item: crc32(item[0].encode())):
        document = segment(text, source)
        if source in labelled or any(p.text in asked for p in document.paragraphs):
            continue
        if paragraphs + len(document.paragraphs) > config.most_paragraphs:
            left += 1
            continue
        paragraphs += len(document.paragraphs)
        documents.append(document)
    if config.unlabelled and not documents:
        why = f"all are longer than {section}.most_paragraphs" if left else "none that is not labelled or asked about"
        raise DataError(f"{section}.unlabelled: no document in {', '.join(map(str, config.unlabelled))}: {why}")
    over = f"; {left} more left out ({section}.most_paragraphs)" if left else ""
    say(f"unlabelled: {len(documents)} documents, {paragraphs} paragraphs{over}")
    return documents


def prepare_tokenizer(
    encoder: str, windows: WindowConfig, folder: Path, positions: int
) -> tuple[ParagraphTokenizer, WindowSettings]:
    """Save the encoder's tokenizer into `folder` and read its special tokens.

    Args:
        encoder: a transformers folder or hub name.
        windows: sizes wanted.
        folder: where the tokenizer's files go.
        positions: how many tokens the encoder reads at most.

    Raises:
        ConfigError: the encoder has no fast tokenizer, or its windows are shorter than configured.
    """
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    if not tokenizer.is_fast:
        raise ConfigError(f"encoder {encoder!r} has no fast tokenizer; tagging without torch needs one")
    if windows.max_tokens > positions:
        raise ConfigError(
            f"windows.max_tokens is {windows.max_tokens}, but encoder {encoder!r} reads {positions} at most"
        )
    tokenizer.save_pretrained(folder)
    settings = WindowSettings(
        **windows.model_dump(),
        start_id=tokenizer.cls_token_id,
        separator_id=tokenizer.sep_token_id,
        pad_id=tokenizer.pad_token_id,
    )
    return ParagraphTokenizer(folder / "tokenizer.json"), settings
