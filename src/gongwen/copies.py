"""Near-copies: texts that are the same but for swapped words, characters or layout.

Texts are compared as sets of character trigrams; MinHash with banding (Broder 1997; Leskovec et al., "Mining of Massive
Datasets", ch. 3) proposes pairs and the exact Jaccard similarity decides, so that a pair reported is a pair proven. In
public compilations similarities fall into two heaps, copies (word by word, or with every other word swapped for a
synonym) above 0.5 and unrelated paragraphs below 0.2: `THRESHOLD` lies between them (docs/experiments.md).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from .documents.script import simplify

THRESHOLD = 0.4
SHORTEST = 30
"""Letters a text must have to be compared; shorter ones are formulae that reports share without being copies."""

_GRAM = 3
_BANDS, _ROWS = 48, 3
"""A pair at the threshold is proposed with probability 1 - (1 - 0.4**3)**48 = 0.96, one at 0.5 with 0.998."""
_SEED = 1
_NOT_LETTERS = re.compile(r"[\W_]+")


def grams(text: str) -> frozenset[str]:
    """Trigrams of the text's letters and digits, in simplified script; empty where the text is too short."""
    letters = _NOT_LETTERS.sub("", simplify(text))
    if len(letters) < SHORTEST:
        return frozenset()
    return frozenset([letters[n : n + _GRAM] for n in range(len(letters) - _GRAM + 1)])


def similarity(first: frozenset[str], second: frozenset[str]) -> float:
    """Jaccard similarity of two sets of grams, 0 to 1."""
    common = len(first & second)
    return common / (len(first) + len(second) - common) if common else 0.0


def near_copies(texts: Sequence[str], threshold: float = THRESHOLD) -> Iterator[tuple[int, int, float]]:
    """Pairs of near-copies among `texts`: two positions, the smaller first, and their similarity.

    Texts shorter than `SHORTEST` letters are never part of a pair. Pairs come ordered by the second position.
    """
    import rensa  # noqa: PLC0415  (a command that compares nothing does without)

    sets = {n: found for n, text in enumerate(texts) if (found := grams(text))}
    # Sorted: the sketch must not depend on the order in which a set happens to be walked.
    sketches = rensa.RMinHash.from_token_sets(map(sorted, sets.values()), num_perm=_BANDS * _ROWS, seed=_SEED)
    index = rensa.RMinHashLSH(threshold=threshold, num_perm=_BANDS * _ROWS, num_bands=_BANDS)
    for n, sketch in zip(sets, sketches, strict=True):
        for candidate in sorted(set(index.query(sketch))):
            value = similarity(sets[candidate], sets[n])
            if value >= threshold:
                yield candidate, n, value
        index.insert(n, sketch)


class Originals:
    """Texts that come one after another, each held against those before it.

    Only a sketch of a text is kept (about 3 KB), so that a hundred thousand fit into memory. Similarities are
    estimates, with a standard error of 0.04.
    """

    def __init__(self, threshold: float = THRESHOLD) -> None:
        import rensa  # noqa: PLC0415

        self._sketch = rensa.RMinHash.from_token_sets
        self._threshold = threshold
        self._index = rensa.RMinHashLSH(threshold=threshold, num_perm=_BANDS * _ROWS, num_bands=_BANDS)
        self._kept: list[tuple[str, Any]] = []

    def find(self, name: str, text: str) -> tuple[str, float] | None:
        """Name of the earlier text of which this one is a near-copy, and their similarity; of several the most
        similar. None for an original, which is kept."""
        found = grams(text)
        if not found:
            return None
        (sketch,) = self._sketch([sorted(found)], num_perm=_BANDS * _ROWS, seed=_SEED)
        best = max(((self._kept[n][1].jaccard(sketch), -n) for n in self._index.query(sketch)), default=(0.0, 0))
        if best[0] >= self._threshold:
            return self._kept[-best[1]][0], best[0]
        self._index.insert(len(self._kept), sketch)
        self._kept.append((name, sketch))
        return None


def families(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Connected groups among ``range(count)``; every position stands in exactly one, singletons included."""
    parent = list(range(count))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    for first, second in pairs:
        a, b = sorted((root(first), root(second)))
        parent[b] = a
    groups: dict[int, list[int]] = defaultdict(list)
    for n in range(count):
        groups[root(n)].append(n)
    return list(groups.values())
