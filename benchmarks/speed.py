"""How fast the tagger is, beside its peers, in one run on one machine.

    python benchmarks/speed.py [--model DIR ...] [--encoder DIR] [--most 1000000] [FILE_OR_FOLDER ...]

Tags documents (by default the first of the written corpus) from text to records and prints paragraphs, characters and
tokens a second, medians over repeats. Beside it: `transformers.pipeline` and plain torch with the encoder that the
teacher was made from, cut to as many layers, and TF-IDF with a linear SVM; then the rate of 8-bit and of fp32 products
on this machine and the share of it that the encoder reaches; start-up and peak memory from the shell; and how time and
memory grow with the number of paragraphs. Figures hold for the machine they are from: only ratios within a run compare.
"""

import argparse
import itertools
import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

from gongwen import Tagger
from gongwen.documents import Document
from gongwen.formats import find_documents, read_document
from gongwen.windows import build_windows

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "township-2016.txt"
WINDOW, HIDDEN, WIDE = 480, 384, 1536
"""The shape of a product to measure: tokens of a window, and the widest matrix of the embedded encoder."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", help="documents to tag")
    parser.add_argument("--model", type=Path, action="append", default=[], help="further model folders")
    parser.add_argument("--encoder", type=Path, default=ROOT / "runs" / "encoder" / "e5-small-zh")
    parser.add_argument("--layers", type=int, default=6, help="of the peers' encoder: the teacher's")
    parser.add_argument("--documents", type=int, default=40, help="most documents to tag")
    parser.add_argument("--peer-paragraphs", type=int, default=160, help="the peers are slow")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--most", type=int, default=10_000, help="most paragraphs in the table of growth")
    args = parser.parse_args()
    files, errors = find_documents(args.paths or [str(ROOT / "data" / "written")])
    if errors:
        raise SystemExit("\n".join(map(str, errors)))
    documents = [read_document(file) for file in files[: args.documents]]
    texts = [p.text for document in documents for p in document.paragraphs]
    # Spread over all documents, so that the peers' paragraphs are as long as the tagger's.
    some = texts[:: max(1, len(texts) // args.peer_paragraphs)]
    print(
        f"{os.cpu_count()} cores, onnxruntime {ort.__version__}; {len(documents)} documents, {len(texts)} paragraphs,"
    )
    print(f"{sum(map(len, texts))} characters; peers read {len(some)} of the paragraphs\n")
    _from_the_shell(args.repeats)  # first: what this process has loaded would be taken for the child's memory
    _throughput(documents, texts, some, args)
    _share_of_peak(documents, args.repeats)
    growth = multiprocessing.get_context("spawn").Process(target=_growth, args=(documents, args.most))
    growth.start()  # in a process of its own, whose memory is the tagger's alone
    growth.join()


def _throughput(documents: Sequence[Document], texts: Sequence[str], some: Sequence[str], args: Any) -> None:
    characters = sum(map(len, texts)), sum(map(len, some))
    rows: list[tuple[str, float, float, float]] = []
    for folder in (None, *args.model):
        tagger = Tagger.from_pretrained(folder)
        tokens = sum(len(w.ids) for d in documents for w in _windows(tagger, d))
        seconds = _median(lambda tagger=tagger: list(tagger.tag_documents(documents)), args.repeats)
        name = f"`{tagger.bundle.name}`" + (" (default)" if folder is None else "")
        rows.append((name, len(texts) / seconds, characters[0] / seconds, tokens / seconds))
    if args.encoder.is_dir():
        for name, call, tokens in _torch_peers(args.encoder, args.layers, some):
            seconds = _median(call, args.repeats)
            rows.append((name, len(some) / seconds, characters[1] / seconds, tokens / seconds))
    call = _tfidf(texts, some)
    seconds = _median(call, args.repeats)
    rows.append(("TF-IDF and linear SVM", len(some) / seconds, characters[1] / seconds, float("nan")))
    print("| system | paragraphs/s | characters/s | tokens/s | times the slowest |\n|---|---:|---:|---:|---:|")
    slowest = min(row[1] for row in rows)
    for name, *rates in rows:
        print(f"| {name} | {' | '.join(f'{rate:,.0f}' for rate in rates)} | {rates[0] / slowest:.1f} |")
    print()


def _windows(tagger: Tagger, document: Document) -> list[Any]:
    return build_windows(document, tagger.bundle.tokenizer(), tagger.bundle.windows)


def _torch_peers(encoder: Path, layers: int, texts: Sequence[str]) -> list[tuple[str, Callable[[], object], float]]:
    import torch  # noqa: PLC0415  (the process that measures memory must not load it)
    from transformers import (  # noqa: PLC0415
        AutoModelForSequenceClassification,
        AutoTokenizer,
        logging,
        pipeline,
    )

    logging.set_verbosity_error()
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    model = AutoModelForSequenceClassification.from_pretrained(encoder, num_labels=15, num_hidden_layers=layers).eval()
    pipe = pipeline("text-classification", model=model, tokenizer=tokenizer, top_k=None, device="cpu")
    ids = [tokenizer(text, truncation=True, max_length=512)["input_ids"] for text in texts]
    ordered = sorted(ids, key=len)

    @torch.inference_mode()
    def in_order_of_length() -> None:
        for at in range(0, len(ordered), 8):
            model(**tokenizer.pad({"input_ids": ordered[at : at + 8]}, return_tensors="pt"))

    count = float(sum(map(len, ids)))
    return [
        (
            f"`transformers.pipeline`, {layers} layers, batches of 32",
            lambda: pipe(list(texts), batch_size=32, truncation=True, max_length=512),
            count,
        ),
        (f"torch, {layers} layers, sorted by length", in_order_of_length, count),
    ]


def _tfidf(texts: Sequence[str], some: Sequence[str]) -> Callable[[], object]:
    """Fitted on labels that mean nothing: its time depends on its features alone."""
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    grams = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    heads = LinearSVC().fit(grams.fit_transform(texts), np.arange(len(texts)) % 15)
    return lambda: heads.decision_function(grams.transform(some))


def _share_of_peak(documents: Sequence[Document], repeats: int) -> None:
    tagger = Tagger.from_pretrained()
    layers = _layers(tagger)
    windows = [window for document in documents for window in _windows(tagger, document)]
    lengths = [len(window.ids) for window in windows]
    tokens = sum(lengths)
    # Two operations a multiplication: projections and feed-forward, and attention over the window.
    operations = sum(2 * layers * n * (4 * HIDDEN**2 + 2 * HIDDEN * WIDE + 2 * n * HIDDEN) for n in lengths)
    seconds = _median(lambda: [output.result() for output in tagger._scorer.begin(windows)], repeats)
    rate = operations / seconds / 1e9
    print(f"encoder ({layers} layers, {tokens} tokens): {rate:.0f} G operations/s")
    for name, session in (("int8", _product(int8=True)), ("fp32", _product(int8=False))):
        data = {"a": np.random.default_rng(0).normal(size=(WINDOW, HIDDEN)).astype(np.float32)}
        cores = tagger._scorer.threads  # each with a product of its own: threads that share one wait for each other
        with ThreadPoolExecutor(cores) as pool:
            each = _median(lambda p=pool, s=session, d=[data] * 8 * cores: list(p.map(partial(s.run, None), d)), 10)
        peak = 8 * cores * 2 * WINDOW * HIDDEN * WIDE / each / 1e9
        print(f"{name} product of {WINDOW}x{HIDDEN} and {HIDDEN}x{WIDE}: {peak:.0f} G operations/s; share reached "
              f"{rate / peak:.0%}")  # fmt: skip
    print()


def _layers(tagger: Tagger) -> int:
    operators = [node.op_type for node in onnx.load(tagger.bundle.model_file).graph.node]
    return sum(operator.endswith("Attention") for operator in operators)


def _product(*, int8: bool) -> ort.InferenceSession:
    weights = np.random.default_rng(1).normal(size=(HIDDEN, WIDE)).astype(np.float32)
    if int8:
        constants = [numpy_helper.from_array(np.clip(20 * weights, -63, 63).astype(np.int8), "w")]
        nodes = [
            helper.make_node("DynamicQuantizeLinear", ["a"], ["q", "s", "z"]),
            helper.make_node("MatMulInteger", ["q", "w", "z"], ["i"]),
            helper.make_node("Cast", ["i"], ["f"], to=TensorProto.FLOAT),
            helper.make_node("Mul", ["f", "s"], ["y"]),
        ]
    else:
        constants = [numpy_helper.from_array(weights, "w")]
        nodes = [helper.make_node("MatMul", ["a", "w"], ["y"])]
    graph = helper.make_graph(
        nodes,
        "product",
        [helper.make_tensor_value_info("a", TensorProto.FLOAT, ["m", HIDDEN])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["m", WIDE])],
        constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    return ort.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def _from_the_shell(repeats: int) -> None:
    command = [sys.executable, "-m", "gongwen", "tag", str(EXAMPLE)]
    seconds = _median(lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=True), repeats)
    # The greatest of all children so far: the same command, as nothing else was started.
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"one file of 20 paragraphs from the shell: {seconds:.2f} s, {memory:.0f} MB at most\n")


def _growth(documents: Sequence[Document], most: int) -> None:
    tagger = Tagger.from_pretrained()
    tagger.tag_document(documents[0])
    print("| paragraphs | seconds | paragraphs/s | memory so far, MB |\n|---:|---:|---:|---:|")
    goal = 10
    while goal <= most:
        done = 0
        started = time.perf_counter()
        for records in tagger.tag_documents(itertools.cycle(documents)):
            done += len(records)
            if done >= goal:
                break
        seconds = time.perf_counter() - started
        (peak,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
        memory = int(peak.split()[1]) / 1024
        print(f"| {done:,} | {seconds:.1f} | {done / seconds:.0f} | {memory:.0f} |", flush=True)
        goal *= 10


def _median(call: Callable[[], object], repeats: int) -> float:
    call()
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


if __name__ == "__main__":
    main()
