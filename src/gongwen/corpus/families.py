"""Families of near-copies: articles that are one text, and paragraphs that many reports share."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..copies import THRESHOLD, families, near_copies
from ..runtime.record import Record
from .articles import Article, Collection


@dataclass(frozen=True)
class ArticleFamily:
    """Articles of which each is a near-copy of another of the family."""

    articles: tuple[Article, ...]
    """In the order of the collection, the original first where a batch told it."""


@dataclass(frozen=True)
class ParagraphFamily:
    """Paragraphs that say the same in nearly the same words."""

    records: tuple[Record, ...]
    articles: int
    """Articles they stand in."""


def article_families(collection: Collection, threshold: float = THRESHOLD) -> list[ArticleFamily]:
    """Families of two articles or more, the largest first.

    What a batch found (`Record.duplicate_of`) is taken over; records of no batch are compared here (`copies`).

    Args:
        collection: the articles.
        threshold: least similarity of near-copies, 0 to 1, where they are compared here.
    """
    articles = collection.articles
    at = {article.name: n for n, article in enumerate(articles)}
    if any(article.duplicate_of for article in articles):
        pairs = [(at[a.duplicate_of], n) for n, a in enumerate(articles) if a.duplicate_of in at]
    else:
        pairs = [(first, second) for first, second, _ in near_copies([a.text for a in articles], threshold)]
    groups = [group for group in families(len(articles), pairs) if len(group) > 1]
    return [ArticleFamily(tuple(articles[n] for n in group)) for group in sorted(groups, key=len, reverse=True)]


def paragraph_families(
    collection: Collection, threshold: float = THRESHOLD, within: Sequence[str] | None = None
) -> list[ParagraphFamily]:
    """Text paragraphs that stand, nearly the same, in two articles or more; those of the most articles first.

    Paragraphs of one article's near-copies are found as well: leave the copies out of the collection where only shared
    formulae are wanted (`without_copies`).

    Args:
        collection: the articles.
        threshold: least similarity of near-copies, 0 to 1.
        within: roles to look at; all of text by default.
    """
    placed = [
        (n, record)
        for n, article in enumerate(collection.articles)
        for record in article.body
        if within is None or record.role in within
    ]
    pairs = ((first, second) for first, second, _ in near_copies([record.text for _, record in placed], threshold))
    found = []
    for group in families(len(placed), pairs):
        articles = len({placed[n][0] for n in group})
        if articles > 1:
            found.append(ParagraphFamily(tuple(placed[n][1] for n in group), articles))
    return sorted(found, key=lambda family: -family.articles)


def without_copies(collection: Collection, found: Sequence[ArticleFamily]) -> Collection:
    """The collection with one article, the first, of each family."""
    copies = {article.name for family in found for article in family.articles[1:]}
    return Collection(tuple(a for a in collection.articles if a.name not in copies), collection.labels)
