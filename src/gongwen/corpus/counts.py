"""How much of what there is in a collection, and topics over years, units or whatever else tells articles apart."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np

from ..evaluation.arrays import Double, Int
from ..runtime.record import UNSURE
from .articles import Article, Collection


@dataclass(frozen=True)
class Size:
    """Counts of a collection."""

    documents: int
    articles: int
    paragraphs: int
    characters: int
    unsure: int
    """Paragraphs flagged as doubtful."""
    with_year: int
    """Articles that tell their year."""
    with_unit: int
    """Articles that tell their unit."""
    topics: Int
    """(topics,): text paragraphs with each topic."""
    no_topic: int
    """Text paragraphs without one."""
    roles: Int
    """(roles,): paragraphs."""
    together: Int
    """(topics, roles): paragraphs with both."""


def size(collection: Collection) -> Size:
    """Count. Topics are counted in text paragraphs alone, as a heading says again what stands below it."""
    labels, records, body = collection.labels, collection.records, collection.body
    roles = Counter(record.role for record in records)
    pairs = Counter((topic, record.role) for record in records for topic in record.topics)
    topics = Counter(topic for record in body for topic in record.topics)
    return Size(
        len({article.doc for article in collection.articles}),
        len(collection),
        len(records),
        sum(len(record.text) for record in records),
        sum(UNSURE in record.flags for record in records),
        sum(article.year is not None for article in collection.articles),
        sum(article.unit is not None for article in collection.articles),
        np.array([topics[key] for key in labels.topic_keys], dtype=np.int64),
        sum(not record.topics for record in body),
        np.array([roles[key] for key in labels.role_keys], dtype=np.int64),
        np.array([[pairs[t, r] for r in labels.role_keys] for t in labels.topic_keys], dtype=np.int64).reshape(
            len(labels.topics), len(labels.roles)
        ),
    )


@dataclass(frozen=True)
class TopicTable:
    """Topics of groups of articles."""

    groups: tuple[Hashable, ...]
    """What tells the groups apart (years, units), in order."""
    articles: Int
    """(groups,)."""
    paragraphs: Int
    """(groups,): text paragraphs."""
    counts: Int
    """(groups, topics): text paragraphs with the topic."""
    untold: int
    """Articles left out because they do not tell their group."""

    @property
    def shares(self) -> Double:
        """(groups, topics): of a group's text paragraphs; they need not add up to 1, as some have several or none."""
        return np.asarray(self.counts / np.maximum(self.paragraphs, 1)[:, None])


def topics_by(
    collection: Collection, group: Callable[[Article], Hashable | None], most: int | None = None
) -> TopicTable:
    """Topics of the articles' groups, in order.

    Args:
        collection: the articles.
        group: an article's group; None leaves it out.
        most: keep as many groups, those with the most articles, the largest first; all, sorted, by default.
    """
    members: dict[Hashable, list[Article]] = {}
    for article in collection.articles:
        members.setdefault(group(article), []).append(article)
    untold = len(members.pop(None, []))
    names = sorted(members)  # type: ignore[type-var]
    if most is not None:
        names = sorted(names, key=lambda name: -len(members[name]))[:most]
    keys = collection.labels.topic_keys
    counts = np.array(
        [[sum(key in r.topics for a in members[name] for r in a.body) for key in keys] for name in names],
        dtype=np.int64,
    ).reshape(len(names), len(keys))
    return TopicTable(
        tuple(names),
        np.array([len(members[name]) for name in names], dtype=np.int64),
        np.array([sum(len(article.body) for article in members[name]) for name in names], dtype=np.int64),
        counts,
        untold,
    )


def topics_by_year(collection: Collection) -> TopicTable:
    """Topics of the years, earliest first."""
    return topics_by(collection, lambda article: article.year)


def topics_by_unit(collection: Collection, most: int = 12) -> TopicTable:
    """Topics of the units with the most articles."""
    return topics_by(collection, lambda article: article.unit, most)
