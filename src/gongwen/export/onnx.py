"""Trained model → ONNX: traced in fp32, fused by onnxruntime's optimizer, quantized to int8.

The trace uses an example with padding, without which the attention mask is dropped as a constant; and attention is
traced in its plain (“eager”) form, which the optimizer knows how to fuse.
"""

import logging
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from ..runtime.scorer import INPUTS, OUTPUTS
from ..training.model import ParagraphTagger

_OPSET = 17
_GELUS = ("BiasGelu", "FastGelu", "Gelu")
"""What the optimizer makes of a GELU."""
_HIDDEN = 32
"""Columns from which a matrix is one of the encoder's, not a head's."""
_AXES = {"input_ids": {0: "batch", 1: "tokens"}, "attention_mask": {0: "batch", 1: "tokens"}}
_AXES |= {"pool": {0: "batch", 1: "spans", 2: "tokens"}}
_AXES |= {name: {0: "batch", 1: "spans"} for name in OUTPUTS} | {"token_topics": {0: "batch", 1: "tokens"}}

Batch = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]


class _Traceable(nn.Module):
    """Positional in, tuple out, as the exporter wants it."""

    def __init__(self, model: ParagraphTagger) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor, pool: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        states = self.model.states(input_ids, attention_mask)
        return *self.model.heads(pool @ states), self.model.token_topics(states)


def export_fp32(model: ParagraphTagger, path: Path) -> None:
    """Write an fp32 ONNX file with free batch, token and span counts."""
    model = model.eval()  # else dropout comes along
    model.encoder.set_attn_implementation("eager")
    example = tuple(torch.from_numpy(array) for array in example_batch(model.encoder.config.vocab_size))
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the tracer's notes on shapes that are constant on purpose
        torch.onnx.export(
            _Traceable(model).eval(),
            example,
            str(path),
            dynamo=False,
            opset_version=_OPSET,
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=_AXES,
        )


def fuse(source: Path, target: Path, heads: int, hidden: int) -> None:
    """Fuse attention, layer norm and GELU into onnxruntime's kernels; the result computes the same function."""
    from onnxruntime.transformers import optimizer  # noqa: PLC0415
    from onnxruntime.transformers.fusion_options import FusionOptions  # noqa: PLC0415

    logging.getLogger("onnxruntime.transformers").setLevel(logging.ERROR)
    options = FusionOptions("bert")
    fused = optimizer.optimize_model(
        str(source), model_type="bert", num_heads=heads, hidden_size=hidden, optimization_options=options, opt_level=0
    )
    fused.save_model_to_file(str(target))


def quantize(source: Path, target: Path) -> None:
    """Dynamic int8: seven-bit weights per output channel (kernels without VNNI saturate at eight bits).

    The word embeddings are a table to look up, not to multiply; they are quantized too, being a third of the file.
    Products that follow a GELU stay in fp32: its outputs are spread so unevenly that one scale for all of them costs
    the labels of every twentieth paragraph (docs/experiments.md). So do the heads, which are of no weight.
    """
    import onnx  # noqa: PLC0415
    from onnx import TensorProto  # noqa: PLC0415
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415

    logging.getLogger().setLevel(logging.ERROR)  # the quantizer warns of a step that would undo the fusion
    graph = onnx.load(source).graph
    activated = {name for node in graph.node if node.op_type in _GELUS for name in node.output}
    narrow = {weight.name for weight in graph.initializer if len(weight.dims) == 2 and weight.dims[1] < _HIDDEN}
    kept = [
        node.name
        for node in graph.node
        if node.op_type == "MatMul" and (node.input[0] in activated or node.input[1] in narrow)
    ]
    quantize_dynamic(
        source,
        target,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        nodes_to_exclude=kept,
        # The fused operators are not known to shape inference.
        extra_options={"DefaultTensorType": TensorProto.FLOAT},
    )


def export_fused(model: ParagraphTagger, target: Path, *, int8: bool) -> None:
    """Trace, fuse and, for int8, quantize; only the last file is kept."""
    config: Any = model.encoder.config
    with tempfile.TemporaryDirectory() as folder:
        plain, fused = Path(folder, "plain.onnx"), Path(folder, "fused.onnx")
        export_fp32(model, plain)
        fuse(plain, fused, config.num_attention_heads, config.hidden_size)
        if int8:
            quantize(fused, target)
        else:
            shutil.copyfile(fused, target)


def example_batch(vocabulary: int, seed: int = 0) -> Batch:
    """Two windows of unequal length, the shorter padded; three spans each."""
    generator = np.random.default_rng(seed)
    tokens = 40
    ids = generator.integers(min(5, vocabulary - 1), vocabulary, (2, tokens))
    mask = np.ones_like(ids)
    mask[0, 27:] = 0
    pool = np.zeros((2, 3, tokens), dtype=np.float32)
    for span in range(3):
        pool[:, span, 2 + 8 * span : 9 + 8 * span] = 1 / 7
    return ids, mask, pool


def largest_difference(model: ParagraphTagger, onnx: Path, batches: list[Batch]) -> float:
    """Largest absolute difference of any logit between torch and an ONNX file."""
    session = ort.InferenceSession(str(onnx), providers=["CPUExecutionProvider"])
    traced, worst = _Traceable(model).eval(), 0.0
    for batch in batches:
        with torch.inference_mode():
            theirs = traced(*(torch.from_numpy(array) for array in batch))
        ours = session.run(list(OUTPUTS), dict(zip(INPUTS, batch, strict=True)))
        for expected, array in zip(theirs, ours, strict=True):
            worst = max(worst, float(np.abs(expected.numpy() - array).max(initial=0.0)))
    return worst
