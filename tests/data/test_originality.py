"""What the project ships as text, its authors wrote: nothing of the public texts at hand stands in it."""

import json
import re
from collections.abc import Iterator

from gongwen.copies import near_copies
from gongwen.data import WRITTEN, DataFolder

from .conftest import PUBLIC

LONG = 18
"""Letters from which on a sentence is somebody's own."""


def sentences(text: str) -> Iterator[str]:
    for sentence in re.split(r"[。！？；;\n]", text):
        letters = re.sub(r"[\W_]+", "", sentence)
        if len(letters) >= LONG:
            yield letters


def public_texts() -> Iterator[str]:
    for file in sorted((PUBLIC / "corpus").glob("*.jsonl")):
        with file.open(encoding="utf-8") as lines:
            yield from (json.loads(line)["text"] for line in lines)
    for file in sorted((PUBLIC / "samples").glob("*.txt")):
        yield file.read_text(encoding="utf-8", errors="replace")


def test_no_public_sentence_stands_in_the_written_documents(ours: DataFolder) -> None:
    origin = {s: d.source for d in ours.documents for s in sentences(d.document.text)}
    assert len(origin) > 10_000
    copied = {(origin[s], s) for text in public_texts() for s in sentences(text) if s in origin}
    assert copied == set()


def test_no_written_paragraph_is_a_near_copy_of_a_labelled_public_one(everything: DataFolder) -> None:
    places = [(d, p.text) for d in everything.documents for p in d.document.paragraphs]
    written = [d.collection in WRITTEN for d, _ in places]
    pairs = near_copies([text for _, text in places])
    copies = [(places[a][1], places[b][1]) for a, b, _ in pairs if written[a] != written[b]]
    # What every government report opens with is nobody's own.
    assert [pair for pair in copies if not all("向大会" in text for text in pair)] == []
