"""A worker that only copies, and that a text can kill: ``毒`` ends it, ``缓`` takes its time."""

import os
import time
from types import SimpleNamespace
from typing import Any

from gongwen.batch import worker
from gongwen.documents import Document
from gongwen.runtime.bundle import open_bundle
from gongwen.runtime.record import Record
from tests.batch.copying import CopyTagger


class QuickTagger(CopyTagger):
    @classmethod
    def from_pretrained(cls, *_: object) -> "QuickTagger":
        tagger = cls()
        tagger.bundle = SimpleNamespace(sha256=open_bundle().sha256)  # type: ignore[attr-defined]
        return tagger

    def tag_document(self, document: Document) -> list[Record]:
        if "毒" in document.text:
            os._exit(9)
        time.sleep(0.05 * document.text.count("缓"))
        return super().tag_document(document)


def main() -> None:
    stand_in: Any = QuickTagger
    worker.Tagger = stand_in
    worker.main()


if __name__ == "__main__":
    main()
