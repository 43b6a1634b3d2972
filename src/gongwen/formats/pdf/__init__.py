"""PDF → document: glyphs → printed lines → running headers set aside → blocks.

Only text that the file carries is read; pictures of text are reported, never guessed at.
"""

from .read import read_pdf

__all__ = ["read_pdf"]
