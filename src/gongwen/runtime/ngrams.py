"""A linear classifier on characters that stands beside the encoder.

The encoder judges a paragraph by the mean of its states in context; a word that decides the matter may drown in it. A
bag of character n-grams sees every word: those of the paragraph, and, as words of their own, those at the near ends of
its neighbours and in the headings above it. What their sum gives is in docs/experiments.md.
n-grams are hashed into a table of fixed size (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning",
ICML 2009), so that no vocabulary has to be kept.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from ..documents import Document, simplify
from ..errors import ModelError
from .scorer import Float, Logits

ORDERS = 3
"""The longest n-gram, in characters."""
FIELDS = ("own", "before", "after", "above")
"""Where n-grams are taken from: the paragraph, the end of the one before, the beginning of the one after, and the
headings open above. The same n-gram is another one in each."""
FIELD_WEIGHTS = (1.0, 0.4, 0.4, 0.4)
"""What each counts; chosen on dev."""
NEAR = 120
"""Characters of a neighbour that are looked at."""
_START, _END = "\x02", "\x03"
_OWN_ALONE = (1.0, 0.0, 0.0, 0.0)
_DIGIT = re.compile(r"\d")
_SPREAD, _STEP, _FINISH = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 1099511628211, 0xBF58476D1CE4E5B9))
_SALTS = tuple(np.uint64(n * 0x94D049BB133111EB % 2**64) for n in range(len(FIELDS)))

Ints = NDArray[np.int64]
View = tuple[str, ...]


def views(document: Document) -> list[View]:
    """The texts of every paragraph's `FIELDS`. Neighbours are those in the same article."""
    paragraphs = document.paragraphs
    found: list[View] = []
    for n, paragraph in enumerate(paragraphs):
        before = paragraphs[n - 1] if n else None
        after = paragraphs[n + 1] if n + 1 < len(paragraphs) else None
        found.append(
            (
                paragraph.text,
                before.text[-NEAR:] if before and before.article == paragraph.article else "",
                after.text[:NEAR] if after and after.article == paragraph.article else "",
                "\n".join(paragraph.path),
            )
        )
    return found


def bag(text: str, bits: int, field: int = 0) -> tuple[Ints, Float]:
    """Buckets of a text's n-grams, each once, and 1 + log of how often: two arrays (n,).

    All digits are the same character, as a figure says that there is one; beginning and end of the text are characters
    too.

    Args:
        text: as it stands in the document.
        bits: there are 2 to the power of `bits` buckets.
        field: position in `FIELDS`.
    """
    plain = _DIGIT.sub("0", unicodedata.normalize("NFKC", simplify(text))).strip()
    data = f"{_START}{plain}{_END}".encode("utf-32-le")
    letters = (np.frombuffer(data, dtype="<u4").astype(np.uint64) + np.uint64(1)) * _SPREAD
    hashes, running = [letters], letters
    for order in range(2, min(ORDERS, len(letters)) + 1):
        running = (running[: len(letters) - order + 1] * _STEP) ^ letters[order - 1 :]
        hashes.append(running)
    mixed = np.concatenate(hashes) ^ _SALTS[field]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _FINISH
    found, counts = np.unique(mixed >> np.uint64(64 - bits), return_counts=True)
    return found.astype(np.int64), (1 + np.log(counts)).astype(np.float32)


@dataclass(frozen=True)
class NgramHeads:
    """Weights of one linear score a topic and a role.

    Attributes:
        weights: (buckets, topics + roles), int8; times `scales` the weight of a bucket.
        scales: (topics + roles,), float32.
        biases: (topics + roles,), float32.
        idf: (buckets,), float32: how rare a bucket is; 0 where too rare to be learnt from.
        topics: how many of the columns are topics.
        fields: what each of `FIELDS` counts; the tables of the first models knew the paragraph alone.
    """

    weights: NDArray[np.int8]
    scales: Float
    biases: Float
    idf: Float
    topics: int
    fields: tuple[float, ...] = FIELD_WEIGHTS

    @property
    def bits(self) -> int:
        return len(self.idf).bit_length() - 1

    def score(self, views: Sequence[View]) -> Logits:
        """Scores (paragraphs, topics) and (paragraphs, roles); each depends on its own view alone."""
        rows = np.zeros((len(views), len(self.biases)), dtype=np.float32)
        for row, view in zip(rows, views, strict=True):
            buckets, values = features(view, self.idf, self.fields)
            row[:] = values @ self.weights[buckets].astype(np.float32)
        rows = rows * self.scales + self.biases
        return Logits(rows[:, : self.topics], rows[:, self.topics :])

    def save(self, path: Path) -> None:
        """Write as safetensors."""
        arrays: dict[str, NDArray[Any]] = {
            "weights": self.weights,
            "scales": self.scales,
            "biases": self.biases,
            "idf": self.idf.astype(np.float16),
            "topics": np.array([self.topics], dtype=np.int32),
            "fields": np.array(self.fields, dtype=np.float64),
        }
        save_file(arrays, path)

    @classmethod
    def load(cls, path: Path) -> "NgramHeads":
        """Read what `save` wrote.

        Raises:
            ModelError: the file is not that.
        """
        try:
            arrays = load_file(path)
            heads = cls(
                arrays["weights"],
                arrays["scales"],
                arrays["biases"],
                arrays["idf"].astype(np.float32),
                int(arrays["topics"][0]),
                tuple(arrays["fields"].tolist()) if "fields" in arrays else _OWN_ALONE,
            )
        except (OSError, SafetensorError, KeyError, IndexError) as error:
            raise ModelError(f"{path}: not a readable n-gram table ({error})") from error
        if not heads._fits():
            raise ModelError(f"{path}: its arrays do not fit each other")
        return heads

    def _fits(self) -> bool:
        if self.weights.dtype != np.int8 or self.weights.ndim != 2:
            return False
        buckets, columns = self.weights.shape
        return (
            buckets > 1
            and buckets == 1 << (buckets.bit_length() - 1)
            and self.idf.shape == (buckets,)
            and self.scales.shape == self.biases.shape == (columns,)
            and 0 <= self.topics <= columns
            and len(self.fields) == len(FIELDS)
            and all(bool(np.isfinite(array).all()) for array in (self.idf, self.scales, self.biases))
        )


class NgramTables:
    """Tables whose scores are added: the one a model was trained with, and that of what its user taught it since."""

    def __init__(self, *tables: NgramHeads) -> None:
        self.tables = tables

    def score(self, views: Sequence[View]) -> Logits:
        """Scores (paragraphs, topics) and (paragraphs, roles)."""
        scores = [table.score(views) for table in self.tables]
        return Logits(sum(s.topics for s in scores), sum(s.roles for s in scores))  # type: ignore[arg-type]


def features(view: View, idf: Float, fields: Sequence[float] = FIELD_WEIGHTS) -> tuple[Ints, Float]:
    """Buckets and tf-idf values of a paragraph: two arrays (n,); each field's values have the length of its weight.

    Args:
        view: its texts, as `views` gives them.
        idf: as in `NgramHeads`.
        fields: what each of them counts.
    """
    bits = len(idf).bit_length() - 1
    parts = [
        _weighted(*bag(text, bits, n), idf, weight)
        for n, (text, weight) in enumerate(zip(view, fields, strict=True))
        if weight and text
    ]
    if not parts:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    return np.concatenate([buckets for buckets, _ in parts]), np.concatenate([values for _, values in parts])


def _weighted(buckets: Ints, counts: Float, idf: Float, weight: float) -> tuple[Ints, Float]:
    values = counts * idf[buckets]
    length = float(np.sqrt(values @ values))
    return buckets, np.asarray(values * (weight / length) if length else values, dtype=np.float32)
