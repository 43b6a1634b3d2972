"""Figures of an evaluation: each function takes one and returns a matplotlib `Figure` (no pyplot, no global state).

Names are Chinese where a font of the machine has the characters, English elsewhere (`report.fonts`).
"""

from ..style import save
from .curves import role_curves, topic_curves
from .matrices import role_confusion, topic_confusion
from .overview import comparison, labels, parts
from .slices import worst_slices
from .trust import reliability, risk_coverage

__all__ = [
    "comparison", "labels", "parts", "reliability", "risk_coverage", "role_confusion", "role_curves", "save",
    "topic_confusion", "topic_curves", "worst_slices",
]  # fmt: skip
