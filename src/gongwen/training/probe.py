"""Heads first: fit them on the frozen encoder, so that fine-tuning starts from a working model.

Linear probing before fine-tuning keeps the pretrained features from being torn apart by random heads (Kumar et al.,
"Fine-Tuning can Distort Pretrained Features and Underperform Out-of-Distribution", ICLR 2022). Pooled states of an
embedding model share one large common component; the model's `center` and `scale` take it out, which the heads could
learn only slowly by themselves.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Subset

from .examples import Collator
from .model import IGNORED, ParagraphTagger

Loss = Callable[[Tensor, Tensor, Tensor, Tensor], Tensor]
_STEPS = 300
_RATE = 0.02
_DECAY = 1e-4
_WINDOWS = 2000
"""Most windows that the heads are fitted on: a start, not a result."""


def fit_heads(model: ParagraphTagger, dataset: object, collator: Collator, batch: int = 8) -> float:
    """Set `center`, `scale` and both heads in place; returns the final loss on the data they were fitted on.

    Args:
        model: with a pretrained encoder; its encoder is not changed.
        dataset: training examples (a `datasets.Dataset`).
        collator: as for training.
        batch: windows encoded at once.
    """
    states, topics, roles = _pooled(model, dataset, collator, batch)
    model.center.copy_(states.mean(0))
    model.scale.copy_(1.0 / states.std(0).clamp(min=1e-6))
    features = (states - model.center) * model.scale
    return fit_linear(model.topic_head, model.role_head, features, topics, roles, model.loss)


def fit_linear(
    topic_head: nn.Linear, role_head: nn.Linear, features: Tensor, topics: Tensor, roles: Tensor, loss_of: Loss
) -> float:
    """Fit two heads in place to features (spans, hidden) that are computed already; returns the final loss."""
    parameters = [*topic_head.parameters(), *role_head.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=_RATE, weight_decay=_DECAY)
    schedule = torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, _STEPS)
    loss = torch.zeros(())
    for _ in range(_STEPS):
        optimizer.zero_grad()
        loss = loss_of(topic_head(features)[None], role_head(features)[None], topics[None], roles[None])
        torch.autograd.backward(loss)
        optimizer.step()
        schedule.step()
    return float(loss.detach())


@torch.no_grad()
def _pooled(model: ParagraphTagger, dataset: object, collator: Collator, batch: int) -> tuple[Tensor, Tensor, Tensor]:
    """Pooled states (spans, hidden) and labels of the labelled spans of some windows, with the encoder in eval mode."""
    device = next(model.parameters()).device
    model.eval()
    states, topics, roles = [], [], []
    chosen = torch.randperm(len(dataset))[:_WINDOWS].sort().values.tolist()  # type: ignore[arg-type]
    part: Subset[dict[str, Tensor]] = Subset(dataset, chosen)  # type: ignore[arg-type]
    loader: DataLoader[dict[str, Tensor]] = DataLoader(part, batch_size=batch, collate_fn=collator)
    for arrays in loader:
        moved = {name: array.to(device) for name, array in arrays.items()}
        known = moved["role_labels"][..., 0] != IGNORED
        pooled = model.pool(moved["input_ids"], moved["attention_mask"], moved["pool"])
        states.append(pooled[known].float())
        topics.append(moved["topic_labels"][known])
        roles.append(moved["role_labels"][known])
    model.train()
    return torch.cat(states), torch.cat(topics), torch.cat(roles)
