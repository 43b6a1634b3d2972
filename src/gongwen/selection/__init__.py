"""What a person should label next: doubtful, different from each other, spread over documents and roles."""

from .candidates import Candidate, Chosen
from .documents import choose_documents
from .doubt import Doubt, doubt
from .labelled import Labelled
from .paragraphs import choose_paragraphs
from .policy import POLICY, Policy
from .write import write_chosen

__all__ = [
    "POLICY", "Candidate", "Chosen", "Doubt", "Labelled", "Policy", "choose_documents", "choose_paragraphs", "doubt",
    "write_chosen",
]  # fmt: skip
