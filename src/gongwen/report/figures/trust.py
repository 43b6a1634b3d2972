"""Whether probabilities mean what they say, and what the band of doubt buys."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...evaluation import Evaluation, Predictions, calibration_bins, risk_curve
from ...evaluation.arrays import Bool, Float
from ..style import COLOURS, INK, LINE, SOFT, beside, new_figure, say, styled
from .naming import part_name

_ORDER = ("written part", "public part", "all")
_COLOUR = dict(zip(_ORDER, (COLOURS[2], COLOURS[1], COLOURS[0]), strict=True))


def reliability(evaluation: Evaluation) -> Figure:
    """Reliability diagrams: share of decisions that are right against the probability they were given, in ten bins.

    Raises:
        ValueError: the system gives no probabilities.
    """
    _demand(evaluation)
    titles = {
        "topics": say("主题：给出的概率与实际占比", "topics: probability and share"),
        "roles": say("角色：给出的概率与实际正确率", "roles: probability and accuracy"),
    }
    if not evaluation.labels.topics:
        del titles["topics"]
    apart = _origins(evaluation)
    if len(apart) > 1:
        del apart["all"]  # it lies between the two
    with styled():
        figure, axes = new_figure(3.5, columns=2, sharey=True)
        for ax in axes[len(titles) :]:
            ax.set_visible(False)
        for ax, (group, title) in zip(axes, titles.items(), strict=False):
            for name, part in apart.items():
                scores, given = _arrays(part)
                if group == "topics":
                    _diagram(ax, scores.ravel(), part.gold_topics.ravel(), name)
                else:
                    _diagram(ax, given, part.roles == part.gold_roles, name)
            ax.plot([0, 1], [0, 1], color=LINE, linewidth=1, zorder=0)
            ax.set_title(title)
            ax.set_xlim(0, 1.02)
            ax.set_ylim(0, 1.02)
            ax.grid()
            ax.set_xlabel(say("模型给的概率", "probability"))
        axes[0].set_ylabel(say("实际占比", "share that is right"))
        axes[0].legend(frameon=False, fontsize=9, loc="upper left")
    return figure


def risk_coverage(evaluation: Evaluation) -> Figure:
    """Share of paragraphs with a wrong label among the most confident ones; dots: what the shipped band leaves.

    Raises:
        ValueError: the system gives no probabilities.
    """
    _demand(evaluation)
    with styled():
        figure, (ax,) = new_figure(3.4)
        top = 0.0
        for name, part in _origins(evaluation).items():
            curve = risk_curve(part)
            colour = _COLOUR[name]
            skip = max(0, min(len(curve.risk) - 1, len(part) // 100))  # the first few are all noise
            ax.plot(curve.coverage[skip:], curve.risk[skip:], color=colour)
            top = max(top, float(curve.risk[skip:].max()))
            text = f"{part_name(name)} {curve.risk[-1]:.1%}"
            beside(ax, text, (1, float(curve.risk[-1])), (6, 0), va="center", color=colour)
            if part.unsure is not None and not part.unsure.all():
                sure = ~part.unsure
                x, y = float(sure.mean()), float(part.wrong[sure].mean())
                ax.plot(x, y, "o", color=colour, markersize=6, markeredgecolor="white", zorder=3)
                beside(ax, f"{y:.1%}", (x, y), (-6, 6), ha="right", color=INK)
        ax.set_xlim(0, 1)
        ax.set_ylim(0, top * 1.15 or 0.05)
        ax.xaxis.set_major_formatter(lambda x, _: f"{x:.0%}")
        ax.yaxis.set_major_formatter(lambda y, _: f"{y:.0%}")
        ax.grid()
        ax.set_xlabel(say("留下最有把握的段落（占全部）", "most confident paragraphs, share of all"))
        ax.set_ylabel(say("其中有错的段落", "of them wrong"))
        ax.set_title(say("圆点：不标“存疑”的段落", "dots: those not flagged unsure"), color=SOFT, fontsize=9.5)
    return figure


def _demand(evaluation: Evaluation) -> None:
    if not evaluation.trust:
        raise ValueError("no probabilities to judge")


def _origins(evaluation: Evaluation) -> dict[str, Predictions]:
    """The written and the public part where there are both, else all."""
    found = {name: evaluation.parts[name] for name in _ORDER if name in evaluation.parts}
    return found if len(found) == len(_ORDER) else {"all": evaluation.parts["all"]}


def _arrays(part: Predictions) -> tuple[Float, Float]:
    if part.topic_scores is None or part.role_scores is None:
        raise ValueError("no probabilities to judge")
    return part.topic_scores, part.role_scores


def _diagram(ax: Axes, probabilities: Float, right: Bool, name: str) -> None:
    bins = calibration_bins(probabilities, right)
    sizes = 12 + 70 * np.sqrt(bins.count / bins.count.max())
    ax.plot(bins.probability, bins.right, color=_COLOUR[name], linewidth=1.2, alpha=0.8)
    ax.scatter(
        bins.probability,
        bins.right,
        s=sizes,
        color=_COLOUR[name],
        label=part_name(name),
        edgecolor="white",
        zorder=3,
        clip_on=False,
    )
    ax.spines["left"].set_color(LINE)
    ax.tick_params(colors=SOFT)
