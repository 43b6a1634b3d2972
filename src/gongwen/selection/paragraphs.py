"""Records → the paragraphs to label next.

Records are read once. What is kept are a few thousand: those of the greatest doubt, and the most doubtful of every
role, so that a million records take no more memory than these.
"""

from collections.abc import Iterable

from ..labels import LabelSet
from ..runtime.record import Record
from .candidates import Candidate, Chosen, candidates
from .labelled import Labelled
from .policy import POLICY, Policy
from .spread import by_role, spread_out

POOL = 5_000
"""Candidates kept for the doubt alone, and about as many for their roles, …"""
_TIMES = 4
"""… or so many times what is to be chosen, if that is more."""


def choose_paragraphs(
    records: Iterable[Record],
    labels: LabelSet,
    count: int,
    done: Labelled | None = None,
    *,
    seed: int = 0,
    policy: Policy = POLICY,
) -> Chosen:
    """Choose single paragraphs, no two that are near-copies (`gongwen.copies`) or differ in figures and signs alone.

    Args:
        records: of documents in any order, each document's in its own.
        labels: the label table of the model that tagged.
        count: most paragraphs to choose.
        done: what is labelled already.
        seed: decides between those that are worth about the same.
        policy: what counts.
    """
    result = Chosen()
    size = max(POOL, _TIMES * count)
    doubtful = _Pool(size)
    of_role = {role: _Pool(size // len(labels.roles)) for role in labels.role_keys}
    for document in candidates(records, labels, done, seed, result):
        for place, candidate in enumerate(sorted(document, key=lambda c: -c.worth), 1):
            # The most it can be worth once the better ones of its document are chosen.
            bound = candidate.worth / place**policy.spread
            doubtful.add(candidate, bound)
            of_role[candidate.record.role].add(candidate, bound)
    kept = list({key: one for pool in (doubtful, *of_role.values()) for key, one in pool.best().items()}.values())
    result.compared = len(kept)
    picked = spread_out(
        [one.record.text for one in kept],
        *by_role([[one] for one in kept], labels),
        owners=[one.document for one in kept],
        budget=count,
        policy=policy,
    )
    ranked = [(rank, kept[at]) for rank, at in enumerate(picked, 1)]
    result.candidates = sorted(ranked, key=lambda pair: (pair[1].document, pair[1].record.paragraph))
    return result


class _Pool:
    """The `size` candidates of the greatest bounds, no two of the same letters; at most twice as many are
    held."""

    def __init__(self, size: int) -> None:
        self._size = max(size, 1)
        self._held: dict[str, tuple[float, Candidate]] = {}
        self._least = 0.0

    def add(self, candidate: Candidate, bound: float) -> None:
        if bound <= self._least:
            return
        text = "".join(filter(str.isalpha, candidate.record.text))
        if text not in self._held or bound > self._held[text][0]:
            self._held[text] = bound, candidate
        if len(self._held) >= 2 * self._size:
            self._prune()

    def best(self) -> dict[str, Candidate]:
        """By their letters, the best first; of equals the one that came first."""
        self._prune()
        return {text: candidate for text, (_, candidate) in self._held.items()}

    def _prune(self) -> None:
        ordered = sorted(self._held.items(), key=lambda item: -item[1][0])[: self._size]
        self._held = dict(ordered)
        if len(ordered) == self._size:
            self._least = ordered[-1][1][0]
