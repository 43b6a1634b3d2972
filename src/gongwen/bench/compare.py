"""Figures of one system over its seeds, and the tests between two systems."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..evaluation import Counts, bootstrap, paired
from ..evaluation.arrays import Double

COMPARED = ("topic_macro_f1", "role_macro_f1", "role_accuracy")


@dataclass(frozen=True)
class SeedMean(Counts):
    """Counts of one system under several seeds.

    Its figures are the means of the seeds' figures, each under the same draws of documents. So a value is the mean over
    the seeds, and its interval says how far that mean depends on which documents are in the split; how far a single
    seed strays is told by the seeds' own values.
    """

    each: tuple[Counts, ...]

    @classmethod
    def over(cls, each: Sequence[Counts]) -> "SeedMean":
        """At least one."""
        first = each[0]
        return cls(first.topics, first.roles, first.spans, first.labels, tuple(each))

    def figures(self, weights: Double | None = None) -> dict[str, Double]:
        figures = [counts.figures(weights) for counts in self.each]
        return {name: np.mean([f[name] for f in figures], axis=0) for name in figures[0]}


def figures(counts: SeedMean) -> dict[str, dict[str, Any]]:
    """Every figure: the mean, its 95% interval, and each seed's value."""
    each = [c.figures() for c in counts.each]
    return {
        name: {
            "value": _plain(interval.value),
            "low": _plain(interval.low),
            "high": _plain(interval.high),
            "seeds": [_plain(float(f[name][0])) for f in each],
        }
        for name, interval in bootstrap(counts).items()
    }


def against(ours: Counts, theirs: Counts) -> dict[str, Any]:
    """Ours minus theirs on the same documents, with paired tests; and the share of their topic errors ours spares."""
    differences = paired(ours, theirs)
    mine, other = (float(counts.figures()["topic_macro_f1"][0]) for counts in (ours, theirs))
    return {
        **{
            name: {
                "difference": _plain(d.value),
                "low": _plain(d.low),
                "high": _plain(d.high),
                "p": d.p,
            }
            for name, d in differences.items()
            if name in COMPARED
        },
        "topic_error_reduction": None if other == 1 else _plain(1 - (1 - mine) / (1 - other)),
    }


def _plain(value: float) -> float | None:
    """JSON has no NaN: None for a figure that is not defined."""
    return None if np.isnan(value) else round(value, 6)
