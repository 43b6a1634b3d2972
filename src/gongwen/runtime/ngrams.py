"""A linear classifier on a paragraph's own characters that stands beside the encoder.

The encoder judges a paragraph by the mean of its states in context; a word that decides the matter may drown in it. A
bag of character n-grams sees every word and no context. What their sum gives is in docs/experiments.md.
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

from ..documents import simplify
from ..errors import ModelError
from .scorer import Float, Logits

ORDERS = 3
"""The longest n-gram, in characters."""
_START, _END = "\x02", "\x03"
_DIGIT = re.compile(r"\d")
_SPREAD, _STEP, _FINISH = (np.uint64(n) for n in (0x9E3779B97F4A7C15, 1099511628211, 0xBF58476D1CE4E5B9))

Ints = NDArray[np.int64]


def bag(text: str, bits: int) -> tuple[Ints, Float]:
    """Buckets of a paragraph's n-grams, each once, and 1 + log of how often: two arrays (n,).

    All digits are the same character, as a figure says that there is one; beginning and end of the paragraph are
    characters too.

    Args:
        text: as it stands in the document.
        bits: there are 2 to the power of `bits` buckets.
    """
    plain = _DIGIT.sub("0", unicodedata.normalize("NFKC", simplify(text))).strip()
    data = f"{_START}{plain}{_END}".encode("utf-32-le")
    letters = (np.frombuffer(data, dtype="<u4").astype(np.uint64) + np.uint64(1)) * _SPREAD
    hashes, running = [letters], letters
    for order in range(2, min(ORDERS, len(letters)) + 1):
        running = (running[: len(letters) - order + 1] * _STEP) ^ letters[order - 1 :]
        hashes.append(running)
    mixed = np.concatenate(hashes)
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
    """

    weights: NDArray[np.int8]
    scales: Float
    biases: Float
    idf: Float
    topics: int

    @property
    def bits(self) -> int:
        return len(self.idf).bit_length() - 1

    def score(self, texts: Sequence[str]) -> Logits:
        """Scores (paragraphs, topics) and (paragraphs, roles); each depends on its own text alone."""
        rows = np.zeros((len(texts), len(self.biases)), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            buckets, values = weighted_bag(text, self.idf)
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
            and all(bool(np.isfinite(array).all()) for array in (self.idf, self.scales, self.biases))
        )


def weighted_bag(text: str, idf: Float) -> tuple[Ints, Float]:
    """Buckets and tf-idf values of unit length: two arrays (n,). `idf` as in `NgramHeads`."""
    buckets, counts = bag(text, len(idf).bit_length() - 1)
    values = counts * idf[buckets]
    length = float(np.sqrt(values @ values))
    return buckets, np.asarray(values / length if length else values, dtype=np.float32)
