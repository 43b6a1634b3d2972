"""From many candidates the ones that are worth most together."""

from collections.abc import Hashable, Sequence

import numpy as np
from numpy.typing import NDArray

from ..copies import THRESHOLD, grams, similarity
from ..evaluation.arrays import Double, Int
from ..labels import LabelSet
from .candidates import Candidate
from .policy import Policy
from .vectors import vectors


def spread_out(
    texts: Sequence[str],
    worth: Double,
    costs: Int,
    *,
    owners: Sequence[Hashable],
    budget: int,
    policy: Policy,
) -> list[int]:
    """Positions of the chosen, best first: greedily the one whose worth, less what it shares with those before, is
    greatest.

    Maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998), with a product in place of the sum. A near-copy
    (`gongwen.copies`) of the most similar one that was chosen is never chosen.

    Args:
        texts: of the candidates.
        worth: (candidates, roles): what its paragraphs of each role are worth.
        costs: (candidates, roles): how many paragraphs of each role are to be labelled with it.
        owners: (candidates,) the document of each.
        budget: most paragraphs to label.
        policy: how much novelty, documents and roles count.
    """
    places = vectors(texts)
    cost = costs.sum(axis=1)
    numbers = {name: n for n, name in enumerate(dict.fromkeys(owners))}
    owner = np.array([numbers[name] for name in owners], dtype=np.int64)
    of_owner, of_role = np.zeros(len(numbers)), np.zeros(costs.shape[1])
    nearest, neighbour = np.zeros(len(texts)), np.full(len(texts), -1)
    free: NDArray[np.bool_] = np.ones(len(texts), dtype=bool)
    chosen: list[int] = []
    while (open_ := free & (cost <= budget)).any():
        value = worth @ (1 + of_role) ** -policy.balance
        value *= np.maximum(1 - nearest, 1e-6) ** policy.novelty / (1 + of_owner[owner]) ** policy.spread
        best = int(np.where(open_, value, -1.0).argmax())
        free[best] = False
        if neighbour[best] >= 0 and similarity(grams(texts[best]), grams(texts[neighbour[best]])) >= THRESHOLD:
            continue
        chosen.append(best)
        budget -= int(cost[best])
        of_owner[owner[best]] += 1
        of_role += costs[best]
        alike = places @ places[best]
        closer = alike > nearest
        nearest[closer], neighbour[closer] = alike[closer], best
    return chosen


def by_role(candidates: Sequence[Sequence[Candidate]], labels: LabelSet) -> tuple[Double, Int]:
    """`worth` and `costs` of paragraphs that are chosen together."""
    worth = np.zeros((len(candidates), len(labels.roles)))
    costs = np.zeros(worth.shape, dtype=np.int64)
    for n, group in enumerate(candidates):
        for candidate in group:
            role = labels.role_keys.index(candidate.record.role)
            worth[n, role] += candidate.worth
            costs[n, role] += 1
    return worth, costs
