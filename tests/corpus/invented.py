"""Invented records, as the tagger gives them."""

from collections.abc import Sequence

from gongwen.corpus import Collection, collect
from gongwen.runtime.record import Record

TOPICS = ("kepu", "xinfang", "dangjian", "zhaoshang")


def record(doc: str, article: int, paragraph: int, role: str, text: str, *topics: str, score: float = 0.9) -> Record:
    """One paragraph; `score` is the probability of its role and of the topics given."""
    scores = {key: score if key in topics else 0.05 for key in TOPICS}
    return Record(
        doc, article, paragraph, 100 * paragraph, 100 * paragraph + len(text), f"line {paragraph}", text, list(topics),
        scores, role, score, int(role == "heading"), [],
    )  # fmt: skip


def collection(documents: dict[str, Sequence[Sequence[tuple[str, ...]]]]) -> Collection:
    """From articles of ``(role, text, topic…)`` by document."""
    records = []
    for doc, articles in documents.items():
        paragraph = 0
        for number, article in enumerate(articles, 1):
            for role, text, *topics in article:
                paragraph += 1
                records.append(record(doc, number, paragraph, role, text, *topics))
    return collect(records)
