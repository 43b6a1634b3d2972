"""The default model's graph in onnxruntime and in OpenVINO.

    gongwen encoder import && pip install 'gongwen-tagger[train]' openvino
    python benchmarks/runtimes.py

A model of the student's shape (the encoder's lowest layers, heads that were not trained: time does not ask for
weights) is exported plain, fused and quantized; each file is given to each runtime that takes it, one window at a time
as in the tagger. Medians over repeats, all in one run; `agrees` is the largest difference of a logit to the plain file
in onnxruntime.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnxruntime as ort

from gongwen.export.onnx import export_fp32, fuse, quantize
from gongwen.labels import LabelSet
from gongwen.runtime.scorer import INPUTS, OUTPUTS
from gongwen.training.model import ParagraphTagger, load_encoder

Feed = dict[str, np.ndarray]
Run = Callable[[Feed], list[np.ndarray]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", default="runs/encoder/e5-small-zh")
    parser.add_argument("--layers", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--tokens", type=int, nargs="+", default=[64, 256, 480])
    parser.add_argument("--repeats", type=int, default=40)
    options = parser.parse_args()
    encoder = load_encoder(options.encoder, layers=options.layers)
    model = ParagraphTagger(encoder, LabelSet.load())
    feeds = [window(tokens, encoder.config.vocab_size) for tokens in options.tokens]
    print(f"| file | runtime | MB | {' | '.join(f'{n} tokens, ms' for n in options.tokens)} | agrees |")
    print("|---|---|---:|" + "---:|" * (len(feeds) + 1))
    with tempfile.TemporaryDirectory() as folder:
        files = {name: Path(folder, f"{name}.onnx") for name in ("plain", "fused", "plain int8", "fused int8")}
        export_fp32(model, files["plain"])
        fuse(files["plain"], files["fused"], encoder.config.num_attention_heads, encoder.config.hidden_size)
        quantize(files["plain"], files["plain int8"])
        quantize(files["fused"], files["fused int8"])
        expected = onnxruntime(files["plain"], options.threads)(feeds[0])
        for name, file in files.items():
            for runtime in (onnxruntime, openvino):
                try:
                    run = runtime(file, options.threads)
                    times = [milliseconds(run, feed, options.repeats) for feed in feeds]
                except RuntimeError as error:
                    print(f"| {name} | {runtime.__name__} | | refused: {str(error).strip().splitlines()[-1][:90]} |")
                    continue
                difference = max(float(np.abs(a - b).max()) for a, b in zip(expected, run(feeds[0]), strict=True))
                size, cells = file.stat().st_size / 1e6, " | ".join(f"{t:.1f}" for t in times)
                print(f"| {name} | {runtime.__name__} | {size:.1f} | {cells} | {difference:.1e} |")


def onnxruntime(file: Path, threads: int) -> Run:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    session = ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    return lambda feed: session.run(list(OUTPUTS), feed)


def openvino(file: Path, threads: int) -> Run:
    import openvino as ov  # noqa: PLC0415

    settings = {"INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
    request = ov.Core().compile_model(str(file), "CPU", settings).create_infer_request()

    def run(feed: Feed) -> list[np.ndarray]:
        result = request.infer(feed)
        return [result[name] for name in OUTPUTS]

    return run


def window(tokens: int, vocabulary: int) -> Feed:
    ids = np.random.default_rng(0).integers(5, vocabulary, (1, tokens))
    spans = max(1, tokens // 60)
    pool = np.zeros((1, spans, tokens), dtype=np.float32)
    for n in range(spans):
        pool[0, n, n * 60 : n * 60 + 50] = 1 / 50
    return dict(zip(INPUTS, (ids, np.ones_like(ids), pool), strict=True))


def milliseconds(run: Run, feed: Feed, repeats: int) -> float:
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        run(feed)
        times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)


if __name__ == "__main__":
    main()
