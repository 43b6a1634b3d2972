"""Reports that people read: figures, and a page of them with the paragraphs behind every number.

Needs the extra ``reports`` (matplotlib).
"""

from . import figures
from .write import write_report

__all__ = ["figures", "write_report"]
