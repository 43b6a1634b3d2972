"""Records → candidates: what may be chosen, and what it is worth."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from ..labels import LabelSet
from ..runtime.record import UNSURE, Record
from ..view.sources import source_names
from .doubt import Doubt, doubt
from .labelled import Labelled

_SHORT_NOISE = 8
"""Letters: noise below that is page numbers, dates, crumbs of navigation."""
_JITTER = 0.01
"""Part of the worth that is left to chance, for those that are worth about the same."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paragraph that is not labelled yet. `worth` is its doubt, or 0 where a label would say nothing new.

    `document` counts the documents from 0.
    """

    document: int
    record: Record
    doubt: Doubt
    worth: float


@dataclass
class Chosen:
    """What was chosen, and from what."""

    candidates: list[tuple[int, Candidate]] = field(default_factory=list)
    """Rank from 1 (in a choice of documents: of the document) and candidate, in document order."""
    records: int = 0
    documents: int = 0
    labelled: int = 0
    """Records left out as they are labelled already."""
    compared: int = 0
    """Candidates that were compared with each other; of all others only the doubt was seen."""
    too_long: int = 0
    """Documents with more paragraphs than were asked for."""


def candidates(
    records: Iterable[Record], labels: LabelSet, done: Labelled | None, seed: int, seen: Chosen
) -> Iterator[list[Candidate]]:
    """The candidates of every document, in order; counts in `seen` what is read and left out."""
    for number, document in enumerate(_documents(records)):
        (source,) = source_names([document[0].doc])
        found = []
        for record in document:
            if done and done.has(source, record):
                seen.labelled += 1
                continue
            why = doubt(record, labels)
            worth = why.value * (1 + _JITTER * _chance(record, seed)) if _teaches(record, labels) else 0.0
            found.append(Candidate(number, record, why, worth))
        seen.documents += 1
        seen.records += len(document)
        yield found


def _documents(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Told apart as on the reading page."""
    document: list[Record] = []
    for record in records:
        if document and (record.doc != document[-1].doc or record.paragraph <= document[-1].paragraph):
            yield document
            document = []
        document.append(record)
    if document:
        yield document


def _teaches(record: Record, labels: LabelSet) -> bool:
    """Not a near-copy, nor where there are no letters, nor short noise that was recognised."""
    if record.duplicate_of is not None:
        return False
    letters = sum(map(str.isalpha, record.text))
    noise = labels.role_kind(record.role) == "noise" and UNSURE not in record.flags
    return letters >= (_SHORT_NOISE if noise else 1)


def _chance(record: Record, seed: int) -> float:
    """0 to 1, by the seed and the record's place alone."""
    said = f"{seed}\0{record.doc}\0{record.paragraph}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(said, digest_size=7).digest()) / 2**56
