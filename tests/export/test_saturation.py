"""8-bit kernels without VNNI add pairs of products in 16 bits and saturate; the shipped weights leave them no chance.

A product is an activation, 0 to 255, times a weight; two of them fit in 16 bits if no weight is beyond 64 in absolute
value: 2 * 255 * 64 = 32,640, at most 32,767.
"""

import numpy as np
import onnx
from onnx import numpy_helper

from gongwen.runtime.bundle import open_bundle

PRODUCTS = {"MatMulInteger": 1, "DynamicQuantizeMatMul": 1, "MatMulIntegerToFloat": 1, "QAttention": 1}
"""Position of the weights among the inputs."""


def pair_sums(activations: np.ndarray, weights: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """(n, k) unsigned and (k, m) signed 8-bit → (n, k/2, m): what the kernel's first step must hold."""
    products = activations[:, :, None].astype(np.int64) * weights[None].astype(np.int64)
    return products[:, 0::2] + products[:, 1::2]


def test_no_pair_of_products_can_saturate() -> None:
    graph = onnx.load(str(open_bundle().model_file)).graph
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    seen = 0
    for node in graph.node:
        if node.op_type not in PRODUCTS:
            continue
        weights = numpy_helper.to_array(tensors[node.input[PRODUCTS[node.op_type]]])
        assert weights.dtype == np.int8
        seen += 1
        assert np.abs(weights.astype(np.int64)).max() <= 64, node.name
        extremes = np.array([[0] * len(weights), [255] * len(weights)], dtype=np.uint8)
        sums = pair_sums(extremes, weights[: len(weights) // 2 * 2])
        assert sums.min() >= -32768 and sums.max() <= 32767, node.name
    assert seen == 6  # of each layer attention and two of the three other products; the third stays in 32 bits


def test_full_eight_bits_would_saturate() -> None:
    sums = pair_sums(np.full((1, 2), 255, np.uint8), np.full((2, 1), 127, np.int8))
    assert sums.max() > 32767
