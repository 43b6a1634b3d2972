"""Records → a page to read, search and correct them in, which needs no server and no network."""

from .collect import read_records, tagged_files
from .page import Written, write_page

__all__ = ["Written", "read_records", "tagged_files", "write_page"]
