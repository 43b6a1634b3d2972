"""Layers of an encoder apart: the lower ones that stay as they are, and the upper ones that learn."""

from typing import Any

import torch
from torch import Tensor, nn

from ..errors import ConfigError


def keep_lowest(encoder: Any, layers: int) -> Any:
    """The same encoder with its lowest layers only.

    The top layers of a pretrained encoder are tied to what it was pretrained for, and fine-tuning loses least without
    them (Sajjad et al., "On the Effect of Dropping Layers of Pre-trained Transformer Models", 2023).

    Raises:
        ConfigError: the encoder has not that many layers, or none that can be told apart.
    """
    inner = _layers(encoder, "model.layers", "leave it out")
    if layers > len(inner):
        raise ConfigError(f"model.layers is {layers}, but the encoder has {len(inner)} layers")
    encoder.encoder.layer = inner[:layers]
    encoder.config.num_hidden_layers = layers
    return encoder


def freeze(encoder: Any, layers: int) -> None:
    """Leave the embeddings and the lowest layers as they are.

    Raises:
        ConfigError: the encoder has not that many layers, or none that can be told apart.
    """
    inner = _layers(encoder, "model.frozen_layers", "set it to 0")
    if layers >= len(inner):
        raise ConfigError(
            f"model.frozen_layers is {layers}, but the encoder has {len(inner)} layers, of which one must learn"
        )
    for module in (encoder.embeddings, *inner[:layers]):
        module.requires_grad_(False)
    encoder.frozen_layers = layers
    if not _same_in_parts(encoder):
        raise ConfigError(
            "model.frozen_layers: this encoder does more than pass states from layer to layer; set it to 0"
        )


@torch.no_grad()
def _same_in_parts(encoder: Any) -> bool:
    """Whether the layers one after the other make what the whole encoder makes, padding included.

    Some encoders that are built alike add something between, such as the positions of RoFormer.
    """
    training = encoder.training
    encoder.eval()
    ids = torch.arange(48).reshape(2, 24) % encoder.config.vocab_size
    mask = torch.ones_like(ids)
    mask[1, 16:] = 0
    device = next(encoder.parameters()).device
    ids, mask = ids.to(device), mask.to(device)
    try:
        whole = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        parts = upper_layers(encoder, lower_layers(encoder, ids, mask), mask)
        return bool(torch.allclose(whole[mask == 1], parts[mask == 1], atol=1e-4))
    except (RuntimeError, TypeError):  # sizes or arguments that do not fit
        return False
    finally:
        encoder.train(training)


def _layers(encoder: Any, setting: str, remedy: str) -> nn.ModuleList:
    inner = getattr(getattr(encoder, "encoder", None), "layer", None)
    if not isinstance(inner, nn.ModuleList) or not hasattr(encoder, "embeddings"):
        raise ConfigError(f"{setting}: this encoder is not built like BERT; {remedy}")
    return inner


def lower_layers(encoder: Any, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
    """Token ids → states after the frozen layers: (batch, tokens, hidden)."""
    states: Tensor = encoder.embeddings(input_ids)
    return _through(encoder.encoder.layer[: encoder.frozen_layers], states, attention_mask)


def upper_layers(encoder: Any, states: Tensor, attention_mask: Tensor) -> Tensor:
    """States after the frozen layers → last states: (batch, tokens, hidden)."""
    return _through(encoder.encoder.layer[encoder.frozen_layers :], states, attention_mask)


def _through(layers: Any, states: Tensor, attention_mask: Tensor) -> Tensor:
    mask = None
    if not attention_mask.all():
        hidden = torch.finfo(states.dtype).min
        mask = torch.zeros_like(attention_mask, dtype=states.dtype)
        mask = mask.masked_fill(attention_mask == 0, hidden)[:, None, None]
    for layer in layers:
        output = layer(states, mask)
        states = output[0] if isinstance(output, tuple) else output  # transformers changed what a layer returns
    return states
