"""Comparing predictions with labels: metrics and baselines."""

from .metrics import Metrics, best_threshold, compare, f1

__all__ = ["Metrics", "best_threshold", "compare", "f1"]
