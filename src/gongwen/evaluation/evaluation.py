"""One system measured on one split, with everything that reports and notebooks ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from ..data.assemble import LabelledDocument
from ..data.catalogue import Entry
from ..data.folder import DataFolder
from ..errors import DataError
from ..labels import LabelSet
from .arrays import Int
from .confusion import role_confusion, topic_confusion
from .contexts import Context, contexts
from .disagreement import Suspect, suspects, worst_errors
from .groups import Group, groups
from .intervals import Difference, Interval, bootstrap, paired
from .metrics import Counts, Metrics
from .predictions import Predictions
from .reliability import Reliability, reliability
from .run import RULES, Watch, counted, documents_of, open_system, parts_of, predict
from .slices import MINIMUM, Minimum, Slice, slices


@dataclass(frozen=True)
class Evaluation:
    """What a system said of a split, beside what people said of it. Figures are computed when first asked for."""

    name: str
    """Of the model; ``rules`` for the keyword and numbering rules."""
    sha256: str
    """Of the model (`Bundle.sha256`); empty for the rules."""
    split: str
    labels: LabelSet
    documents: tuple[LabelledDocument, ...] = field(repr=False)
    predictions: Predictions = field(repr=False)
    contexts: tuple[Context, ...] = field(repr=False)
    """Of the labelled paragraphs, in the order of `predictions`."""
    thresholds: Mapping[str, float]
    """Topic key → probability from which the topic is given; empty for the rules."""
    unsure_below: float | None
    """Confidence (`runtime.decide.confidence`) below which a paragraph is flagged; None for the rules."""
    catalogue: Mapping[str, Entry] = field(default_factory=dict, repr=False)
    absent: Mapping[str, int] = field(default_factory=dict)
    """Labelled rows of the whole data folder by collection whose texts are not here."""

    def __len__(self) -> int:
        """Labelled paragraphs."""
        return len(self.predictions)

    @property
    def texts(self) -> list[str]:
        """Of the labelled paragraphs, in order."""
        return [context.text for context in self.contexts]

    @cached_property
    def parts(self) -> dict[str, Predictions]:
        """By collection, then the written and the public part, then all."""
        return {
            name: self.predictions.of([d.source for d in group]) for name, group in parts_of(self.documents).items()
        }

    @cached_property
    def counts(self) -> dict[str, Counts]:
        """By part."""
        return {name: counted(part, self.labels) for name, part in self.parts.items()}

    @cached_property
    def intervals(self) -> dict[str, dict[str, Interval]]:
        """By part, every figure (`Counts.figures`) with its 95% interval over documents."""
        return {name: bootstrap(counts) for name, counts in self.counts.items()}

    @property
    def metrics(self) -> dict[str, Metrics]:
        """By part, without intervals."""
        return {name: counts.metrics for name, counts in self.counts.items()}

    @cached_property
    def trust(self) -> dict[str, Reliability]:
        """By part; empty for a system without probabilities."""
        if self.predictions.role_scores is None:
            return {}
        return {name: reliability(part) for name, part in self.parts.items()}

    @cached_property
    def cut(self) -> dict[str, float]:
        """By part, the share of paragraphs that the tagger's own rules cut as they are labelled."""
        same = {d.source: [0, 0] for d in self.documents}
        for context in self.contexts:
            same[context.source][0] += context.same_cut
            same[context.source][1] += 1
        sums = {name: np.sum([same[s] for s in part.sources], axis=0) for name, part in self.parts.items()}
        return {name: float(right / max(size, 1)) for name, (right, size) in sums.items()}

    def confusion(self) -> Int:
        """(roles, roles): paragraphs by gold role (row) and role given (column)."""
        return role_confusion(self.predictions, self.labels)

    def topic_confusion(self) -> Int:
        """(topics + 1, topics + 1): see `confusion.topic_confusion`."""
        return topic_confusion(self.predictions)

    def slices(self, minimum: Minimum = MINIMUM) -> list[Slice]:
        """All slices, worst first; those below the minimum size come last, in no order of merit."""
        if minimum == MINIMUM:
            return self._slices
        return slices(self.predictions, self.labels, self._groups, minimum)

    def worst_slices(self, n: int = 10, minimum: Minimum = MINIMUM) -> list[Slice]:
        """Slices of the minimum size, those first whose error rate is most certainly above that of the rest; of slices
        that hold the same paragraphs only one."""
        seen: dict[bytes, Slice] = {}
        for one in self.slices(minimum):
            if one.ranked:
                seen.setdefault(one.mask.tobytes(), one)
        return list(seen.values())[:n]

    @property
    def _keys(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        return self.labels.topic_keys, self.labels.role_keys

    @cached_property
    def _groups(self) -> list[Group]:
        return groups(self.contexts, self.predictions, self.labels, self.catalogue)

    @cached_property
    def _slices(self) -> list[Slice]:
        return slices(self.predictions, self.labels, self._groups, MINIMUM)

    def suspects(self, n: int | None = None) -> list[Suspect]:
        """Labels on which people and the model differ, those first that it finds least probable."""
        return suspects(self.predictions, self.labels)[:n]

    def worst_errors(self, n: int | None = None) -> list[int]:
        """Positions of wrongly labelled paragraphs, those first whose gold labels together it finds least probable."""
        return worst_errors(self.predictions)[:n]

    def against(self, other: "Evaluation") -> dict[str, dict[str, Difference]]:
        """By part, this system less the other in every figure, both drawn on the same documents.

        Raises:
            DataError: the other has different labels, or was measured on different paragraphs.
        """
        if self._keys != other._keys:
            raise DataError(f"{self.name} and {other.name} have different label tables and cannot be compared")
        try:
            return {name: paired(counts, other.counts[name]) for name, counts in self.counts.items()}
        except (KeyError, ValueError) as error:
            raise DataError(f"{self.name} and {other.name} were measured on different paragraphs") from error


def evaluate(model: Path | str | None, folder: DataFolder, split: str = "test", watch: Watch = iter) -> Evaluation:
    """Measure a system on a split of a data folder, all the way from the text to the labels (`run.predict_split`).

    Args:
        model: a model folder, None for the shipped one, or the word "rules" for the keyword and numbering rules.
        folder: the data folder.
        split: train, dev or test.
        watch: hands on the documents while they are tagged, and may show progress.

    Raises:
        DataError: the split holds no labelled document whose text is here.
        ModelError: the model folder is missing or damaged.
    """
    documents = documents_of(folder, split)
    system = open_system(model, folder)
    bundle = system.bundle
    return Evaluation(
        name=bundle.name if bundle else RULES,
        sha256=bundle.sha256() if bundle else "",
        split=split,
        labels=system.labels,
        documents=tuple(documents),
        predictions=predict(documents, system.labels, system.says, watch),
        contexts=contexts(documents),
        thresholds=bundle.calibration.thresholds if bundle else {},
        unsure_below=bundle.calibration.unsure_below if bundle else None,
        catalogue=folder.catalogue,
        absent=folder.absent,
    )
