"""Precision against recall for every topic and role, the shipped threshold marked."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...evaluation import Curve, Evaluation, precision_recall
from ..style import MAIN, OTHER, SOFT, new_figure, say, styled
from .naming import role_names, topic_names

_COLUMNS = 4


def topic_curves(evaluation: Evaluation) -> Figure:
    """One curve a topic; the dot is the threshold that the model is shipped with.

    Raises:
        ValueError: the system gives no probabilities, or there are no topics.
    """
    p, labels = evaluation.predictions, evaluation.labels
    if p.topic_scores is None or not labels.topics:
        raise ValueError("no probabilities of topics to draw curves of")
    curves = [precision_recall(p.gold_topics[:, k], p.topic_scores[:, k]) for k in range(len(labels.topics))]
    thresholds = [evaluation.thresholds[key] for key in labels.topic_keys]
    points = [curve.at(threshold) for curve, threshold in zip(curves, thresholds, strict=True)]
    notes = [say(f"阈值 {threshold:.2f}", f"threshold {threshold:.2f}") for threshold in thresholds]
    return _panels(topic_names(labels), curves, points, notes)


def role_curves(evaluation: Evaluation) -> Figure:
    """One curve a role against all others; a role has no threshold, and the dot is where it is the likeliest.

    Raises:
        ValueError: the system gives no probabilities.
    """
    p, labels = evaluation.predictions, evaluation.labels
    if p.role_probabilities is None:
        raise ValueError("no probabilities of roles to draw curves of")
    curves, points = [], []
    for k in range(len(labels.roles)):
        gold, given = p.gold_roles == k, p.roles == k
        curves.append(precision_recall(gold, p.role_probabilities[:, k]))
        right = float((gold & given).sum())
        points.append((right / max(gold.sum(), 1), right / given.sum() if given.any() else math.nan))
    return _panels(role_names(labels), curves, points, [""] * len(curves))


def _panels(
    names: Sequence[str], curves: Sequence[Curve], points: Sequence[tuple[float, float]], notes: Sequence[str]
) -> Figure:
    rows = math.ceil(len(names) / _COLUMNS)
    with styled():
        figure, axes = new_figure(0.5 + 1.75 * rows, rows, _COLUMNS, sharex=True, sharey=True)
        for n, (ax, name, curve, point) in enumerate(zip(axes, names, curves, points, strict=False)):
            _panel(ax, name, curve, point, notes[n])
            ax.tick_params(labelbottom=n + _COLUMNS >= len(names))
        for ax in axes[len(names) :]:
            ax.set_visible(False)
        figure.supxlabel(say("查全率", "recall"), fontsize=9.5, color=SOFT)
        figure.supylabel(say("查准率", "precision"), fontsize=9.5, color=SOFT)
    return figure


def _panel(ax: Axes, name: str, curve: Curve, point: tuple[float, float], note: str) -> None:
    ax.set_title(name)
    ax.set_xlim(0, 1.04)
    ax.set_ylim(0, 1.04)
    ax.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
    ax.set_yticks([0, 0.5, 1], ["0", "0.5", "1"])
    ax.grid()
    if math.isnan(curve.average_precision):
        ax.text(0.5, 0.5, say("没有正例", "no example"), ha="center", va="center", fontsize=9, color=SOFT)
        return
    ax.step([0, *curve.recall], [1, *curve.precision], where="pre", color=MAIN, linewidth=1.4)
    if not math.isnan(point[1]):
        ax.plot(*point, "o", color=OTHER, markersize=6, markeredgecolor="white", zorder=3)
    lines = [f"AP {curve.average_precision:.3f}", *([note] if note else [])]
    ax.text(0.05, 0.07, "\n".join(lines), fontsize=8.5, color=SOFT, linespacing=1.5)
