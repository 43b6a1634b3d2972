"""What the sections of the page have in common: the evaluation, its numbers, its pictures, and lists of paragraphs that
a click opens."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..evaluation import Evaluation
from .markup import Markup, element


@dataclass
class Content:
    """Sections are made one after another and leave their lists here."""

    evaluation: Evaluation
    numbers: Mapping[str, Any]
    """`evaluation.summary`."""
    pictures: Mapping[str, str]
    """Name of a figure → `style.data_uri`."""
    lists: dict[str, tuple[str, list[int]]] = field(default_factory=dict)
    """Key → title, positions of paragraphs."""

    @property
    def names(self) -> Mapping[str, str]:
        """Of all labels."""
        return self.evaluation.labels.names

    def opener(self, key: str, title: str, paragraphs: Sequence[int], text: object) -> Markup:
        """A button that shows the paragraphs."""
        self.lists[key] = title, [int(at) for at in paragraphs]
        return element("button", text, type="button", data_list=key, title=title)

    def picture(self, name: str, alternative: str, caption: object) -> Markup:
        """A figure with its caption; empty where it was not drawn."""
        if name not in self.pictures:
            return Markup("")
        image = element("img", src=self.pictures[name], alt=alternative)
        return element("figure", element("div", image, class_="wide", tabindex="0"), element("figcaption", caption))


def section(key: str, title: str, *children: object) -> Markup:
    return element("section", element("h2", title), *children, id=key)


def share(value: float | None) -> str:
    """``12.3%``; — where it is not known."""
    return "—" if _unknown(value) else f"{value:.1%}"


def decimal(value: float | None) -> str:
    """``0.923``."""
    return "—" if _unknown(value) else f"{value:.3f}"


def interval(figure: Mapping[str, float | None]) -> str:
    """``0.923（0.911–0.934）``; without bounds where there are none."""
    low, high = figure["low"], figure["high"]
    bounds = "" if _unknown(low) or low == high else f"（{decimal(low)}–{decimal(high)}）"
    return decimal(figure["value"]) + bounds


def share_interval(figure: Mapping[str, float | None], *, signed: bool = False) -> str:
    """The same in per cent."""
    value, low, high = figure["value"], figure["low"], figure["high"]
    if value is None:
        return "—"
    form = "{:+.1%}" if signed else "{:.1%}"
    bounds = "" if low is None or high is None or low == high else f"（{form.format(low)} 至 {form.format(high)}）"
    return (form.format(value) + bounds).replace("-", "−")


def _unknown(value: float | None) -> bool:
    return value is None or math.isnan(value)
