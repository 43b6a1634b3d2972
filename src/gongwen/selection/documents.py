"""Records → the documents to label next, whole: where a person has to read what stands around anyway."""

import heapq
from collections.abc import Iterable
from dataclasses import replace

from ..labels import LabelSet
from ..runtime.record import Record
from .candidates import Candidate, Chosen, candidates
from .doubt import Doubt
from .labelled import Labelled
from .policy import POLICY, Policy
from .spread import by_role, spread_out

POOL = 20_000
"""Paragraphs of the documents that are compared with each other, …"""
_TIMES = 4
"""… or so many times what is to be chosen, if that is more."""
_SURE = 5
"""Paragraphs without any doubt that every document is given in addition, so that one doubtful line is no document."""
_DOUBTFUL = 0.5
"""Below that a paragraph comes as context."""


def choose_documents(
    records: Iterable[Record],
    labels: LabelSet,
    count: int,
    done: Labelled | None = None,
    *,
    seed: int = 0,
    policy: Policy = POLICY,
) -> Chosen:
    """Choose the documents of the most doubt a paragraph that are unlike each other.

    Every paragraph of them is given that is not labelled yet, in order. The arguments are those of
    `choose_paragraphs`; `count` is the most paragraphs, and a document that has more is not chosen.
    """
    result = Chosen()
    size = max(POOL, _TIMES * count)
    heap: list[tuple[float, int, list[Candidate]]] = []
    for document in candidates(records, labels, done, seed, result):
        worth = sum(candidate.worth for candidate in document) / (len(document) + _SURE)
        if not worth:
            continue
        if len(document) > count:
            result.too_long += 1
            continue
        heapq.heappush(heap, (worth, -document[0].document, document))
        result.compared += len(document)
        while result.compared > size:
            result.compared -= len(heapq.heappop(heap)[2])
    kept = sorted(heap, reverse=True)
    each, costs = by_role([document for _, _, document in kept], labels)
    picked = spread_out(
        ["\n".join(candidate.record.text for candidate in document) for _, _, document in kept],
        each / (costs.sum(axis=1, keepdims=True) + _SURE),
        costs,
        owners=range(len(kept)),
        budget=count,
        policy=policy,
    )
    ranked = sorted((-kept[at][1], rank, kept[at][2]) for rank, at in enumerate(picked, 1))
    result.candidates = [(rank, _with_context(candidate)) for _, rank, document in ranked for candidate in document]
    return result


def _with_context(candidate: Candidate) -> Candidate:
    if candidate.worth and candidate.doubt.value >= _DOUBTFUL:
        return candidate
    return replace(candidate, doubt=Doubt(candidate.doubt.value, "context", candidate.doubt.label))
