"""Text → articles → paragraphs in a heading tree. Plain Python: no numpy, no model, no file."""

from .model import Block, Document, Line, Numbering, Paragraph
from .outline import Entry, Place, build_outline
from .script import simplify
from .segment import segment, segment_blocks
from .structure import structure_classes

__all__ = [
    "Block", "Document", "Entry", "Line", "Numbering", "Paragraph", "Place",
    "build_outline", "segment", "segment_blocks", "simplify", "structure_classes",
]  # fmt: skip
