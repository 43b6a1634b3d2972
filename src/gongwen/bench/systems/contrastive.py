"""SetFit: contrastive learning on pairs from few examples a label, then a logistic head.

Tunstall et al., "Efficient Few-Shot Learning Without Prompts", 2022; the package setfit. Topics and role are two tasks,
as two label sets of one text are in that package: each has an encoder of its own.
"""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from ...evaluation.arrays import Bool, Float, Int
from ...labels import LabelSet
from ..parts import Part
from .base import Fitted, Scores, chosen
from .linear import spread

PER_LABEL = 32
"""Paragraphs of train a label; as many more that have no topic."""
STEPS = 40
"""Batches of pairs a task: a few minutes on two cores."""
PAIRS = 16
"""A batch."""
_TOKENS = 128
"""Of a paragraph while pairs are compared; afterwards it is read as far as the encoder reads."""


class SetFit:
    """Two encoders and heads, fitted on a balanced sample of train."""

    name, seeds = "setfit", True

    def __init__(self, encoder: Path) -> None:
        self._encoder = encoder

    def fit(self, train: Part, dev: Part, labels: LabelSet, seed: int) -> Fitted:
        from sklearn.linear_model import LogisticRegression
        from sklearn.multiclass import OneVsRestClassifier

        rng = np.random.default_rng(seed)
        groups = np.hstack([train.topics, ~train.topics.any(axis=1, keepdims=True)])
        with_topics = balanced(groups, PER_LABEL, rng)
        with_roles = balanced(train.roles[:, None] == np.arange(len(labels.roles)), PER_LABEL, rng)
        topics = self._trained(
            [train.texts[n] for n in with_topics],
            train.topics[with_topics].astype(int).tolist(),
            OneVsRestClassifier(LogisticRegression()),
            "one-vs-rest",
            seed,
        )
        roles = self._trained(
            [train.texts[n] for n in with_roles], train.roles[with_roles].tolist(), LogisticRegression(), None, seed
        )

        def score(texts: Sequence[str]) -> Scores:
            by_topic, by_role = (
                np.asarray(model.predict_proba(list(texts), as_numpy=True), dtype=np.float32)
                for model in (topics, roles)
            )
            # Of a table with one topic the head gives the probabilities of both answers, yes last.
            of_topics: Float = by_topic[:, -len(labels.topics) :]
            return Scores(of_topics, spread(by_role, np.asarray(roles.model_head.classes_), len(labels.roles)))

        sample = {"topic_paragraphs": len(with_topics), "role_paragraphs": len(with_roles), "steps": STEPS}
        return chosen([(sample, score)], dev, labels)

    def _trained(self, texts: list[str], targets: list[Any], head: Any, strategy: str | None, seed: int) -> Any:
        from datasets import Dataset
        from sentence_transformers import SentenceTransformer
        from setfit import SetFitModel, Trainer, TrainingArguments

        # Without dropout inside the encoder, as the tagger and `single` are trained: it would cost half as much again.
        rates = {"hidden_dropout_prob": 0.0, "attention_probs_dropout_prob": 0.0}
        body = SentenceTransformer(str(self._encoder), config_kwargs=rates)
        whole = body.max_seq_length
        model = SetFitModel(model_body=body, model_head=head, multi_target_strategy=strategy)
        with TemporaryDirectory() as folder:
            settings = TrainingArguments(
                output_dir=folder,
                batch_size=PAIRS,
                max_steps=STEPS,
                seed=seed,
                report_to="none",
                save_strategy="no",
                show_progress_bar=False,
            )
            trainer = Trainer(model, settings, train_dataset=Dataset.from_dict({"text": texts, "label": targets}))
            body.max_seq_length = min(_TOKENS, whole)
            trainer.train_embeddings(texts, targets, args=settings)
            body.max_seq_length = whole
            trainer.train_classifier(texts, targets, args=settings)
        return model


def balanced(groups: Bool, most: int, rng: np.random.Generator) -> Int:
    """Paragraphs drawn so that every group has `most` of its own, or all it has; in random order.

    Args:
        groups: (paragraphs, groups); a paragraph may be in several, and then counts for each.
        most: paragraphs drawn a group.
        rng: draws them.
    """
    drawn = [rng.permutation(np.flatnonzero(group))[:most] for group in groups.T]
    return rng.permutation(np.unique(np.concatenate(drawn)))
