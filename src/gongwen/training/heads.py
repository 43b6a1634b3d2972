"""Linear heads on states that are computed already, drawn towards what is known of the labels beforehand."""

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from ..runtime.scorer import Float

SHARPNESS = (0.0, 10.0, 20.0, 40.0)
"""Lengths of the anchors that heads are drawn towards; 0 leaves them out."""
PENALTIES = (0.02, 0.1, 0.5, 2.0)
_STEPS = 150

Kind = Literal["sigmoid", "softmax"]
"""Each label by itself, or one label a paragraph."""


@dataclass(frozen=True)
class Head:
    """A linear head: weight (labels, hidden), bias (labels,)."""

    weight: Float
    bias: Float

    def __call__(self, features: Float) -> Float:
        """(paragraphs, labels)."""
        return np.asarray(features @ self.weight.T + self.bias, dtype=np.float32)


def best_head(
    features: Float,
    targets: Float,
    weights: Float,
    anchors: Float,
    dev_features: Float,
    dev_targets: Float,
    kind: Kind,
) -> Head:
    """The head of greatest likelihood on dev over `SHARPNESS` and `PENALTIES`."""
    if not targets.shape[1]:
        return Head(np.zeros((0, features.shape[1]), np.float32), np.zeros(0, np.float32))
    best: tuple[float, Head] | None = None
    for sharpness, penalty in product(SHARPNESS, PENALTIES):
        head = fit_head(features, targets, weights, sharpness * anchors, penalty, kind)
        loss = float(_loss(torch.from_numpy(head(dev_features)), torch.from_numpy(dev_targets), kind).mean())
        if best is None or loss < best[0]:
            best = loss, head
    assert best is not None
    return best[1]


def fit_head(
    features: Float,
    targets: Float,
    weights: Float,
    anchors: Float,
    penalty: float,
    kind: Kind,
) -> Head:
    """Logistic regression whose weights are drawn towards `anchors`: least weighted cross-entropy + penalty / 2 x
    squared distance to them, by L-BFGS.

    Args:
        features: (paragraphs, hidden).
        targets: (paragraphs, labels), 0 to 1; rows sum to 1 where `kind` is softmax.
        weights: (paragraphs,).
        anchors: (labels, hidden).
        penalty: 1 / variance of the prior.
        kind: one label a paragraph (softmax), or each by itself (sigmoid).
    """
    x, y, w, anchor = (torch.from_numpy(np.ascontiguousarray(a)) for a in (features, targets, weights, anchors))
    layer = nn.Linear(x.shape[1], y.shape[1])
    with torch.no_grad():
        layer.weight.copy_(anchor)
        layer.bias.zero_()
    optimizer = torch.optim.LBFGS(layer.parameters(), max_iter=_STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        pull = penalty / 2 * ((layer.weight - anchor) ** 2).sum()
        loss = ((w * _loss(layer(x), y, kind)).sum() + pull) / len(x)
        torch.autograd.backward(loss)
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return Head(layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy())


def _loss(scores: Tensor, targets: Tensor, kind: Kind) -> Tensor:
    """(paragraphs,)."""
    if kind == "softmax":
        return -(targets * torch.log_softmax(scores, dim=-1)).sum(dim=-1)
    return nn.functional.binary_cross_entropy_with_logits(scores, targets, reduction="none").sum(dim=-1)
