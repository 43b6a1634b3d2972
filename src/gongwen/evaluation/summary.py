"""All figures of an evaluation as plain data: what ``metrics.json`` holds.

    schema           2; the keys below stay
    model            {name, sha256}: sha256 of its settings.json, which holds the hashes of its other files; null for
                     rules
    data             {split, documents, paragraphs, absent: {collection: labelled rows whose texts are not here}}
    figures          {part: {figure: {value, low, high}}}: 95% intervals from a bootstrap over documents; parts are the
                     collections, "written part", "public part" and "all"
    labels           {topics: {key: …}, roles: {key: …}}, over all: {precision, recall, f1: {value, low, high},
                     support, given, threshold, average_precision}; support: paragraphs that have it in gold; given:
                     that have it from the model; threshold: null for a role and for rules; average_precision: null
                     where there are no probabilities
    confusion        {roles, topics}: matrices, gold × given; the last row and column of topics: see
                     `gongwen.evaluation.confusion.topic_confusion`
    reliability      {part: {topic_ece, role_ece, topic_brier, role_brier, error, unsure, sure_error, error_at_90}};
                     empty for rules
    unsure_below     confidence below which a paragraph is flagged; null for rules
    cut_as_labelled  {part: share of paragraphs that the tagger's own rules cut as they are labelled}
    slices           {minimum: {paragraphs, documents}, slices: […]}, worst first, each {dimension, value, documents,
                     paragraphs, error: {value, low, high}, difference: {value, low, high}, topic_macro_f1,
                     topic_micro_f1, role_accuracy, ranked}
    comparison       {other system: {part: {figure: {value, low, high, p}}}}: this system less the other

Nothing is NaN: what cannot be computed is null.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from .arrays import Double
from .curves import precision_recall
from .evaluation import Evaluation
from .slices import MINIMUM, Slice

SCHEMA = 2


def summary(evaluation: Evaluation, others: Mapping[str, Evaluation] | None = None) -> dict[str, Any]:
    """What stands in ``metrics.json``.

    Args:
        evaluation: the system that is reported.
        others: systems to compare it with, by the name they go by.

    Raises:
        DataError: one of the others has other labels, or was measured on other paragraphs.
    """
    e = evaluation
    result = {
        "schema": SCHEMA,
        "model": {"name": e.name, "sha256": e.sha256 or None},
        "data": {
            "split": e.split,
            "documents": len(e.documents),
            "paragraphs": len(e),
            "absent": dict(sorted(e.absent.items())),
        },
        "figures": {name: {key: asdict(x) for key, x in part.items()} for name, part in e.intervals.items()},
        "labels": labels(e),
        "confusion": {"roles": e.confusion().tolist(), "topics": e.topic_confusion().tolist()},
        "reliability": {name: asdict(x) for name, x in e.trust.items()},
        "unsure_below": e.unsure_below,
        "cut_as_labelled": e.cut,
        "slices": {"minimum": asdict(MINIMUM), "slices": [_slice(one) for one in e.slices()]},
        "comparison": {
            name: {part: {key: asdict(x) for key, x in d.items()} for part, d in e.against(other).items()}
            for name, other in (others or {}).items()
        },
    }
    return _known(result)  # type: ignore[no-any-return]


def labels(evaluation: Evaluation) -> dict[str, dict[str, dict[str, Any]]]:
    """Figures of every topic and role over all paragraphs; NaN where there is nothing to compute them from."""
    p, counts, table = evaluation.predictions, evaluation.counts["all"], evaluation.labels
    intervals = evaluation.intervals["all"]

    def entry(group: str, key: str, sums: Double, average: float | None) -> dict[str, Any]:
        right, given, gold = map(float, sums)
        return {
            "precision": right / given if given else math.nan,
            "recall": right / gold if gold else math.nan,
            "f1": asdict(intervals[f"{group}_f1/{key}"]),
            "support": int(gold),
            "given": int(given),
            "threshold": evaluation.thresholds.get(key) if group == "topic" else None,
            "average_precision": average,
        }

    topics, roles = counts.topics.sum(axis=0), counts.roles.sum(axis=0)
    scores, probabilities = p.topic_scores, p.role_probabilities
    return {
        "topics": {
            key: entry("topic", key, topics[k], None if scores is None else _average(p.gold_topics[:, k], scores[:, k]))
            for k, key in enumerate(table.topic_keys)
        },
        "roles": {
            key: entry(
                "role",
                key,
                roles[k],
                None if probabilities is None else _average(p.gold_roles == k, probabilities[:, k]),
            )
            for k, key in enumerate(table.role_keys)
        },
    }


def _average(gold: Any, scores: Any) -> float:
    return precision_recall(gold, scores).average_precision


def _slice(one: Slice) -> dict[str, Any]:
    values = {field.name: getattr(one, field.name) for field in fields(one) if field.name != "mask"}
    return values | {"error": asdict(one.error), "difference": asdict(one.difference)}


def _known(value: Any) -> Any:
    """The same with None for NaN."""
    if isinstance(value, dict):
        return {key: _known(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_known(inner) for inner in value]
    return None if isinstance(value, float) and math.isnan(value) else value
