"""Headline figures by part, F1 of every label, and differences to other systems, each with its 95% interval."""

import math
from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ...evaluation import Evaluation, Interval
from .. import words
from ..style import COLOURS, LINE, MAIN, SOFT, beside, new_figure, say, styled
from .naming import part_name, role_names, topic_names


def parts(evaluation: Evaluation) -> Figure:
    """Headline figures of every part."""
    names, heads = list(evaluation.intervals), words.headline(evaluation.labels)
    with styled():
        figure, axes = new_figure(0.95 + 0.3 * len(names), columns=len(heads), sharey=True)
        for column, (ax, (key, title)) in enumerate(zip(axes, heads.items(), strict=True)):
            values = [_figure(evaluation, name, key) for name in names]
            intervals(ax, values, [MAIN if name in words.PARTS else SOFT for name in names])
            ax.set_title(say(*title))
            ax.set_xlim(_lowest(values), 1.0)
            ax.xaxis.set_major_locator(_few_ticks())
            if column == 0:
                ax.set_yticks(range(len(names)), [part_name(name) for name in names])
    return figure


def _figure(evaluation: Evaluation, part: str, key: str) -> Interval:
    """NaN, which is not drawn, for topics where gold has none."""
    if key.startswith("topic") and not evaluation.parts[part].gold_topics.any():
        return Interval(math.nan, math.nan, math.nan)
    return evaluation.intervals[part][key]


def labels(evaluation: Evaluation) -> Figure:
    """F1 of every topic and role, over all."""
    figures = evaluation.intervals["all"]
    groups = [
        (say("主题", "topics"), topic_names(evaluation.labels), "topic", evaluation.labels.topic_keys),
        (say("角色", "roles"), role_names(evaluation.labels), "role", evaluation.labels.role_keys),
    ]
    groups = [group for group in groups if group[3]]
    with styled():
        ratios = [len(keys) + 0.8 for *_, keys in groups]
        figure, axes = new_figure(0.8 + 0.29 * sum(ratios), rows=len(groups), sharex=True, height_ratios=ratios)
        for ax, (title, names, group, keys) in zip(axes, groups, strict=True):
            values = [figures[f"{group}_f1/{key}"] for key in keys]
            intervals(ax, values, [MAIN] * len(values), write=True)
            ax.set_yticks(range(len(keys)), names)
            ax.set_title(title)
        axes[-1].set_xlim(_lowest([x for key, x in figures.items() if "_f1/" in key]), 1.0)
        axes[-1].set_xlabel("F1")
    return figure


def comparison(evaluation: Evaluation, others: Mapping[str, Evaluation]) -> Figure:
    """How far the system is ahead (right of 0) of others in the headline figures, by part."""
    differences = {name: evaluation.against(other) for name, other in others.items()}
    names = [name for name in evaluation.intervals if name in words.PARTS]
    heads = words.headline(evaluation.labels)
    shown = [lettered(name) for name in others]
    with styled():
        figure, axes = new_figure(
            0.95 + 0.24 * len(names) * max(1, len(others)) + 0.2 * (len(others) > 1), columns=len(heads), sharey=True
        )
        step = 0.7 / max(1, len(others))
        for column, (ax, (key, title)) in enumerate(zip(axes, heads.items(), strict=True)):
            ax.axvline(0, color=SOFT, linewidth=0.8)
            for n, (name, by_part) in enumerate(zip(shown, differences.values(), strict=True)):
                offset = (n - (len(others) - 1) / 2) * step
                values = [by_part[part][key] for part in names]
                colours = [COLOURS[n % len(COLOURS)]] * len(values)
                intervals(ax, values, colours, offset=offset, label=name)
            ax.set_title(say(*title))
            ax.xaxis.set_major_locator(_few_ticks())
            if column == 0:
                ax.set_yticks(range(len(names)), [part_name(name) for name in names])
        if len(others) > 1:
            handles, texts = axes[0].get_legend_handles_labels()
            figure.legend(handles, texts, loc="outside lower left", frameon=False, ncols=2, fontsize=9)
    return figure


def lettered(name: str) -> str:
    """A system's name, which may be a path with any characters."""
    return say(name, name)


def intervals(
    ax: Axes,
    values: Sequence[Interval],
    colours: Sequence[str],
    *,
    write: bool = False,
    offset: float = 0.0,
    label: str | None = None,
) -> None:
    """One row an interval, the first on top: a line from bound to bound and a dot for the figure."""
    for at, (value, colour) in enumerate(zip(values, colours, strict=True)):
        if math.isnan(value.value):
            continue
        y = at + offset
        ax.plot([value.low, value.high], [y, y], color=colour, alpha=0.45, linewidth=3, solid_capstyle="butt")
        ax.plot(value.value, y, "o", color=colour, markersize=5, label=label if at == 0 else None, clip_on=False)
        if write:
            beside(ax, f"{value.value:.2f}", (1.0, y), (5, 0), va="center", fontsize=8.5, color=SOFT)
    ax.set_ylim(len(values) - 0.5, -0.5)
    ax.grid(axis="x")
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_color(LINE)


def _lowest(values: Sequence[Interval]) -> float:
    """Where an axis up to 1 begins: a tenth below what is shown."""
    known = [value.low for value in values if not math.isnan(value.low)]
    return max(0.0, math.floor(10 * min(known, default=0.0) - 0.5) / 10)


def _few_ticks() -> MaxNLocator:
    return MaxNLocator(nbins=2, steps=[1, 2, 5, 10])
