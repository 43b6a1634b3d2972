"""Paragraphs → the token windows the encoder reads. The same code serves training and tagging; no torch."""

from .build import Span, Window, WindowSettings, build_windows
from .tokens import ParagraphTokenizer

__all__ = ["ParagraphTokenizer", "Span", "Window", "WindowSettings", "build_windows"]
