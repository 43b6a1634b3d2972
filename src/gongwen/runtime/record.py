"""The record: what is said of one paragraph. Its fields are the output contract."""

from dataclasses import asdict, dataclass, field
from typing import Any

JOINED, UNSURE = "joined", "unsure"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that carries a topic.

    Attributes:
        start: first character in the decoded file.
        end: one past the last character.
        score: how probable the topic would be, were the whole paragraph like this sentence.
    """

    start: int
    end: int
    score: float


@dataclass(slots=True)
class Record:
    """One tagged paragraph.

    Attributes:
        doc: the document as the user named it.
        article: number of the article within the document, from 1.
        paragraph: number of the paragraph within the document, from 1.
        start: first character in the decoded file, before any cleaning; in a file that is not plain text, in the text
            read from it.
        end: one past the last character.
        ref: where it stands in the file, for a person: ``line 12``, ``page 3``, ``table 1 row 2 cell 4``.
        text: what stands there, lines joined and set-aside pieces (page numbers) removed.
        topics: keys of the topics given; empty where the role is noise.
        topic_scores: calibrated probability of every topic.
        role: key of the role.
        role_score: its probability.
        level: 0 for text and titles, 1.. for headings by depth.
        path: the headings open above the paragraph, outermost first.
        flags: remarks; ``joined`` when several source lines make up the paragraph, ``unsure`` when a label is so
            doubtful that a person should look (the model card states the error rate among the others).
        duplicate_of: in a batch, the earlier article (``doc#article``) of which this one is a near-copy; None for an
            original, and outside of batches.
        evidence: for each topic given the sentences that carry it; empty from models of format 3 and older.
    """

    doc: str
    article: int
    paragraph: int
    start: int
    end: int
    ref: str
    text: str
    topics: list[str]
    topic_scores: dict[str, float]
    role: str
    role_score: float
    level: int
    path: list[str]
    flags: list[str] = field(default_factory=list)
    duplicate_of: str | None = None
    evidence: dict[str, list[Evidence]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Plain data in the order of the fields."""
        return asdict(self)
