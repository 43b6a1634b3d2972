"""The tagger itself, as it is shipped or exported."""

from pathlib import Path

from ...errors import ConfigError
from ...evaluation.run import said_in
from ...labels import LabelSet
from ..parts import Part
from .base import ByDocument, Fitted


class Gongwen:
    """Nothing is fitted: the model folder was, on the same train and dev."""

    name, seeds = "gongwen", False

    def __init__(self, model: Path | None) -> None:
        self._model = model

    def fit(self, train: Part, dev: Part, labels: LabelSet, seed: int) -> Fitted:
        from ...runtime import Tagger

        tagger = Tagger.from_pretrained(self._model)
        if tagger.labels != labels:
            raise ConfigError(f"{self._model or 'the shipped model'} has another label table than the data folder")
        return ByDocument(lambda document: said_in(tagger.tag_document(document), labels), labels)
