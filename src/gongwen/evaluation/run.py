"""Evaluate a model folder, or the rules, on a split of labelled documents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..data import WRITTEN, DataFolder, LabelledDocument, Row, covering
from ..documents import Document, segment
from ..errors import DataError
from ..labels import LabelSet
from ..runtime.record import UNSURE, Record
from .arrays import Bool, Float, Int
from .metrics import Counts, Metrics, count
from .predictions import Predictions, gold, owners
from .rules import rule_roles, rule_topics

Table = dict[str, Metrics]


@dataclass(frozen=True)
class Said:
    """What a system says of all paragraphs of one document; see `Predictions` for the fields."""

    topics: Bool
    roles: Int
    topic_scores: Float | None = None
    role_scores: Float | None = None
    unsure: Bool | None = None

    def at(self, paragraphs: Sequence[int] | Bool) -> "Said":
        """That of some of the paragraphs."""
        values: dict[str, Any] = {field.name: getattr(self, field.name) for field in fields(self)}
        return replace(self, **{name: array[paragraphs] for name, array in values.items() if array is not None})


Predictor = Callable[[Document], Said]


def evaluate_split(model: Path | None, folder: DataFolder, split: str, *, rules: bool = False) -> Table:
    """Metrics per collection of the split, over its written and its public part, and over all of it.

    Raises:
        DataError: the split holds no labelled document whose text is here.
    """
    predictions, labels = predict_split(model, folder, split, rules=rules)
    documents = folder.parts()[split]
    return {
        name: counted(predictions.of([d.source for d in group]), labels).metrics
        for name, group in parts_of(documents).items()
    }


def predict_split(
    model: Path | None, folder: DataFolder, split: str, *, rules: bool = False
) -> tuple[Predictions, LabelSet]:
    """What a model folder (the shipped one by default), or the rules, say of a split, and the label table.

    The way from the file to the labels is measured whole: documents are cut by the tagger's own rules, and every row
    is held against the paragraph in which its first line stands.

    Raises:
        DataError: the split holds no labelled document whose text is here.
    """
    chosen = folder.parts().get(split, [])
    if not chosen:
        raise DataError(f"{folder.splits_path}: no labelled document with its text at hand is in the split {split!r}")
    if rules:
        return predict(chosen, folder.labels, lambda document: by_rules(document, folder.labels)), folder.labels
    from ..runtime import Tagger  # noqa: PLC0415

    tagger = Tagger.from_pretrained(model)
    return predict(chosen, tagger.labels, lambda d: said_in(tagger.tag_document(d), tagger.labels)), tagger.labels


def predict(documents: Sequence[LabelledDocument], labels: LabelSet, predictor: Predictor) -> Predictions:
    """Ask `predictor` about every document, cut by the tagger's own rules, and line the answers up with the rows."""
    said = []
    for labelled in documents:
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
    groups = {
        name: [d for d in documents if d.collection == name] for name in sorted({d.collection for d in documents})
    }
    groups["written part"] = [d for d in documents if d.collection in WRITTEN]
    groups["public part"] = [d for d in documents if d.collection not in WRITTEN]
    groups["all"] = list(documents)
    return {name: group for name, group in groups.items() if group}


def cut_as_labelled(documents: Sequence[LabelledDocument]) -> float:
    """Share of the labelled paragraphs that the tagger's own rules cut with the same first and last line."""
    same = total = 0
    for labelled in documents:
        cut = {(p.first_line, p.last_line) for p in segment(labelled.document.text).paragraphs}
        rows = [row for row in labelled.rows if row is not None]
        same += sum((row.line, row.end_line) in cut for row in rows)
        total += len(rows)
    return same / max(total, 1)


def by_rules(document: Document, labels: LabelSet) -> Said:
    """What keywords and numbering say."""
    roles = rule_roles(document)
    topics = [
        [key in rule_topics(p) and labels.role_kind(role) != "noise" for key in labels.topic_keys]
        for p, role in zip(document.paragraphs, roles, strict=True)
    ]
    return Said(np.array(topics, dtype=bool), np.array([labels.role_keys.index(role) for role in roles]))


def said_in(records: Sequence[Record], labels: LabelSet) -> Said:
    """What the records of one document say."""
    return Said(
        np.array([[key in record.topics for key in labels.topic_keys] for record in records], dtype=bool),
        np.array([labels.role_keys.index(record.role) for record in records], dtype=np.int64),
        np.array([[record.topic_scores[key] for key in labels.topic_keys] for record in records], dtype=np.float32),
        np.array([record.role_score for record in records], dtype=np.float32),
        np.array([UNSURE in record.flags for record in records], dtype=bool),
    )
