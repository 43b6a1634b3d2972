"""Confusion matrices: counts in the cells, shade by the share of the row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from ...evaluation import Evaluation
from ...evaluation.arrays import Int
from ..style import INK, new_figure, say, styled
from .naming import role_names, topic_names

RIGHT = LinearSegmentedColormap.from_list("right", ["#ffffff", "#0072b2"])
WRONG = LinearSegmentedColormap.from_list("wrong", ["#ffffff", "#d55e00"])
"""Orange for errors, which then show beside the many that are right; it is full at `FULL` of the row."""
FULL = 0.3
_LUMINANCE = np.array([0.299, 0.587, 0.114])


def role_confusion(evaluation: Evaluation) -> Figure:
    """Paragraphs by gold role (row) and role given (column)."""
    names = role_names(evaluation.labels)
    vertical, horizontal = say("人工标注的角色", "gold role"), say("模型给的角色", "role given")
    return _matrix(evaluation.confusion(), names, names, vertical, horizontal)


def topic_confusion(evaluation: Evaluation) -> Figure:
    """Paragraphs by gold topic (row) and what was given for it (column): see `evaluation.topic_confusion`."""
    names = topic_names(evaluation.labels)
    rows, columns = [*names, say("无主题", "no topic")], [*names, say("漏标／无", "missed / none")]
    vertical, horizontal = say("人工标注的主题", "gold topic"), say("模型给的主题", "topic given")
    return _matrix(evaluation.topic_confusion(), rows, columns, vertical, horizontal)


def _matrix(counts: Int, rows: Sequence[str], columns: Sequence[str], vertical: str, horizontal: str) -> Figure:
    size = len(rows)
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    with styled():
        figure, (ax,) = new_figure(1.3 + 0.4 * size)
        cells = np.array(
            [
                [RIGHT(shares[i, j]) if i == j else WRONG(min(1.0, shares[i, j] / FULL)) for j in range(size)]
                for i in range(size)
            ]
        )
        ax.imshow(cells, aspect="auto")
        for i in range(size):
            for j in range(size):
                if counts[i, j]:
                    ink = "white" if float(cells[i, j, :3] @ _LUMINANCE) < 0.55 else INK
                    ax.text(j, i, f"{counts[i, j]:,}", ha="center", va="center", fontsize=9, color=ink)
        slanted: dict[str, Any] = {"rotation": 40, "ha": "left", "rotation_mode": "anchor"}
        ax.set_xticks(range(size), columns, **(slanted if max(map(len, columns)) > 6 else {}))
        ax.set_yticks(range(size), rows)
        ax.tick_params(axis="x", top=True, labeltop=True, bottom=False, labelbottom=False)
        ax.set_xticks(np.arange(size + 1) - 0.5, minor=True)
        ax.set_yticks(np.arange(size + 1) - 0.5, minor=True)
        ax.grid(which="minor", color="#eceef1")
        ax.tick_params(which="minor", length=0)
        ax.spines[:].set_visible(False)
        ax.xaxis.set_label_position("top")
        ax.set_xlabel(horizontal)
        ax.set_ylabel(vertical)
    return figure
