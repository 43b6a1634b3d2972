"""Evaluate a model folder, or the rules, on a split of labelled documents."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..data.assemble import LabelledDocument, covering
from ..data.folder import DataFolder
from ..data.rows import Row
from ..documents import Document, segment
from ..errors import DataError
from ..labels import LabelSet
from ..runtime import Bundle, Tagger
from ..runtime.decide import decide, probabilities
from ..runtime.record import UNSURE, Record
from ..runtime.sequence import Places
from .arrays import Bool, Float, Int
from .metrics import Counts, count
from .predictions import Predictions, gold, owners
from .rules import rule_roles, rule_topics

RULES = "rules"
"""Stands for the keyword and numbering rules where a model folder may be named."""


@dataclass(frozen=True)
class Said:
    """What a system says of all paragraphs of one document; see `Predictions` for the fields."""

    topics: Bool
    roles: Int
    topic_scores: Float | None = None
    role_scores: Float | None = None
    unsure: Bool | None = None
    role_probabilities: Float | None = None

    def at(self, paragraphs: Sequence[int] | Bool) -> "Said":
        """That of some of the paragraphs."""
        values: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(self, **{name: array[paragraphs] for name, array in values.items() if array is not None})


Predictor = Callable[[Document], Said]
Watch = Callable[[Sequence[LabelledDocument]], Iterable[LabelledDocument]]
"""Hands on documents one by one, and may show how far it is."""


def predict_split(model: Path | str | None, folder: DataFolder, split: str) -> tuple[Predictions, LabelSet]:
    """What a system (`open_system`) says of a split, and the label table.

    The way from the file to the labels is measured whole: documents are cut by the tagger's own rules, and every row
    is held against the paragraph in which its first line stands.

    Raises:
        DataError: the split holds no labelled document whose text is here.
    """
    chosen = documents_of(folder, split)
    system = open_system(model, folder)
    return predict(chosen, system.labels, system.says), system.labels


ALL = "all"


def documents_of(folder: DataFolder, split: str) -> list[LabelledDocument]:
    """Labelled documents of a split; of the whole folder for the word "all", which asks for no splits.

    Raises:
        DataError: there is none whose text is here.
    """
    chosen = folder.documents if split == ALL else folder.parts().get(split, [])
    if not chosen:
        raise DataError(f"{folder.splits_path}: no labelled document with its text at hand is in the split {split!r}")
    return chosen


@dataclass(frozen=True)
class System:
    """Something that labels documents."""

    says: Predictor
    labels: LabelSet
    bundle: Bundle | None = None
    """Of a model; None for the rules."""


def open_system(model: Path | str | None, folder: DataFolder) -> System:
    """A model folder (the shipped one for None), or the keyword and numbering rules for the word "rules".

    Raises:
        ModelError: the folder is missing or damaged.
    """
    if str(model) == RULES:
        return System(lambda document: by_rules(document, folder.labels), folder.labels)
    tagger = Tagger.from_pretrained(model)
    return System(lambda document: by_tagger(document, tagger), tagger.labels, tagger.bundle)


def predict(
    documents: Sequence[LabelledDocument], labels: LabelSet, predictor: Predictor, watch: Watch = iter
) -> Predictions:
    """Ask `predictor` about every document, cut by the tagger's own rules, and line the answers up with the rows."""
    said = []
    for labelled in watch(documents):
        document = segment(labelled.document.text, labelled.source)
        rows: list[Row] = [row for row in labelled.rows if row is not None]
        said.append(predictor(document).at(covering(document, rows)))
    return line_up(documents, said, labels)


def line_up(documents: Sequence[LabelledDocument], said: Sequence[Said], labels: LabelSet) -> Predictions:
    """Predictions from what was said of the labelled paragraphs of each document."""
    gold_topics, gold_roles = gold(documents, labels)

    def joined(name: str) -> Any:
        parts = [getattr(s, name) for s in said]
        return None if any(part is None for part in parts) else np.concatenate(parts)

    return Predictions(
        tuple(d.source for d in documents),
        owners(documents),
        gold_topics,
        gold_roles,
        **{field.name: joined(field.name) for field in fields(Said)},
    )


def counted(predictions: Predictions, labels: LabelSet) -> Counts:
    """Counts per document, for metrics, intervals and tests."""
    p = predictions
    return count(p.gold_topics, p.topics, p.gold_roles, p.roles, labels, p.owner)


def parts_of(documents: Sequence[LabelledDocument]) -> dict[str, list[LabelledDocument]]:
    """Documents by collection, then the written and the public part, then all; empty parts left out."""
    from ..data.stats import WRITTEN  # noqa: PLC0415 (it counts with our rules)

    groups = {
        name: [d for d in documents if d.collection == name] for name in sorted({d.collection for d in documents})
    }
    groups["written part"] = [d for d in documents if d.collection in WRITTEN]
    groups["public part"] = [d for d in documents if d.collection not in WRITTEN]
    groups["all"] = list(documents)
    return {name: group for name, group in groups.items() if group}


def by_rules(document: Document, labels: LabelSet) -> Said:
    """What keywords and numbering say."""
    roles = rule_roles(document)
    topics = [
        [key in rule_topics(p) and labels.role_kind(role) != "noise" for key in labels.topic_keys]
        for p, role in zip(document.paragraphs, roles, strict=True)
    ]
    return Said(np.array(topics, dtype=bool), np.array([labels.role_keys.index(role) for role in roles]))


def by_tagger(document: Document, tagger: Tagger) -> Said:
    """What `Tagger.tag_document` says, without its evidence and with the probabilities of all roles."""
    logits, calibration = tagger.logits(document), tagger.bundle.calibration
    said = said_in(decide(document, logits, tagger.labels, calibration), tagger.labels)
    return replace(said, role_probabilities=probabilities(logits, Places.of(document), calibration)[1])


def said_in(records: Sequence[Record], labels: LabelSet) -> Said:
    """What the records of one document say."""
    return Said(
        np.array([[key in record.topics for key in labels.topic_keys] for record in records], dtype=bool),
        np.array([labels.role_keys.index(record.role) for record in records], dtype=np.int64),
        np.array([[record.topic_scores[key] for key in labels.topic_keys] for record in records], dtype=np.float32),
        np.array([record.role_score for record in records], dtype=np.float32),
        np.array([UNSURE in record.flags for record in records], dtype=bool),
    )
