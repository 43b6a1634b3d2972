"""Comparing predictions with labels: metrics, intervals, tests, reliability, slices, errors, and the rule baseline."""

from .curves import Bins, Curve, RiskCurve, calibration_bins, precision_recall, risk_curve
from .disagreement import Suspect
from .evaluation import Evaluation, evaluate
from .intervals import Difference, Interval, bootstrap, paired
from .metrics import Counts, Metrics, best_threshold, compare, count, f1
from .predictions import Predictions, gold, owners
from .reliability import Reliability, reliability, risk_coverage
from .slices import Minimum, Slice
from .summary import summary

__all__ = [
    "Bins",
    "Counts",
    "Curve",
    "Difference",
    "Evaluation",
    "Interval",
    "Metrics",
    "Minimum",
    "Predictions",
    "Reliability",
    "RiskCurve",
    "Slice",
    "Suspect",
    "best_threshold",
    "bootstrap",
    "calibration_bins",
    "compare",
    "count",
    "evaluate",
    "f1",
    "gold",
    "owners",
    "paired",
    "precision_recall",
    "reliability",
    "risk_coverage",
    "risk_curve",
    "summary",
]
