"""Vectors that are not learnt from the labels, and simple classifiers over them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from ...evaluation.arrays import Float
from ...labels import LabelSet
from ...outputs.atomic import atomic_writer
from ..fingerprint import fingerprint, of_folder
from ..parts import Part
from .base import ByText, Fitted, Score, Scores, chosen
from .linear import LinearHeads

NEIGHBOURS = (5, 10, 20, 40)
COSTS = (1.0, 10.0, 100.0)
"""Inverse strength of the penalty (C) of the logistic regressions."""
_ROWS = 1024
"""Texts whose similarities to all of train are held at once."""


class Vectors:
    """Mean-pooled states of the frozen encoder, one a text, kept below `folder` by the texts and the encoder.

    Args:
        encoder: a transformers folder.
        folder: where they are kept.
        say: takes one line for the user at a time.
    """

    def __init__(self, encoder: Path, folder: Path, say: Callable[[str], None]) -> None:
        self._encoder, self._folder, self._say = encoder, folder, say

    def __call__(self, texts: Sequence[str]) -> Float:
        """(texts, hidden)."""
        path = self._folder / f"{fingerprint(of_folder(self._encoder), list(texts))}.npy"
        if path.is_file():
            kept: Float = np.load(path)
            return kept
        vectors = self._encode(texts)
        self._folder.mkdir(parents=True, exist_ok=True)
        with atomic_writer(path, binary=True) as stream:
            np.save(stream, vectors)
        return vectors

    def _encode(self, texts: Sequence[str]) -> Float:
        from ...training.device import detect_device
        from ...training.inputs import prepare_tokenizer
        from ...training.model import load_encoder
        from .reading import read, single_paragraphs

        device = detect_device("fp32").kind
        encoder = load_encoder(str(self._encoder)).to(device).eval()
        positions = encoder.config.max_position_embeddings
        with TemporaryDirectory() as folder:
            tokenizer, settings = prepare_tokenizer(
                str(self._encoder), single_paragraphs(positions), Path(folder), positions
            )
        return read(
            texts,
            tokenizer,
            settings,
            lambda ids, mask, pool: pool @ encoder(input_ids=ids, attention_mask=mask).last_hidden_state,
            device,
            self._say,
        ).mean


class Centred:
    """Vectors less their mean over train, and of length 1: those of an embedding model share one large component."""

    def __init__(self, vectors: Callable[[Sequence[str]], Float], texts: Sequence[str]) -> None:
        self._vectors = vectors
        known = vectors(texts)
        self._mean = known.mean(axis=0)
        self.train = self._unit(known)

    def __call__(self, texts: Sequence[str]) -> Float:
        return self._unit(self._vectors(texts))

    def _unit(self, vectors: Float) -> Float:
        moved = vectors - self._mean
        return np.asarray(moved / np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-9), dtype=np.float32)


class NearestNeighbours:
    """The nearest paragraphs of train vote with their cosine similarity; how many do is chosen on dev."""

    name, seeds = "knn", False

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def fit(self, train: Part, dev: Part, labels: LabelSet, seed: int) -> Fitted:
        centred = Centred(self._vectors, train.texts)
        votes = np.hstack([train.topics, train.roles[:, None] == np.arange(len(labels.roles))]).astype(np.float32)

        def neighbours(count: int) -> Score:
            def score(texts: Sequence[str]) -> Scores:
                shares = nearest_shares(centred(texts), centred.train, votes, count)
                return Scores(shares[:, : len(labels.topics)], shares[:, len(labels.topics) :])

            return score

        counts = sorted({min(count, len(train.texts)) for count in NEIGHBOURS})
        return chosen((({"neighbours": count}, neighbours(count)) for count in counts), dev, labels)


def nearest_shares(vectors: Float, known: Float, votes: Float, count: int) -> Float:
    """(texts, labels): share of each label among the `count` nearest of `known`, weighted by similarity.

    Args:
        vectors: (texts, n), of length 1.
        known: (paragraphs, n), of length 1.
        votes: (paragraphs, labels), 0 or 1.
        count: at most as many as there are paragraphs.
    """
    parts = []
    for at in range(0, len(vectors), _ROWS):
        similar = vectors[at : at + _ROWS] @ known.T
        nearest = np.argpartition(-similar, count - 1, axis=1)[:, :count]
        weights = np.maximum(np.take_along_axis(similar, nearest, axis=1), 1e-6)
        weights /= weights.sum(axis=1, keepdims=True)
        parts.append(np.einsum("tn,tnl->tl", weights, votes[nearest]))
    return np.vstack(parts)


class LogisticRegressions:
    """Logistic regression on the frozen encoder's vectors; its C chosen on dev."""

    name, seeds = "logreg", False

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def fit(self, train: Part, dev: Part, labels: LabelSet, seed: int) -> Fitted:
        return _logistic(Centred(self._vectors, train.texts), train, dev, labels)


class Model2Vec:
    """Static vectors distilled from the encoder (package model2vec, at its defaults), logistic regression on them."""

    name, seeds = "model2vec", False

    def __init__(self, encoder: Path) -> None:
        self._encoder = encoder

    def fit(self, train: Part, dev: Part, labels: LabelSet, seed: int) -> Fitted:
        from model2vec.distill import distill

        static = distill(str(self._encoder))

        def vectors(texts: Sequence[str]) -> Float:
            return np.asarray(static.encode(list(texts)), dtype=np.float32)

        return _logistic(Centred(vectors, train.texts), train, dev, labels)


def _logistic(centred: Centred, train: Part, dev: Part, labels: LabelSet) -> ByText:
    from sklearn.linear_model import LogisticRegression

    def scored(cost: float) -> Score:
        def make() -> Any:
            return LogisticRegression(C=cost, max_iter=1000)

        heads = LinearHeads(make, centred.train, train.topics, train.roles, len(labels.roles))
        return lambda texts: heads(centred(texts))

    return chosen((({"C": cost}, scored(cost)) for cost in COSTS), dev, labels)
