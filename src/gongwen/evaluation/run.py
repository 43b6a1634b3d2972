"""Evaluate a model folder, or the rules, on a split of labelled documents."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ..data import WRITTEN, DataFolder, LabelledDocument, Row, covering
from ..documents import Document, segment
from ..errors import DataError
from ..labels import LabelSet
from .metrics import Bool, Int, Metrics, compare
from .rules import rule_roles, rule_topics

Table = dict[str, Metrics]
Predictor = Callable[[Document, LabelSet], tuple[Bool, Int]]


def gold(documents: Sequence[LabelledDocument], labels: LabelSet) -> tuple[Bool, Int]:
    """Gold topics (paragraphs, topics) and roles (paragraphs,) of the labelled paragraphs, in order."""
    targets = [row.targets(labels) for document in documents for row in document.rows if row is not None]
    topics = np.array([topics for topics, _ in targets], dtype=bool)
    return topics.reshape(-1, len(labels.topics)), np.array([role for _, role in targets], dtype=np.int64)


def evaluate_split(model: Path | None, folder: DataFolder, split: str, *, rules: bool = False) -> Table:
    """Metrics per collection of the split, over its written and its public part, and over all of it.

    The way from the file to the labels is measured whole: documents are cut by the tagger's own rules, and every row
    is held against the paragraph in which its first line stands.

    Raises:
        DataError: the split holds no labelled document whose text is here.
    """
    chosen = folder.parts().get(split, [])
    if not chosen:
        raise DataError(f"{folder.splits_path}: no labelled document with its text at hand is in the split {split!r}")
    labels, predict = (folder.labels, _by_rules) if rules else _by_model(model)
    predicted = {d.source: _predict(d, predict, labels) for d in chosen}
    return {name: _metrics(group, predicted, labels) for name, group in parts_of(chosen).items()}


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


def _predict(labelled: LabelledDocument, predict: Predictor, labels: LabelSet) -> tuple[Bool, Int]:
    rows: list[Row] = [row for row in labelled.rows if row is not None]
    document = segment(labelled.document.text, labelled.source)
    topics, roles = predict(document, labels)
    at = covering(document, rows)
    return topics[at], roles[at]


def _metrics(
    documents: Sequence[LabelledDocument], predicted: dict[str, tuple[Bool, Int]], labels: LabelSet
) -> Metrics:
    gold_topics, gold_roles = gold(documents, labels)
    topics = np.concatenate([predicted[d.source][0] for d in documents])
    roles = np.concatenate([predicted[d.source][1] for d in documents])
    return compare(gold_topics, topics, gold_roles, roles, labels)


def _by_model(model: Path | None) -> tuple[LabelSet, Predictor]:
    from ..runtime import Tagger  # noqa: PLC0415

    tagger = Tagger.from_pretrained(model)

    def predict(document: Document, labels: LabelSet) -> tuple[Bool, Int]:
        records = tagger.tag_document(document)
        topics = np.array([[key in record.topics for key in labels.topic_keys] for record in records], dtype=bool)
        return topics, np.array([labels.role_keys.index(record.role) for record in records], dtype=np.int64)

    return tagger.labels, predict


def _by_rules(document: Document, labels: LabelSet) -> tuple[Bool, Int]:
    roles = rule_roles(document)
    topics = [
        [key in rule_topics(p) and labels.role_kind(role) != "noise" for key in labels.topic_keys]
        for p, role in zip(document.paragraphs, roles, strict=True)
    ]
    return np.array(topics, dtype=bool), np.array([labels.role_keys.index(role) for role in roles], dtype=np.int64)
