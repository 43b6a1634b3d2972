"""Windows → logits, with onnxruntime.

One window is one batch: dynamic int8 scales activations over the whole batch tensor, so paragraphs of different
documents must not share one, or a paragraph's labels would depend on its neighbours in the queue. A window of some
hundred tokens keeps the matrix kernels busy by itself. Each is computed by one thread, and several at a time: threads
that share the products of a window spend a third of their time waiting for each other.
"""

import os
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from ..errors import ModelError
from ..windows import Window

ort.disable_telemetry_events()  # on Windows its events go to the system's diagnostics; elsewhere see gongwen/__init__

Float = NDArray[np.float32]
Outputs = tuple[Float, Float, Float | None]
"""Of a batch: topic and role logits per span, and topic logits per token where the model has them."""
INPUTS = ("input_ids", "attention_mask", "pool")
OUTPUTS = ("topic_logits", "role_logits", "token_topics")
"""The last is missing from models of format 3 and older."""


@dataclass(frozen=True)
class Logits:
    """Raw scores of a document's paragraphs: (paragraphs, topics) and (paragraphs, roles)."""

    topics: Float
    roles: Float
    ngrams: "Logits | None" = None
    """Those of the n-gram table, where the model has one."""
    tokens: tuple[Float, ...] = ()
    """Of every paragraph the topic logits of its tokens, (tokens, topics): the mean of a piece's is its topic logit.
    Empty for a model of format 3 or older."""

    @classmethod
    def joined(cls, parts: Sequence["Logits"]) -> "Logits":
        """Those of several documents one after another, without their tokens'."""
        beside = [part.ngrams for part in parts if part.ngrams is not None]
        topics, roles = (np.concatenate([getattr(part, name) for part in parts]) for name in ("topics", "roles"))
        return cls(topics, roles, cls.joined(beside) if beside else None)

    def at(self, paragraphs: NDArray[np.bool_]) -> "Logits":
        """Those of some of the paragraphs, without their tokens'."""
        ngrams = None if self.ngrams is None else self.ngrams.at(paragraphs)
        return Logits(self.topics[paragraphs], self.roles[paragraphs], ngrams)


def pooling_matrix(window: Window, tokens: int | None = None) -> Float:
    """(spans, tokens): each row averages the tokens of one span."""
    pool = np.zeros((len(window.spans), tokens or len(window.ids)), dtype=np.float32)
    for row, span in enumerate(window.spans):
        pool[row, span.start : span.end] = 1.0 / (span.end - span.start)
    return pool


class Scorer:
    """An onnxruntime session over an exported model."""

    def __init__(self, model: Path, threads: int | None = None) -> None:
        """Load the model.

        Args:
            model: the .onnx file.
            threads: windows to compute at a time, one on a core; as many as this process may use cores by default.

        Raises:
            ModelError: onnxruntime cannot load the file, or its inputs are not those of an export of ours.
        """
        self.threads = threads or _cores()
        self._pool, self._process = ThreadPoolExecutor(self.threads, "encoder"), os.getpid()
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session = ort.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime has no common base class for its load errors
            raise ModelError(f"{model}: onnxruntime cannot load it ({error})") from error
        self._outputs = [node.name for node in self._session.get_outputs()]
        found = {node.name for node in self._session.get_inputs()}
        if found != set(INPUTS):
            raise ModelError(f"{model}: its inputs are {', '.join(sorted(found))}; expected {', '.join(INPUTS)}")

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int64], pool: Float) -> Outputs:
        """One batch: ids and mask (batch, tokens), pool (batch, spans, tokens)."""
        arrays = self._session.run(self._outputs, dict(zip(INPUTS, (ids, mask, pool), strict=True)))
        outputs = dict(zip(self._outputs, arrays, strict=True))
        topics, roles, tokens = OUTPUTS
        return outputs[topics], outputs[roles], outputs.get(tokens)

    def begin(self, windows: Sequence[Window]) -> list[Future[Outputs]]:
        """Have windows computed, behind the caller's back."""
        if self._process != os.getpid():  # a fork has the pool, but none of its threads
            self._pool, self._process = ThreadPoolExecutor(self.threads, "encoder"), os.getpid()
        return [self._pool.submit(self._window, window) for window in windows]

    def _window(self, window: Window) -> Outputs:
        ids = np.asarray([window.ids], dtype=np.int64)
        return self.run(ids, np.ones_like(ids), pooling_matrix(window)[None])

    def score(self, windows: Sequence[Window], paragraphs: int, topics: int, roles: int) -> Logits:
        """Logits of a document's paragraphs; see `gather`."""
        return self.gather(windows, self.begin(windows), paragraphs, topics, roles)

    def gather(
        self,
        windows: Sequence[Window],
        outputs: Sequence[Future[Outputs]],
        paragraphs: int,
        topics: int,
        roles: int,
    ) -> Logits:
        """Logits of a document's paragraphs from what `begin` gave for its windows.

        A paragraph in several pieces has a topic if any piece has it (the greatest logit) and the role of the larger
        part (the mean weighted by tokens).
        """
        topic_logits = np.full((paragraphs, topics), -np.inf, dtype=np.float32)
        role_logits = np.zeros((paragraphs, roles), dtype=np.float32)
        weight = np.zeros((paragraphs, 1), dtype=np.float32)
        pieces: list[list[Float]] = [[] for _ in range(paragraphs)]
        for window, output in zip(windows, outputs, strict=True):
            piece_topics, piece_roles, tokens = output.result()
            for row, span in enumerate(window.spans):
                at = span.paragraph
                topic_logits[at] = np.maximum(topic_logits[at], piece_topics[0, row])
                role_logits[at] += piece_roles[0, row] * (span.end - span.start)
                weight[at] += span.end - span.start
                if tokens is not None:
                    pieces[at].append(tokens[0, span.start : span.end - 1])  # without the separator
        return Logits(
            topic_logits,
            role_logits / weight,
            tokens=tuple(map(np.concatenate, pieces)) if "token_topics" in self._outputs else (),
        )


def _cores() -> int:
    return (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()) or 1
