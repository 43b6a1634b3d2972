"""Records → files and screens."""

from .atomic import atomic_writer
from .jsonl import write_jsonl
from .outline import print_outline

__all__ = ["atomic_writer", "print_outline", "write_jsonl"]
