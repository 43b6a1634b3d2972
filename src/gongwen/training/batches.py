"""Which windows an optimizer step learns from: the same ones, however many processes share them."""

import math
from collections.abc import Iterator, Sequence

from accelerate.utils import broadcast_object_list
from torch.utils.data import Dataset, Sampler
from transformers.trainer_pt_utils import LengthGroupedSampler

from .examples import Example
from .model import IGNORED


class GlobalBatches(Sampler[list[int]]):
    """The batches of an epoch for all processes together; accelerate deals them out in turn.

    An optimizer step takes the next `group` windows of the order, whoever reads them, so that the number of processes
    and the share of accumulation change nothing but speed and memory. The order is drawn by the first process from
    torch's own generator: windows of like length stand together, which saves padding.

    Where the last batches do not go round, a process gets a silent window in place of one (see `TrainingWindows`), so
    that all take part in the step.

    Args:
        lengths: tokens of every window.
        batch: windows a batch.
        group: windows an optimizer step.
        processes: how many share the batches.
        order: that of the first epoch, where a run goes on within it.
    """

    def __init__(
        self, lengths: Sequence[int], batch: int, group: int, processes: int, order: list[int] | None = None
    ) -> None:
        self._lengths, self._batch, self._group, self._processes = list(lengths), batch, group, processes
        self._given = order
        self.order: list[int] = []
        """Of the running epoch."""

    def __len__(self) -> int:
        return math.ceil(math.ceil(len(self._lengths) / self._batch) / self._processes) * self._processes

    def __iter__(self) -> Iterator[list[int]]:
        drawn = [self._given or list(LengthGroupedSampler(self._group, lengths=self._lengths))]
        if self._processes > 1:
            broadcast_object_list(drawn)
        self._given, self.order = None, drawn[0]
        batches = [self.order[start : start + self._batch] for start in range(0, len(self.order), self._batch)]
        yield from batches + [[~self.order[-1]]] * (len(self) - len(batches))


class TrainingWindows(Dataset[Example]):
    """Examples by number; that of ``~number`` is the same window with nothing to be learnt from it."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._examples = examples

    def __len__(self) -> int:
        return len(self._examples)

    def __getitem__(self, number: int) -> Example:
        if number >= 0:
            return self._examples[number]
        example = self._examples[~number]
        return example | {
            name: [[IGNORED] * len(targets) for targets in example[name]] for name in ("topic_labels", "role_labels")
        }
