"""Trained run → model folder that tags without torch."""

from .bundle import export

__all__ = ["export"]
