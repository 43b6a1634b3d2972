"""Tables with a column of texts: each row is a document, or rows in succession are the paragraphs of one."""

from .delimited import read_csv
from .jsonlines import read_jsonl
from .parquet import read_parquet
from .workbook import read_xlsx

__all__ = ["read_csv", "read_jsonl", "read_parquet", "read_xlsx"]
