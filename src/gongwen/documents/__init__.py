"""Bytes → text → articles → paragraphs in a heading tree. Plain Python: no numpy, no model."""

from .model import Document, Line, Numbering, Paragraph
from .outline import Entry, Place, build_outline
from .readers import READERS, find_documents, read_document
from .script import simplify
from .segment import segment
from .structure import structure_classes

__all__ = [
    "READERS", "Document", "Entry", "Line", "Numbering", "Paragraph", "Place",
    "build_outline", "find_documents", "read_document", "segment", "simplify", "structure_classes",
]  # fmt: skip
