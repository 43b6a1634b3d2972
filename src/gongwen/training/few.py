"""Few labels: nothing is fine-tuned, and everything else that knows something of the labels is asked.

A few hundred labelled paragraphs are too few to move an encoder. Its pretrained states stay, and over them

- linear heads are fitted that are drawn towards the state of each label's *name* in place of zero (a Gaussian prior
  around it), so that a label is known by its name before its first example has been seen;
- the n-gram table is fitted beside them;
- what both together say of unlabelled paragraphs teaches both again, as probabilities (self-training: Yarowsky,
  "Unsupervised Word Sense Disambiguation Rivaling Supervised Methods", 1995), some rounds long.

How strongly the heads are drawn, and where to, is chosen by the likelihood of dev.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from ..data import LabelledDocument
from ..documents import Document, segment
from ..evaluation import Metrics, compare, gold
from ..evaluation.calibration import Priors, fit
from ..labels import LabelSet
from ..runtime.bundle import Calibration
from ..runtime.decide import probabilities
from ..runtime.ngrams import NgramHeads, View, views
from ..runtime.scorer import Float, Logits
from ..runtime.sequence import Bool, Places
from ..windows import ParagraphTokenizer, WindowSettings, build_windows
from .heads import Head, best_head
from .model import ParagraphTagger
from .ngrams import fit_table, labelled_views
from .states import paragraph_states


@dataclass(frozen=True)
class _Part:
    """Paragraphs of one split, or unlabelled ones."""

    features: Float
    """(paragraphs, hidden): states, centered, of length about 1."""
    views: list[View]
    places: Places
    topics: Float
    """(paragraphs, topics): 0, 1, or how probable."""
    roles: Float
    """(paragraphs, roles): probabilities."""
    weights: Float
    """(paragraphs,)."""


Heads = tuple[Head, Head]
"""Of the topics and of the role."""


def fit_few(
    model: ParagraphTagger,
    parts: dict[str, list[LabelledDocument]],
    unlabelled: Sequence[Document],
    tokenizer: ParagraphTokenizer,
    settings: WindowSettings,
    labels: LabelSet,
    *,
    rounds: int,
    bits: int,
    say: Callable[[str], None],
) -> tuple[NgramHeads, Metrics]:
    """Set `center`, `scale` and both heads of the model in place.

    Returns:
        The n-gram table, and what heads and table together make of dev (topics from a probability of 0.5).

    Args:
        model: with a pretrained encoder, which is not changed.
        parts: labelled documents of train and dev.
        unlabelled: what to learn from without labels; may be empty.
        tokenizer: the encoder's.
        settings: of the windows.
        labels: the label table.
        rounds: of self-training.
        bits: size of the n-gram table, as a power of two.
        say: takes one line for the user at a time.
    """
    model.eval()

    def states(documents: Sequence[Document]) -> Float:
        each = []
        for n, document in enumerate(documents, 1):
            each.append(paragraph_states(model, build_windows(document, tokenizer, settings)))
            if n % 500 == 0:
                say(f"encoded {n} of {len(documents)} documents")
        return np.vstack(each) if each else np.zeros((0, len(model.center)), np.float32)

    raw = {split: states([d.document for d in parts[split]]) for split in ("train", "dev")}
    pool = states(unlabelled)
    names = [label.name for label in (*labels.topics, *labels.roles)]
    named = states([segment(name) for name in names])
    center = np.vstack([raw["train"], pool]).mean(axis=0)
    scale = 1.0 / float(np.linalg.norm(raw["train"] - center, axis=1).mean())
    anchors = named - center
    anchors /= np.maximum(np.linalg.norm(anchors, axis=1, keepdims=True), 1e-9)
    train, dev = (_labelled(parts[split], (raw[split] - center) * scale, labels) for split in ("train", "dev"))
    rest = _unlabelled(unlabelled, (pool - center) * scale, labels)
    heads, table, calibration = _fitted(train, dev, anchors, labels, bits)
    metrics = _measured(heads, table, calibration, dev, labels)
    say(f"on the labels alone: {_figures(metrics, labels)}")
    for number in range(1, rounds + 1 if unlabelled else 1):
        rest = _guessed(rest, heads, table, calibration)
        heads, table, calibration = _fitted(_together(train, rest), dev, anchors, labels, bits)
        metrics = _measured(heads, table, calibration, dev, labels)
        say(f"self-training, round {number} of {rounds}: {_figures(metrics, labels)}")
    with torch.no_grad():
        model.center.copy_(torch.from_numpy(center))
        model.scale.fill_(scale)
        for layer, head in zip((model.topic_head, model.role_head), heads, strict=True):
            layer.weight.copy_(torch.from_numpy(head.weight))
            layer.bias.copy_(torch.from_numpy(head.bias))
    return table, metrics


def _labelled(documents: Sequence[LabelledDocument], features: Float, labels: LabelSet) -> _Part:
    known = np.array([row is not None for d in documents for row in d.rows], dtype=bool)
    topics, roles = gold(documents, labels)
    every = Places.of(*(d.document for d in documents))
    return _Part(
        features[known],
        labelled_views(documents),
        _cut(every, known),
        topics.astype(np.float32),
        np.eye(len(labels.roles), dtype=np.float32)[roles],
        np.ones(len(roles), dtype=np.float32),
    )


def _cut(places: Places, known: Bool) -> Places:
    return Places(tuple(np.array(places.classes, dtype=object)[known]), places.starts[known])


def _unlabelled(documents: Sequence[Document], features: Float, labels: LabelSet) -> _Part:
    count = len(features)
    return _Part(
        features,
        [view for document in documents for view in views(document)],
        Places.of(*documents),
        np.zeros((count, len(labels.topics)), np.float32),
        np.zeros((count, len(labels.roles)), np.float32),
        np.zeros(count, np.float32),
    )


def _together(train: _Part, rest: _Part) -> _Part:
    return _Part(
        np.vstack([train.features, rest.features]),
        train.views + rest.views,
        train.places,  # of no use to what is fitted on it
        np.vstack([train.topics, rest.topics]),
        np.vstack([train.roles, rest.roles]),
        np.concatenate([train.weights, rest.weights]),
    )


def _fitted(
    train: _Part, dev: _Part, anchors: Float, labels: LabelSet, bits: int
) -> tuple[Heads, NgramHeads, Calibration]:
    """Heads, table, and what they count together."""
    topics = len(labels.topics)
    heads = (
        best_head(train.features, train.topics, train.weights, anchors[:topics], dev.features, dev.topics, "sigmoid"),
        best_head(train.features, train.roles, train.weights, anchors[topics:], dev.features, dev.roles, "softmax"),
    )
    wanted = np.hstack([train.topics > 0.5, train.roles.argmax(axis=1)[:, None] == np.arange(len(labels.roles))])
    table = fit_table(train.views, wanted, topics, bits, train.weights)
    calibration = fit(
        _scores(heads, table, dev),
        dev.places,
        np.ones(len(dev.weights), dtype=bool),
        dev.topics > 0.5,
        dev.roles.argmax(axis=1),
        labels,
        Priors(),
    )
    return heads, table, calibration


def _scores(heads: Heads, table: NgramHeads, part: _Part) -> Logits:
    return Logits(heads[0](part.features), heads[1](part.features), table.score(part.views))


def _guessed(rest: _Part, heads: Heads, table: NgramHeads, calibration: Calibration) -> _Part:
    """The unlabelled paragraphs with what heads and table say of them; each counts by how sure they are of its role."""
    topics, roles = probabilities(_scores(heads, table, rest), rest.places, calibration)
    return replace(rest, topics=topics, roles=roles, weights=roles.max(axis=1))


def _measured(heads: Heads, table: NgramHeads, calibration: Calibration, dev: _Part, labels: LabelSet) -> Metrics:
    topics, roles = probabilities(_scores(heads, table, dev), dev.places, calibration)
    return compare(dev.topics > 0.5, topics > 0.5, dev.roles.argmax(axis=1), roles.argmax(axis=1), labels)


def _figures(metrics: Metrics, labels: LabelSet) -> str:
    topics = f"topic macro-F1 {metrics.topic_macro_f1:.3f}, " if labels.topics else ""
    return f"dev {topics}role macro-F1 {metrics.role_macro_f1:.3f}, role accuracy {metrics.role_accuracy:.3f}"
