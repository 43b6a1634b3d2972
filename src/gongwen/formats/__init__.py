"""Files → documents: one module a format, what a file is told by its bytes."""

from .base import Reader, ReadOptions, Source
from .find import SUFFIXES, find_documents
from .read import read_bytes, read_document, read_documents, read_source, read_text

__all__ = [
    "SUFFIXES", "ReadOptions", "Reader", "Source",
    "find_documents", "read_bytes", "read_document", "read_documents", "read_source", "read_text",
]  # fmt: skip
