"""What every rung is: something fitted on train, with what there is to choose chosen on dev, and then asked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from ...evaluation import Metrics, Predictions, best_threshold, count
from ...evaluation.arrays import Bool, Double, Float, Int
from ...evaluation.run import Predictor, Said, line_up, predict
from ...labels import LabelSet
from ..parts import Part


class Fitted(Protocol):
    """A fitted system."""

    @property
    def settings(self) -> dict[str, Any]:
        """What was chosen on dev, to be reported."""

    def predict(self, part: Part) -> Predictions:
        """What it says of the labelled paragraphs; it never looks at their labels."""


class System(Protocol):
    """A rung."""

    name: str
    seeds: bool
    """Whether it depends on a random seed, and should be fitted with several."""

    def fit(self, train: Part, dev: Part, labels: LabelSet, seed: int) -> Fitted:
        """Fit on train and choose on dev.

        Raises:
            ImportError: a package it needs is not installed.
        """


@dataclass(frozen=True)
class ByDocument:
    """A system that reads whole documents."""

    predictor: Predictor
    labels: LabelSet
    settings: dict[str, Any] = field(default_factory=dict)

    def predict(self, part: Part) -> Predictions:
        return predict(part.documents, self.labels, self.predictor)


@dataclass(frozen=True)
class Scores:
    """The greater, the more likely."""

    topics: Float
    """(texts, topics), between 0 and 1."""
    roles: Float
    """(texts, roles), on any scale."""


Score = Callable[[Sequence[str]], Scores]


@dataclass(frozen=True)
class ByText:
    """A system that reads single paragraphs: the role of the greatest score, the topics whose scores reach their
    thresholds, and none of them where the role is noise."""

    score: Score
    thresholds: Double
    """(topics,)."""
    labels: LabelSet
    settings: dict[str, Any]

    def predict(self, part: Part) -> Predictions:
        topics, roles = decide(scores_of(self.score, part.texts), self.thresholds, self.labels)
        return line_up(part.documents, [Said(topics, roles)], self.labels)


def chosen(candidates: Iterable[tuple[dict[str, Any], Score]], dev: Part, labels: LabelSet) -> ByText:
    """The candidate that does best on dev, by the figure that the tagger's own epochs are chosen by.

    Each is measured with the topic thresholds of best F1 on dev; both count the public and the written part alike.

    Args:
        candidates: settings to report, and what scores texts under them; the first of equals is taken.
        dev: cut by the tagger's own rules.
        labels: the label table.
    """
    best: tuple[float, ByText] | None = None
    for settings, score in candidates:
        scores = scores_of(score, dev.texts)
        thresholds = np.array(
            [
                best_threshold(dev.topics[:, k], scores.topics[:, k], lowest=0.0, highest=1.0, weights=dev.weights)
                for k in range(len(labels.topics))
            ]
        )
        value = _selection(*decide(scores, thresholds, labels), dev, labels)
        if best is None or value > best[0]:
            reported = dict(zip(labels.topic_keys, map(float, thresholds), strict=True))
            best = value, ByText(score, thresholds, labels, {**settings, "thresholds": reported})
    if best is None:
        raise ValueError("no candidate to choose from")
    return best[1]


def scores_of(score: Score, texts: Sequence[str]) -> Scores:
    """Score every text once, however often it stands there."""
    place = {text: n for n, text in enumerate(dict.fromkeys(texts))}
    scores = score(list(place))
    rows = np.array([place[text] for text in texts], dtype=np.int64)
    return Scores(scores.topics[rows], scores.roles[rows])


def decide(scores: Scores, thresholds: Double, labels: LabelSet) -> tuple[Bool, Int]:
    """Topics (texts, topics) and roles (texts,)."""
    noise = np.array([label.kind == "noise" for label in labels.roles])
    roles = scores.roles.argmax(axis=1)
    return (scores.topics >= thresholds) & ~noise[roles][:, None], roles


def _selection(topics: Bool, roles: Int, dev: Part, labels: LabelSet) -> float:
    counts = count(dev.topics, topics, dev.roles, roles, labels, np.arange(len(roles)))
    return Metrics({name: float(values[0]) for name, values in counts.figures(dev.weights[None]).items()}).selection
