"""Figures of what is in a collection: each takes what another module of the package found, and returns a `Figure`.

Drawn like those of `gongwen.report`, with Chinese names where a font has the characters; needs the extra `reports`.
"""

from collections.abc import Sequence as Several

import numpy as np

from ..errors import MissingExtraError
from ..evaluation.arrays import Double
from ..labels import LabelSet
from .counts import Size, TopicTable
from .structure import Structure

try:
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator, PercentFormatter

    from ..report.figures.naming import role_names, topic_names
    from ..report.style import COLOURS, INK, SOFT, new_figure, say, styled
except ImportError as error:
    raise MissingExtraError("drawing figures", "reports", "matplotlib") from error

_ROLES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#a79500", "#4d4d4d")
"""Okabe and Ito's colours in the order of the reading page."""


def topics_over_years(table: TopicTable, labels: LabelSet) -> Figure:
    """A row a topic with its share of each year's text paragraphs, and the number of articles below."""
    names = [*topic_names(labels), say("文章篇数", "articles")]
    values = [*table.shares.T, table.articles]
    top = max(float(table.shares.max(initial=0)) * 1.15, 0.01)
    with styled():
        figure, rows = new_figure(0.7 + 0.8 * len(names), rows=len(names), sharex=True)
        for n, (axes, name, heights) in enumerate(zip(rows, names, values, strict=True)):
            is_share = n < len(labels.topics)
            axes.bar(list(table.groups), heights, color=COLOURS[n % len(COLOURS)] if is_share else SOFT)  # type: ignore[arg-type]
            axes.set_ylabel(name, rotation=0, ha="right", va="center", color=INK)
            axes.yaxis.set_major_locator(MaxNLocator(2, integer=not is_share))
            axes.grid(axis="y")
            if is_share:
                axes.set_ylim(0, top)
                axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        rows[-1].xaxis.set_major_locator(MaxNLocator(10, integer=True))
        rows[0].set_title(say("各年份的主题占正文段落的比例", "topics' share of text paragraphs by year"))
    return figure


def topics_of_groups(table: TopicTable, labels: LabelSet) -> Figure:
    """A row a group (unit) with the topics' shares of its text paragraphs."""
    names = [
        say(f"{group}（{count} 篇）", f"{n} ({count} articles)")
        for n, (group, count) in enumerate(zip(table.groups, table.articles, strict=True), 1)
    ]
    title = say("主题占正文段落的比例", "topics' share of text paragraphs")
    return _table(table.shares, names, topic_names(labels), title, "{:.0%}")


def topics_and_roles(counted: Size, labels: LabelSet) -> Figure:
    """How many text paragraphs have both, and, in the last row, how many have the role at all."""
    body = [n for n, key in enumerate(labels.role_keys) if labels.role_kind(key) == "body"]
    values = np.vstack([counted.together[:, body], counted.roles[body]]).astype(np.float64)
    rows = [*topic_names(labels), say("全部", "all")]
    columns = [role_names(labels)[n] for n in body]
    return _table(values, rows, columns, say("正文段落数", "text paragraphs"), "{:,.0f}", sums=1)


def roles_by_part(found: Structure, labels: LabelSet) -> Figure:
    """Stacked bars: what each tenth of an article is spent on; the legend has the shares of whole articles."""
    names = dict(zip(labels.role_keys, role_names(labels), strict=True))
    at = np.arange(len(found.by_part))
    below = np.zeros(len(at))
    with styled():
        figure, (axes,) = new_figure(3.4)
        for n, (key, share) in enumerate(zip(found.roles, found.shares, strict=True)):
            label = f"{names[key]} {share:.0%}"
            axes.bar(at, found.by_part[:, n], 0.94, below, color=_ROLES[n % len(_ROLES)], label=label)
            below += found.by_part[:, n]
        axes.set_xticks(at, [f"{part + 1}" for part in at])
        axes.set_xlabel(say("文章的第几个十分之一", "tenth of an article"))
        axes.set_ylim(0, 1)
        axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        axes.set_title(
            say(f"篇幅花在哪些角色上（{found.articles:,} 篇）", f"roles' share of text ({found.articles:,} articles)")
        )
        handles, texts = axes.get_legend_handles_labels()
        figure.legend(handles[::-1], texts[::-1], loc="outside right upper", frameon=False)
    return figure


def sequences(found: Structure, labels: LabelSet, most: int = 8) -> Figure:
    """The most frequent orders in which roles first appear."""
    names = dict(zip(labels.role_keys, role_names(labels), strict=True))
    chosen = [[names[key] for key in one.roles] for one in found.sequences[:most]]
    with styled():
        figure, (axes,) = new_figure(0.6 + 0.32 * max(len(chosen), 1))
        bars = axes.barh(range(len(chosen)), [one.count for one in found.sequences[:most]], color=COLOURS[0])
        axes.bar_label(bars, padding=3)
        axes.set_yticks(range(len(chosen)), [say(" → ".join(one), " > ".join(one)) for one in chosen])
        axes.invert_yaxis()
        axes.margins(x=0.1)
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.set_title(
            say(f"角色首次出现的先后（{found.articles:,} 篇）", f"order of roles ({found.articles:,} articles)")
        )
    return figure


def _table(
    values: Double, rows: Several[str], columns: Several[str], title: str, form: str, *, sums: int = 0
) -> Figure:
    """Numbers on a ground that darkens with them; the last `sums` rows stay white."""
    shaded = values.copy()
    shaded[len(rows) - sums :] = 0
    top = max(float(shaded.max(initial=0)), 1e-9)
    with styled():
        figure, (axes,) = new_figure(0.8 + 0.32 * max(len(rows), 1))
        axes.imshow(shaded.reshape(len(rows), len(columns)), cmap="Blues", vmin=0, vmax=top, aspect="auto")
        for (row, column), value in np.ndenumerate(values):
            colour = "white" if shaded[row, column] > 0.6 * top else INK
            axes.text(column, row, form.format(value), ha="center", va="center", color=colour)
        axes.set_xticks(range(len(columns)), columns)
        axes.set_yticks(range(len(rows)), rows)
        axes.tick_params(top=True, labeltop=True, bottom=False, labelbottom=False)
        axes.spines[:].set_visible(False)
        axes.set_title(title)
    return figure
