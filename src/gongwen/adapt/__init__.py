"""A tagger that learns from its user's corrections: without torch, in a minute, and without forgetting the rest."""

from .run import Adapted, adapt

__all__ = ["Adapted", "adapt"]
