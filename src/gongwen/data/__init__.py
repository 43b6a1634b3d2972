"""Labelled data: stand-off rows, the texts they point at, catalogue, splits, validation, counts, assembly, audit."""

from .agreement import Agreement, agreement
from .assemble import LabelledDocument, assemble, covering, labelled_documents
from .catalogue import Entry, read_catalogue
from .check import CheckReport, check
from .dataset import dataset_dict, paragraphs
from .folder import DataFolder
from .rows import Row, parse_row, read_rows
from .splits import Splits, assign, leaks, read_splits
from .stats import WRITTEN, Statistics, statistics
from .texts import Texts

__all__ = [
    "WRITTEN", "Agreement", "CheckReport", "DataFolder", "Entry", "LabelledDocument", "Row", "Splits", "Statistics",
    "Texts", "agreement", "assemble", "assign", "check", "covering", "dataset_dict", "labelled_documents", "leaks",
    "paragraphs", "parse_row", "read_catalogue", "read_rows", "read_splits", "statistics",
]  # fmt: skip
