"""How figures look: colours that the colour-blind tell apart, thin lines, few words, and how they are stored."""

import base64
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from ..outputs import atomic_writer
from .fonts import lettering

INK, SOFT, LINE = "#1c1e21", "#5b616b", "#d9dce1"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#4d4d4d")
"""Okabe and Ito's, the darker ones first."""
MAIN, OTHER = COLOURS[0], COLOURS[1]
WIDTH = 7.2
"""Inches, of all figures: what stands beside each other in a report has letters of one size."""
_SETTINGS: Any = {
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.labelsize": 9.5,
    "axes.labelcolor": SOFT,
    "axes.edgecolor": LINE,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "text.color": INK,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9.5,
    "grid.color": "#eceef1",
    "grid.linewidth": 0.8,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "gongwen",
    "svg.fonttype": "path",
    "text.parse_math": False,  # a name may hold dollar signs
}
_PNG_DPI = 160


@contextmanager
def styled() -> Iterator[None]:
    """Settings inside the block: figures made or stored there look alike."""
    with mpl.rc_context(_SETTINGS | {"font.family": list(lettering().families)}):
        yield


def new_figure(height: float, rows: int = 1, columns: int = 1, **options: Any) -> tuple[Figure, list[Axes]]:
    """A figure of the common width, `height` inches high, and its axes row by row."""
    figure = Figure(figsize=(WIDTH, height), layout=ConstrainedLayoutEngine(w_pad=0.1, h_pad=0.06))
    axes = figure.subplots(rows, columns, squeeze=False, **options)
    return figure, list(axes.flat)


def beside(ax: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], **options: Any) -> None:
    """A short text, `offset` points from a place in data coordinates; it may stand outside the axes."""
    options = {"fontsize": 9, **options}
    ax.annotate(text, at, xytext=offset, textcoords="offset points", annotation_clip=False, **options)


def say(chinese: str, english: str) -> str:
    """What the fonts of this machine can draw."""
    return lettering().choose(chinese, english)


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write ``name.png`` and ``name.svg``; the same figure gives the same bytes.

    Raises:
        OutputError: a file cannot be written.
    """
    written = []
    for suffix, content in (("png", png(figure)), ("svg", svg(figure).encode())):
        path = folder / f"{name}.{suffix}"
        with atomic_writer(path, binary=True) as file:
            file.write(content)
        written.append(path)
    return written


def png(figure: Figure) -> bytes:
    """For slides and documents."""
    buffer = io.BytesIO()
    with styled():
        figure.savefig(buffer, format="png", dpi=_PNG_DPI, metadata={"Software": None})
    return buffer.getvalue()


def svg(figure: Figure) -> str:
    """Letters are drawn as outlines, so that it looks the same where the font is missing."""
    buffer = io.StringIO()
    with styled():
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return re.sub(r"[ \t]+\n", "\n", buffer.getvalue())


def data_uri(picture: str) -> str:
    """An SVG as an address that holds it whole."""
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()
