"""A tagger that only copies; apart from the fixtures, as worker processes start sooner without pytest."""

from gongwen.documents import Document
from gongwen.labels import LabelSet
from gongwen.runtime.record import Record

LABELS = LabelSet.load()


class CopyTagger:
    """Stands in for the model where only what is around it is tested."""

    labels = LABELS

    def tag_document(self, document: Document) -> list[Record]:
        return [
            Record(
                document.name, p.article, p.index, p.start, p.end, p.ref, p.text, ["kepu"] * ("科普" in p.text),
                dict.fromkeys(LABELS.topic_keys, 0.5), "title" if p.index == 1 else "measure", 0.5, p.level, list(p.path),
            )
            for p in document.paragraphs
        ]  # fmt: skip
