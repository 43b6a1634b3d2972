"""Counts: what the data holds, by label, origin, split and the catalogue's facts."""

from collections import Counter
from dataclasses import dataclass, field

from ..documents import Paragraph
from ..evaluation.rules import rule_topics
from .folder import DataFolder
from .rows import Row

WRITTEN = ("written", "examples")
"""Collections whose texts are in the repository; all others are fetched."""
FACTS = ("unit", "year", "kind", "quality", "noise", "script")


@dataclass
class Part:
    """Counts over one part of the data."""

    documents: int = 0
    whole: int = 0
    """Documents of which every paragraph is labelled."""
    paragraphs: int = 0
    characters: int = 0
    several: int = 0
    """Paragraphs with two topics or more."""
    topics: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    keyword_only: Counter[str] = field(default_factory=Counter)
    """Paragraphs that hold a topic's keyword (`evaluation.rules`) but not the topic: what makes the task hard."""

    def add(self, row: Row, paragraph: Paragraph) -> None:
        self.paragraphs += 1
        self.characters += len(paragraph.text)
        self.several += len(row.topics) > 1
        self.topics.update(row.topics)
        self.roles[row.role] += 1
        self.keyword_only.update(rule_topics(paragraph) - set(row.topics))


@dataclass
class Statistics:
    """Counts by origin ("written", "public"), by collection, by split and origin; documents by catalogue facts."""

    origin: dict[str, Part] = field(default_factory=dict)
    collection: dict[str, Part] = field(default_factory=dict)
    split: dict[str, Part] = field(default_factory=dict)
    facts: dict[str, dict[str, Counter[str]]] = field(default_factory=dict)
    """origin → fact → value → documents."""


def card_counts(folder: DataFolder) -> str:
    """The dataset card's table of counts, in Markdown: by collection, from the rows alone (no texts needed)."""
    labels = [*folder.labels.topics, *folder.labels.roles]
    parts: dict[str, tuple[set[str], Counter[str]]] = {}
    for row in folder.rows:
        collection = row.source.partition(":")[0]
        origin = "all written" if collection in WRITTEN else "all public"
        for name in (f"`{collection}`", origin):
            sources, counts = parts.setdefault(name, (set(), Counter()))
            sources.add(row.source)
            counts.update(["paragraphs", row.role, *row.topics])
            counts["several"] += len(row.topics) > 1
    head = ["", "documents", "paragraphs", "several topics", *(label.name for label in labels)]
    lines = [head, ["---", *["---:"] * (len(head) - 1)]]
    for name, (sources, counts) in sorted(parts.items(), key=lambda item: (item[0].startswith("all"), item[0])):
        keys = ("paragraphs", "several", *(label.key for label in labels))
        lines.append([name, f"{len(sources):,}", *(f"{counts[key]:,}" for key in keys)])
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def statistics(folder: DataFolder) -> Statistics:
    """Count everything whose texts are here."""
    result = Statistics()
    splits = folder.splits.of if folder.splits_path.exists() else {}
    for document in folder.documents:
        origin = "written" if document.collection in WRITTEN else "public"
        parts = [
            result.origin.setdefault(origin, Part()),
            result.collection.setdefault(document.collection, Part()),
            result.split.setdefault(f"{splits.get(document.source, 'unassigned')} {origin}", Part()),
        ]
        for part in parts:
            part.documents += 1
            part.whole += None not in document.rows
            for paragraph, row in zip(document.document.paragraphs, document.rows, strict=True):
                if row is not None:
                    part.add(row, paragraph)
        entry = folder.catalogue.get(document.source)
        facts = result.facts.setdefault(origin, {fact: Counter() for fact in FACTS})
        for fact in FACTS:
            facts[fact].update(_values(getattr(entry, fact, None)))
    return result


def _values(fact: str | int | tuple[str, ...] | None) -> list[str]:
    if isinstance(fact, tuple):
        return list(fact) or ["none"]
    return [str(fact)] if fact else ["not noted"]
