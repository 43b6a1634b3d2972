"""What counts in the choice, and how much."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """Exponents of what the doubt is multiplied with; 0 leaves a part out. Chosen on dev (``benchmarks/next.py``).

    Attributes:
        novelty: of 1 less the cosine similarity to the most similar one that was chosen before.
        spread: of 1 / (1 + how many were chosen from the same document before).
        balance: of 1 / (1 + how many with the same role were chosen before), so that rare roles have their turn.
    """

    novelty: float = 0.25
    spread: float = 1.0
    balance: float = 0.5


POLICY = Policy()
