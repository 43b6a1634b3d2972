"""Labelled data: stand-off rows, the texts they point at, validation, assembly, splits."""

from .assemble import LabelledDocument, align, labelled_documents, read_splits, split_documents
from .check import CheckReport, check
from .rows import Row, parse_row, read_rows, write_rows
from .texts import Texts

__all__ = [
    "CheckReport", "LabelledDocument", "Row", "Texts", "align", "check", "labelled_documents", "parse_row",
    "read_rows", "read_splits", "split_documents", "write_rows",
]  # fmt: skip
