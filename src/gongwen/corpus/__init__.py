"""What is in a tagged collection: topics over years and units, how reports are built, near-copies, typical paragraphs.

>>> from gongwen.corpus import read_collection, topics_by_year
>>> table = topics_by_year(read_collection([Path("tagged.jsonl")]))
>>> table.groups, table.shares

Figures of these are in `gongwen.corpus.figures`, which needs the extra `reports`.
"""

from .articles import Article, Collection, collect, read_collection, tag_collection
from .counts import Size, TopicTable, size, topics_by, topics_by_unit, topics_by_year
from .families import ArticleFamily, ParagraphFamily, article_families, paragraph_families, without_copies
from .structure import Sequence, Structure, structure
from .typical import Typical, certain, medoids
from .unit import unit_in_title
from .year import year_in_name, year_in_title

__all__ = [
    "Article",
    "ArticleFamily",
    "Collection",
    "ParagraphFamily",
    "Sequence",
    "Size",
    "Structure",
    "TopicTable",
    "Typical",
    "article_families",
    "certain",
    "collect",
    "medoids",
    "paragraph_families",
    "read_collection",
    "size",
    "structure",
    "tag_collection",
    "topics_by",
    "topics_by_unit",
    "topics_by_year",
    "unit_in_title",
    "without_copies",
    "year_in_name",
    "year_in_title",
]
