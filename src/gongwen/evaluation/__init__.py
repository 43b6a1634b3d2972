"""Comparing predictions with labels: metrics, intervals, tests, reliability, and the rule baseline."""

from .intervals import Difference, Interval, bootstrap, paired
from .metrics import Counts, Metrics, best_threshold, compare, count, f1
from .predictions import Predictions, gold, owners
from .reliability import Reliability, reliability, risk_coverage

__all__ = [
    "Counts",
    "Difference",
    "Interval",
    "Metrics",
    "Predictions",
    "Reliability",
    "best_threshold",
    "bootstrap",
    "compare",
    "count",
    "f1",
    "gold",
    "owners",
    "paired",
    "reliability",
    "risk_coverage",
]
