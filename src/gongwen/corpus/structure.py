"""How reports are built: what share of an article is spent on which role, where, and in which order.

Only text counts (roles of the kind ``body``), laid end to end and measured in characters; every article counts the
same, however long it is.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np

from ..evaluation.arrays import Double
from .articles import Article, Collection

PARTS = 10
"""An article is looked at in tenths."""
SHORTEST = 4
"""Text paragraphs an article must have for its order to say anything."""


@dataclass(frozen=True)
class Sequence:
    """An order in which roles first appear."""

    roles: tuple[str, ...]
    count: int
    """Articles built so."""
    example: str
    """The first of them (`Article.name`)."""


@dataclass(frozen=True)
class Structure:
    """How the articles of a collection are built."""

    roles: tuple[str, ...]
    """Keys of the roles of text, in the order of the label table."""
    articles: int
    """Articles looked at: those with at least `SHORTEST` text paragraphs."""
    by_part: Double
    """(PARTS, roles): share of each tenth of an article that is spent on the role; rows sum to 1."""
    present: Double
    """(roles,): share of the articles in which the role occurs."""
    sequences: tuple[Sequence, ...]
    """Most frequent first."""

    @property
    def shares(self) -> Double:
        """(roles,): share of an article spent on the role."""
        return np.asarray(self.by_part.mean(axis=0))


def structure(collection: Collection) -> Structure:
    """Look at all articles that are long enough."""
    labels = collection.labels
    roles = tuple(key for key in labels.role_keys if labels.role_kind(key) == "body")
    at = {key: n for n, key in enumerate(roles)}
    articles = [article for article in collection.articles if len(article.body) >= SHORTEST]
    parts = np.zeros((PARTS, len(roles)))
    present = np.zeros(len(roles))
    orders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for article in articles:
        said = [at[record.role] for record in article.body]
        parts += _by_part(article, said, len(roles))
        present[np.unique(said)] += 1
        orders[tuple(dict.fromkeys(record.role for record in article.body))].append(article.name)
    count = max(len(articles), 1)
    ranked = Counter({order: len(names) for order, names in orders.items()}).most_common()
    return Structure(
        roles,
        len(articles),
        parts / count,
        present / count,
        tuple(Sequence(order, number, orders[order][0]) for order, number in ranked),
    )


def _by_part(article: Article, said: list[int], roles: int) -> Double:
    """(PARTS, roles): share of each tenth of the text; a paragraph that reaches over an edge counts on both sides."""
    lengths = np.array([len(record.text) for record in article.body], dtype=np.float64)
    ends = np.cumsum(lengths) * (PARTS / lengths.sum())
    starts = np.append(0.0, ends[:-1])
    parts = np.zeros((PARTS, roles))
    for n in range(PARTS):
        np.add.at(parts[n], said, np.clip(np.minimum(ends, n + 1) - np.maximum(starts, n), 0, None))
    return parts
