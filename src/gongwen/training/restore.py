"""Model folder → a model to train on: the weights of an export, read back from its ONNX file.

A run's own weights are several times as large as its export and seldom travel with it. Of an int8 export every weight
is known to a 127th of its column's largest, which an epoch of training levels out; of an fp32 export it is exact.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoConfig, AutoModel

from ..errors import ConfigError, ModelError
from ..labels import LabelSet
from ..runtime.bundle import MODEL_FILE
from .model import ParagraphTagger, keep_lowest

_MODULE = "model."
"""What the exporter puts before the names of a module's weights."""

Array = NDArray[Any]


def is_export(folder: Path) -> bool:
    """Whether a folder is a model folder, not a run's."""
    return (folder / MODEL_FILE).is_file()


def restore(folder: Path, labels: LabelSet, encoder: str, dropout: float = 0.0) -> ParagraphTagger:
    """The model of a model folder, in eval mode, fp32.

    Args:
        folder: a model folder, as `gongwen export` writes it.
        labels: its label table.
        encoder: the transformers folder or hub name that it was trained from, which tells the architecture.
        dropout: that before the heads, should it be trained on.

    Raises:
        ModelError: the file is no export of that encoder.
    """
    import onnx  # noqa: PLC0415

    path = folder / MODEL_FILE
    weights = dict(_weights(onnx.load(path).graph))
    config = AutoConfig.from_pretrained(encoder)
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    try:
        bare = AutoModel.from_config(config, add_pooling_layer=False)
        keep_lowest(bare, 1 + max(_layer(name) for name in weights))
        model = ParagraphTagger(bare, labels, dropout)
        model.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in weights.items()})
    except (ConfigError, RuntimeError, TypeError, ValueError) as error:
        raise ModelError(f"{path}: its weights are not those of the encoder {encoder!r} ({error})") from error
    return model.float().eval()


def _layer(name: str) -> int:
    parts = name.split(".")
    return int(parts[parts.index("layer") + 1]) if "layer" in parts else -1


def _weights(graph: Any) -> Iterator[tuple[str, Array]]:
    """The model's own names of its weights, and their values."""
    from onnx import numpy_helper  # noqa: PLC0415

    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    maker = {output: node for node in graph.node for output in node.output}

    def value(name: str) -> Array:
        """Of an initializer, quantized or not."""
        plain = name.removesuffix("_quantized")
        found: Array = arrays[name]
        if plain != name:
            found = (found.astype(np.float32) - arrays[f"{plain}_zero_point"]) * arrays[f"{plain}_scale"]
        return found

    def matrix(result: str) -> Array:
        """(in, out): the constant factor of the product that `result` was computed from."""
        node = maker[result]
        if node.op_type in ("MatMul", "MatMulInteger"):
            return value(node.input[1])
        return matrix(node.input[0])

    for name in arrays:
        if name.startswith(_MODULE) and not name.endswith(("_scale", "_zero_point")):
            yield name.removeprefix(_MODULE).removesuffix("_quantized"), value(name)
    for node in graph.node:
        for bias in node.input:
            if bias.startswith(_MODULE) and bias.endswith(".bias") and bias in arrays and not _normalizes(bias):
                factor = next(n for n in node.input if n in maker)
                yield bias.removeprefix(_MODULE).removesuffix("bias") + "weight", matrix(factor).T
    # Queries, keys and values of a layer stand side by side in one matrix that the optimizer made.
    attentions = [node for node in graph.node if node.op_type in ("Attention", "QAttention")]
    for layer, node in enumerate(attentions):
        weight, bias = map(value, node.input[1:3])
        for part, columns, row in zip(
            ("query", "key", "value"), np.split(weight, 3, 1), np.split(bias, 3), strict=True
        ):
            yield f"encoder.encoder.layer.{layer}.attention.self.{part}.weight", columns.T
            yield f"encoder.encoder.layer.{layer}.attention.self.{part}.bias", row


def _normalizes(name: str) -> bool:
    return name.endswith("LayerNorm.bias")
