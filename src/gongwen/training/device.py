"""Which device and number format to train with, and why."""

import os
import time
from dataclasses import dataclass

import torch

from ..errors import ConfigError


@dataclass(frozen=True)
class Device:
    """A choice and its reason, which is printed."""

    kind: str
    precision: str
    reason: str


def detect_device(precision: str = "auto") -> Device:
    """Detect the device; honour a requested precision if the device can do it.

    Raises:
        ConfigError: the precision is not available here.
    """
    if torch.cuda.is_available():
        name = torch.cuda.get_device_name()
        best = "bf16" if torch.cuda.is_bf16_supported() else "fp16"
        return _choose("cuda", precision, {"fp32", "fp16", best}, best, f"GPU found: {name}")
    cores = f"no GPU; {torch.get_num_threads()} CPU threads"
    if precision != "auto":
        return _choose("cpu", precision, {"fp32", "bf16"}, "fp32", cores)
    if (
        int(os.environ.get("WORLD_SIZE", "1")) > 1
    ):  # set by torchrun; each process would measure, and decide, for itself
        return Device("cpu", "fp32", f"{cores}, shared by several processes; bf16 not measured")
    gain = _bf16_gain()
    return _choose(
        "cpu", precision, {"fp32", "bf16"}, "bf16" if gain > 1 else "fp32", f"{cores}; bf16 measured {gain:.1f}x fp32"
    )


def _choose(kind: str, wanted: str, able: set[str], best: str, reason: str) -> Device:
    if wanted == "auto":
        return Device(kind, best, f"{reason}; {best} is the fastest it does")
    if wanted not in able:
        raise ConfigError(f"precision {wanted!r} is not available ({reason}); use one of {', '.join(sorted(able))}")
    return Device(kind, wanted, f"{reason}; {wanted} as configured")


def _bf16_gain(repeats: int = 5) -> float:
    """How many times faster a linear layer's forward and backward run in bf16 than in fp32, measured here and now.

    Instruction sets do not tell: some CPUs with bf16 instructions train slower in bf16, as the conversions outweigh the
    gain.
    """
    seconds = {}
    for dtype in (torch.float32, torch.bfloat16):
        x = torch.randn(1024, 384, dtype=dtype, requires_grad=True)
        w = torch.randn(1536, 384, dtype=dtype, requires_grad=True)
        times = []
        for _ in range(repeats + 1):
            started = time.perf_counter()
            torch.autograd.backward(torch.nn.functional.linear(x, w).sum())
            times.append(time.perf_counter() - started)
        seconds[dtype] = min(times[1:])
    return seconds[torch.float32] / seconds[torch.bfloat16]
