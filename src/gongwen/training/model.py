"""The model: an encoder, one pooled state a paragraph, a topic head and a role head."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoConfig, AutoModel

from ..errors import ConfigError, ModelError
from ..labels import LabelSet

HEADS_FILE = "heads.safetensors"
IGNORED = -100
"""Label of a span that is not to be learned from."""


class ParagraphTagger(nn.Module):
    """Windows in, logits per span out; the loss too where labels are given.

    Args of `forward`:
        input_ids, attention_mask: (batch, tokens).
        pool: (batch, spans, tokens), each row averaging the tokens of one span; all-zero rows are padding.
        topic_labels: (batch, spans, topics) probabilities, or `IGNORED`.
        role_labels: (batch, spans, roles) probabilities, or rows of `IGNORED`.
        num_items_in_batch: what the losses' sums are divided by, `known_labels` of all that the optimizer step learns
            from; those of this batch by default. The name is the Trainer's.
    """

    accepts_loss_kwargs = True  # tells the Trainer to pass num_items_in_batch, and not to divide by it once more

    def __init__(
        self,
        encoder: Any,
        labels: LabelSet,
        dropout: float = 0.1,
        topic_weight: float = 1.0,
        role_weight: float = 1.0,
    ) -> None:
        super().__init__()
        hidden = encoder.config.hidden_size
        self.encoder: Any = encoder
        self.dropout = nn.Dropout(dropout)
        # Set from the training data by `probe.fit_heads`: pooled states are centered and brought to unit variance.
        self.register_buffer("center", torch.zeros(hidden))
        self.register_buffer("scale", torch.ones(hidden))
        self.center: Tensor
        self.scale: Tensor
        self.topic_head = nn.Linear(hidden, len(labels.topics))
        self.role_head = nn.Linear(hidden, len(labels.roles))
        self.topic_weight, self.role_weight = topic_weight, role_weight

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor,
        pool: Tensor,
        topic_labels: Tensor | None = None,
        role_labels: Tensor | None = None,
        num_items_in_batch: Tensor | None = None,
    ) -> dict[str, Tensor]:
        topic_logits, role_logits = self.heads(self.pool(input_ids, attention_mask, pool))
        outputs = {"topic_logits": topic_logits, "role_logits": role_logits}
        if topic_labels is not None and role_labels is not None:
            loss = self.loss(topic_logits, role_logits, topic_labels, role_labels, num_items_in_batch)
            outputs = {"loss": loss} | outputs
        return outputs

    def pool(self, input_ids: Tensor, attention_mask: Tensor, pool: Tensor) -> Tensor:
        """Mean encoder state of every span: (batch, spans, hidden)."""
        states = self.states(input_ids, attention_mask)
        return pool.to(states.dtype) @ states

    def states(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """The encoder's last states: (batch, tokens, hidden)."""
        states: Tensor = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return states

    def heads(self, pooled: Tensor) -> tuple[Tensor, Tensor]:
        """Topic and role logits of mean states (…, hidden): (…, topics) and (…, roles)."""
        features = self.dropout((pooled - self.center) * self.scale)
        return self.topic_head(features).float(), self.role_head(features).float()

    def token_topics(self, states: Tensor) -> Tensor:
        """Topic logits of single tokens: (…, topics). Their mean over a span is the span's topic logit, as all that
        lies between is linear."""
        logits: Tensor = self.topic_head((states - self.center) * self.scale)
        return logits.float()

    def loss(
        self,
        topic_logits: Tensor,
        role_logits: Tensor,
        topic_labels: Tensor,
        role_labels: Tensor,
        known: Tensor | None = None,
    ) -> Tensor:
        """Weighted sum of the topics' binary and the role's categorical cross-entropy, means over known labels.

        Args:
            topic_logits, role_logits, topic_labels, role_labels: as in `forward`.
            known: the `known_labels` that the means are over, where the batch is a part of what they are taken over.
        """
        topics, roles = (known_labels(topic_labels, role_labels) if known is None else known).clamp(min=1)
        topic = nn.functional.binary_cross_entropy_with_logits(
            topic_logits, topic_labels.clamp(min=0), weight=(topic_labels != IGNORED).float(), reduction="sum"
        )
        known_roles = role_labels[..., 0] != IGNORED
        role = nn.functional.cross_entropy(role_logits[known_roles], role_labels[known_roles], reduction="sum")
        # A topic is one yes/no among several columns; times their number it weighs as much as the one role decision.
        loss: Tensor = self.topic_weight * (topic / topics) * topic_labels.shape[-1] + self.role_weight * (role / roles)
        return loss


def known_labels(topic_labels: Tensor, role_labels: Tensor) -> Tensor:
    """How many topic decisions and how many roles of a batch are known: (2,), integers."""
    return torch.stack([(topic_labels != IGNORED).sum(), (role_labels[..., 0] != IGNORED).sum()])


def load_encoder(name: str, dropout: float | None = None, layers: int | None = None) -> Any:
    """`AutoModel` by folder or hub name, without a pooler it would not use.

    Args:
        name: a transformers folder or hub name.
        dropout: rate inside the encoder; the encoder's own setting by default.
        layers: only that many of its lowest layers; all by default.

    Raises:
        ConfigError: nothing of that name can be loaded, or its layers cannot be counted off.
    """
    try:
        config = AutoConfig.from_pretrained(name)
        for rate in ("hidden_dropout_prob", "attention_probs_dropout_prob"):
            if dropout is not None and hasattr(config, rate):
                setattr(config, rate, dropout)
        try:
            encoder = AutoModel.from_pretrained(name, config=config, add_pooling_layer=False)
        except TypeError:  # not every architecture has the argument
            encoder = AutoModel.from_pretrained(name, config=config)
            if getattr(encoder, "pooler", None) is not None:
                encoder.pooler.requires_grad_(False)  # several processes wait for the gradient of all that has one
    except (OSError, ValueError) as error:
        raise ConfigError(
            f"encoder {name!r} cannot be loaded: {error}\nGive a transformers folder (`gongwen encoder import` makes "
            "the embedded one), or a hub name on a connected machine"
        ) from error
    if layers is not None:
        keep_lowest(encoder, layers)
    return encoder


def keep_lowest(encoder: Any, layers: int) -> bool:
    """Take away all but the encoder's lowest layers; returns whether there were more.

    The top layers are tied to what an encoder was pretrained for, and fine-tuning loses least without them (Sajjad et
    al., "On the Effect of Dropping Layers of Pre-trained Transformer Models", 2023).

    Raises:
        ConfigError: its layers cannot be counted off, or are fewer.
    """
    inner = getattr(getattr(encoder, "encoder", None), "layer", None)
    if not isinstance(inner, nn.ModuleList):
        raise ConfigError("model.layers: this encoder is not built like BERT; leave it out")
    if layers > len(inner):
        raise ConfigError(f"model.layers is {layers}, but the encoder has {len(inner)} layers")
    more = layers < len(inner)
    encoder.encoder.layer = inner[:layers]
    encoder.config.num_hidden_layers = layers
    return more


def enable_checkpointing(encoder: Any) -> None:
    """Make the encoder compute its layers' inner states a second time in the backward pass instead of keeping them.

    Raises:
        ConfigError: its architecture cannot.
    """
    # Newer transformers renamed the method; there the old name warns.
    enable = getattr(encoder, "activation_checkpointing_enable", None) or encoder.gradient_checkpointing_enable
    try:
        enable({"use_reentrant": False})
    except ValueError as error:
        raise ConfigError(f"optimization.gradient_checkpointing: {error}; leave it out for this encoder") from error


def save_heads(model: ParagraphTagger, path: Path) -> None:
    """Write the two heads as safetensors."""
    from safetensors.torch import save_file  # noqa: PLC0415

    heads = {k: v.contiguous() for k, v in model.state_dict().items() if not k.startswith("encoder.")}
    save_file(heads, path)


def load_trained(folder: Path, labels: LabelSet, dropout: float = 0.0) -> ParagraphTagger:
    """A finished run's model, in eval mode, fp32. `dropout` is that before the heads, should it be trained on.

    Raises:
        ModelError: the folder is not that of a finished run.
    """
    from safetensors.torch import load_file  # noqa: PLC0415

    if not (folder / HEADS_FILE).is_file():
        raise ModelError(f"{folder}: not a finished training run (heads.safetensors is missing)")
    model = ParagraphTagger(load_encoder(str(folder / "encoder"), 0.0 if dropout else None), labels, dropout)
    heads: dict[str, Any] = load_file(folder / HEADS_FILE)
    missing, unexpected = model.load_state_dict(heads, strict=False)
    if unexpected or any(not name.startswith("encoder.") for name in missing):
        raise ModelError(f"{folder}: heads.safetensors does not fit the label table")
    return model.float().eval()
