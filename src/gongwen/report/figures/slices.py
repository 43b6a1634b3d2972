"""The slices that go wrong most certainly."""

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ...evaluation import Evaluation
from .. import words
from ..style import MAIN, OTHER, SOFT, new_figure, say, styled
from .overview import intervals


def worst_slices(evaluation: Evaluation, n: int = 15) -> Figure:
    """Error rate of the slice less that of all other paragraphs, with its 95% interval; the most certain on top."""
    worst = [one for one in evaluation.worst_slices(n) if one.difference.value > 0]
    with styled():
        figure, (ax,) = new_figure(0.9 + 0.29 * max(2, len(worst)))
        if not worst:
            nothing = say("没有够大而又更差的切片", "no slice that is large enough is worse")
            ax.text(0.5, 0.5, nothing, ha="center", color=SOFT)
            ax.set_axis_off()
            return figure
        ax.axvline(0, color=SOFT, linewidth=0.8)
        intervals(ax, [one.difference for one in worst], [OTHER if one.difference.low > 0 else MAIN for one in worst])
        ax.set_yticks(range(len(worst)), [say(*words.slice_words(one, evaluation.labels)) for one in worst])
        for at, one in enumerate(worst):
            text = say(f"{one.error.value:.1%}，{one.paragraphs:,} 段", f"{one.error.value:.1%} of {one.paragraphs:,}")
            ax.annotate(text, (1.01, at), xycoords=("axes fraction", "data"), va="center", fontsize=8.5, color=SOFT)
        ax.xaxis.set_major_locator(MaxNLocator(nbins=8, steps=[1, 2, 5, 10]))  # whole per cents
        ax.xaxis.set_major_formatter(lambda x, _: f"{x:+.0%}" if abs(x) > 1e-9 else "0")
        ax.set_xlabel(say("错误率比其余段落高多少", "error rate above that of all other paragraphs"))
    return figure
