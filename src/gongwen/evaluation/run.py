"""Evaluate a model folder, or the rules, on a split of labelled documents."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ..data import LabelledDocument, Texts, labelled_documents, read_splits, split_documents
from ..errors import DataError
from ..labels import LabelSet
from .metrics import Bool, Int, Metrics, compare
from .rules import rule_roles, rule_topics

Table = dict[str, Metrics]
Predictor = Callable[[LabelledDocument, LabelSet], tuple[Bool, Int]]


def gold(documents: Sequence[LabelledDocument], labels: LabelSet) -> tuple[Bool, Int]:
    """Gold topics (paragraphs, topics) and roles (paragraphs,) of the labelled paragraphs, in order."""
    targets = [row.targets(labels) for document in documents for row in document.rows if row is not None]
    topics = np.array([topics for topics, _ in targets], dtype=bool)
    return topics.reshape(-1, len(labels.topics)), np.array([role for _, role in targets], dtype=np.int64)


def evaluate_split(
    model: Path | None, rows: Path, splits: Path, split: str, texts: Sequence[Path], *, rules: bool = False
) -> Table:
    """Metrics per collection of the split, and over all of it.

    Raises:
        DataError: the split holds no labelled document whose text is here.
    """
    documents, _ = labelled_documents(rows, Texts(texts))
    parts = split_documents(documents, read_splits(splits))
    if not parts.get(split):
        raise DataError(f"{splits}: no labelled document with its text at hand is in the split {split!r}")
    chosen = parts[split]
    collections = sorted({document.collection for document in chosen})
    labels, predict = (LabelSet.load(), _by_rules) if rules else _by_model(model)
    predicted = {document.source: predict(document, labels) for document in chosen}
    groups = {name: [d for d in chosen if d.collection == name] for name in collections} | {"all": chosen}
    return {name: _metrics(group, predicted, labels) for name, group in groups.items()}


def _metrics(
    documents: Sequence[LabelledDocument], predicted: dict[str, tuple[Bool, Int]], labels: LabelSet
) -> Metrics:
    gold_topics, gold_roles = gold(documents, labels)
    known = [np.array([row is not None for row in d.rows]) for d in documents]
    topics = np.concatenate([predicted[d.source][0][k] for d, k in zip(documents, known, strict=True)])
    roles = np.concatenate([predicted[d.source][1][k] for d, k in zip(documents, known, strict=True)])
    return compare(gold_topics, topics, gold_roles, roles, labels)


def _by_model(model: Path | None) -> tuple[LabelSet, Predictor]:
    from ..runtime import Tagger  # noqa: PLC0415

    tagger = Tagger.from_pretrained(model)

    def predict(document: LabelledDocument, labels: LabelSet) -> tuple[Bool, Int]:
        records = tagger.tag_document(document.document)
        topics = np.array([[key in record.topics for key in labels.topic_keys] for record in records], dtype=bool)
        return topics, np.array([labels.role_keys.index(record.role) for record in records], dtype=np.int64)

    return tagger.labels, predict


def _by_rules(document: LabelledDocument, labels: LabelSet) -> tuple[Bool, Int]:
    roles = rule_roles(document.document)
    topics = [
        [key in rule_topics(p) and labels.role_kind(role) != "noise" for key in labels.topic_keys]
        for p, role in zip(document.document.paragraphs, roles, strict=True)
    ]
    return np.array(topics, dtype=bool), np.array([labels.role_keys.index(role) for role in roles], dtype=np.int64)
