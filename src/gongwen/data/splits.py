"""Splits: which document is learnt from, chosen by, reported on. The assignment is a committed file, not a seed.

    {"train": ["written:wa01", …], "dev": […], "test": […], "masked": {"written:wa11": [12]}}

Documents that share near-copies stand in the same split. A single formula two documents have in common (“现在，我代表…
向大会报告工作”) does not bind them; instead its row is `masked` where it would be learnt from: read as context there,
but without its label.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..copies import families, near_copies
from ..errors import DataError
from .assemble import LabelledDocument

SPLITS = ("train", "dev", "test")
_SHARED_PARAGRAPHS = 3
"""Near-copies that bind two documents to one split …"""
_SHARED_PART = 0.15
"""… or this part of the shorter one's paragraphs."""


@dataclass
class Splits:
    """Split of every source, and lines of masked rows by source."""

    of: dict[str, str] = field(default_factory=dict)
    masked: dict[str, frozenset[int]] = field(default_factory=dict)
    where: str = "splits"

    def parts(self, documents: Iterable[LabelledDocument]) -> dict[str, list[LabelledDocument]]:
        """Documents by split, masked rows without their labels.

        Raises:
            DataError: a document has no split.
        """
        parts: dict[str, list[LabelledDocument]] = {split: [] for split in SPLITS}
        for document in documents:
            if document.source not in self.of:
                raise DataError(
                    f"{self.where}: {document.source!r} has labels but stands in no split; "
                    "assign it by hand or with `gongwen data split`"
                )
            parts[self.of[document.source]].append(document.without(self.masked.get(document.source, frozenset())))
        return parts

    def save(self, path: Path) -> None:
        """Write the file, sources in order."""
        data: dict[str, object] = {split: sorted(s for s, at in self.of.items() if at == split) for split in SPLITS}
        data["masked"] = {source: sorted(lines) for source, lines in sorted(self.masked.items()) if lines}
        path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_splits(path: Path) -> Splits:
    """Read a splits file.

    Raises:
        DataError: an unknown split, or a source in two of them.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(f"{path}: no such file; `gongwen data split {path.parent}` makes it") from error
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 (byte {error.start})") from error
    except json.JSONDecodeError as error:
        raise DataError(f"{path}:{error.lineno}: not valid JSON ({error.msg})") from error
    masked = data.pop("masked", {}) if isinstance(data, dict) else {}
    if not isinstance(data, dict) or not all(isinstance(sources, list) for sources in data.values()):
        raise DataError(f'{path}: expected an object with lists of sources: {{"train": [...], "dev": [...]}}')
    if not isinstance(masked, dict) or not all(isinstance(lines, list) for lines in masked.values()):
        raise DataError(f"{path}: 'masked' must be an object with lists of lines by source")
    splits = Splits(masked={source: frozenset(lines) for source, lines in masked.items()}, where=str(path))
    for split, sources in data.items():
        if split not in SPLITS:
            raise DataError(f"{path}: unknown split {split!r}; known are {', '.join(SPLITS)}")
        for source in sources:
            if source in splits.of:
                raise DataError(f"{path}: {source!r} stands in {splits.of[source]!r} and in {split!r}")
            splits.of[source] = split
    return splits


Copy = tuple[tuple[str, int], tuple[str, int]]
"""Two paragraphs that are near-copies, each as source and first line."""


def copies_between(documents: Iterable[LabelledDocument]) -> list[Copy]:
    """Near-copies that stand in two different documents; labelled paragraphs only."""
    places, texts = [], []
    for document in documents:
        for paragraph, row in zip(document.document.paragraphs, document.rows, strict=True):
            if row is not None:
                places.append((document.source, paragraph.first_line))
                texts.append(paragraph.text)
    return [(places[a], places[b]) for a, b, _ in near_copies(texts) if places[a][0] != places[b][0]]


def leaks(documents: Iterable[LabelledDocument], splits: Splits) -> list[Copy]:
    """Near-copies whose paragraphs stand in different splits, neither masked: learnt here, asked there."""
    return _leaking(copies_between(documents), splits)


def _leaking(copies: Iterable[Copy], splits: Splits) -> list[Copy]:
    def open_(place: tuple[str, int]) -> bool:
        return place[1] not in splits.masked.get(place[0], frozenset())

    return [(a, b) for a, b in copies if splits.of[a[0]] != splits.of[b[0]] and open_(a) and open_(b)]


def clusters(documents: list[LabelledDocument], copies: Iterable[Copy]) -> list[list[LabelledDocument]]:
    """Documents in families bound by near-copies; a document without copies is a family by itself."""
    place = {document.source: n for n, document in enumerate(documents)}
    shared: dict[tuple[int, int], tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for (first, first_line), (second, second_line) in copies:
        lines = shared[place[first], place[second]]
        lines[0].add(first_line)
        lines[1].add(second_line)

    def bound(pair: tuple[int, int], lines: tuple[set[int], set[int]]) -> bool:
        common = min(map(len, lines))
        shorter = min(documents[n].labelled for n in pair)
        return common >= _SHARED_PARAGRAPHS or common >= _SHARED_PART * shorter

    pairs = [pair for pair, lines in shared.items() if bound(pair, lines)]
    return [[documents[n] for n in group] for group in families(len(documents), pairs)]


def assign(documents: list[LabelledDocument], fixed: Splits, shares: Mapping[str, float]) -> Splits:
    """Assign documents that stand in no split yet; those that do stay where they are.

    Whole families go to one split: to that of their first member which has one, else to the split that lacks most of
    what the family brings, topics and roles counted by collection (iterative stratification after Sechidis et al.,
    "On the Stratification of Multi-Label Data", 2011). Formulae shared across splits are masked, in train before dev
    before test. The result depends on the texts and labels alone.

    Raises:
        DataError: near-copies bind documents that `fixed` has put into different splits.
    """
    copies = copies_between(documents)
    splits = Splits(dict(fixed.of), {}, fixed.where)
    counted = {split: Counter[str]() for split in SPLITS}
    groups = clusters(documents, copies)
    for group in groups:
        known = {fixed.of[d.source] for d in group if d.source in fixed.of}
        if len(known) > 1:
            names = ", ".join(f"{d.source} ({fixed.of.get(d.source, 'new')})" for d in group)
            raise DataError(f"{fixed.where}: near-copies of each other in different splits: {names}")
        for split in known:
            _put(group, split, splits, counted)
    total = sum((_contents(group) for group in groups), Counter[str]())
    free = [group for group in groups if group[0].source not in splits.of]
    for group in sorted(free, key=lambda g: (-sum(d.labelled for d in g), _stable(g[0].source))):
        contents = _contents(group)
        lack = {
            split: sum(n * (shares[split] - counted[split][key] / total[key]) for key, n in contents.items())
            / max(shares[split], 1e-9)
            for split in SPLITS
            if shares[split] > 0
        }
        _put(group, max(lack, key=lambda split: (lack[split], split)), splits, counted)
    order = {split: n for n, split in enumerate(SPLITS)}
    masked = defaultdict(set)
    for a, b in _leaking(copies, splits):
        source, line = min(a, b, key=lambda place: order[splits.of[place[0]]])
        masked[source].add(line)
    splits.masked = {source: frozenset(lines) for source, lines in masked.items()}
    return splits


def _put(group: list[LabelledDocument], split: str, splits: Splits, counted: dict[str, Counter[str]]) -> None:
    for document in group:
        splits.of[document.source] = split
    counted[split] += _contents(group)


def _contents(group: list[LabelledDocument]) -> Counter[str]:
    """What a family brings: paragraphs, topics and roles by collection."""
    counts: Counter[str] = Counter()
    for document in group:
        for row in document.rows:
            if row is not None:
                labels = ("", f"role {row.role}", *(f"topic {topic}" for topic in row.topics))
                counts.update(f"{document.collection} {label}" for label in labels)
    return counts


def _stable(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
