"""The same encoder fine-tuned on single paragraphs, as the usual text-classification script does it."""

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from ...evaluation.arrays import Float
from ...labels import LabelSet
from ..fingerprint import fingerprint, of_folder
from ..parts import Part
from .base import Fitted, Scores, chosen

BATCH = 16
"""Paragraphs."""
EPOCHS = 2.0


class SingleParagraphs:
    """Trained by the tagger's own trainer with its usual rates; only the windows differ: one paragraph, no context.

    Args:
        encoder: a transformers folder.
        data: the data folder; its splits are what `fit` is given.
        texts: further folders with texts.
        folder: where runs are kept. A finished run on the same data with the same settings is used again, and a broken
            one goes on from the last epoch it saved.
        say: takes one line for the user at a time.
    """

    name, seeds = "single", True

    def __init__(
        self, encoder: Path, data: Path, texts: Sequence[Path], folder: Path, say: Callable[[str], None]
    ) -> None:
        self._encoder, self._data, self._texts, self._folder, self._say = encoder, data, texts, folder, say

    def fit(self, train: Part, dev: Part, labels: LabelSet, seed: int) -> Fitted:
        run = self._trained(train, dev, labels, seed)
        return chosen([({"epochs": EPOCHS, "batch_paragraphs": BATCH}, _scorer(run, labels, self._say))], dev, labels)

    def _trained(self, train: Part, dev: Part, labels: LabelSet, seed: int) -> Path:
        """Folder of the finished run."""
        from ...training.checkpoints import CHECKPOINTS, last_checkpoint
        from ...training.config import DataConfig, ModelConfig, OptimizationConfig, TrainingConfig
        from ...training.model import load_encoder
        from ...training.record import RUN_FILE
        from ...training.train import train as run_training
        from .reading import single_paragraphs

        positions = load_encoder(str(self._encoder)).config.max_position_embeddings
        optimization = OptimizationConfig(
            epochs=EPOCHS, learning_rate=5e-5, head_learning_rate=2e-4, batch_windows=BATCH, seed=seed
        )
        windows = single_paragraphs(positions)
        known = fingerprint(
            of_folder(self._encoder),
            optimization.model_dump(),
            windows.model_dump(),
            labels.to_dict(),
            [[list(part.texts), part.topics.tolist(), part.roles.tolist()] for part in (train, dev)],
        )
        output = self._folder / f"single-{known}"
        if (output / RUN_FILE).is_file():
            self._say(f"{output}: trained before, used again")
            return output
        run_training(
            TrainingConfig(
                name=self.name,
                output=output,
                data=DataConfig(folder=self._data, texts=tuple(self._texts)),
                windows=windows,
                model=ModelConfig(encoder=str(self._encoder), encoder_dropout=0.0, ngram_bits=None),
                optimization=optimization,
            ),
            self._say,
            resume=last_checkpoint(output / CHECKPOINTS) is not None,
        )
        shutil.rmtree(output / CHECKPOINTS, ignore_errors=True)
        return output


def _scorer(run: Path, labels: LabelSet, say: Callable[[str], None]) -> Callable[[Sequence[str]], Scores]:
    import torch

    from ...training.device import detect_device
    from ...training.model import load_trained
    from ...training.record import RUN_FILE
    from ...windows import ParagraphTokenizer, WindowSettings
    from .reading import read

    device = detect_device("fp32").kind
    model = load_trained(run, labels).to(device)
    tokenizer = ParagraphTokenizer(run / "encoder" / "tokenizer.json")
    settings = WindowSettings(**json.loads((run / RUN_FILE).read_text(encoding="utf-8"))["windows"])

    def call(ids: torch.Tensor, mask: torch.Tensor, pool: torch.Tensor) -> torch.Tensor:
        outputs = model(ids, mask, pool)
        return torch.cat([outputs["topic_logits"], outputs["role_logits"]], dim=-1)

    def score(texts: Sequence[str]) -> Scores:
        reading = read(texts, tokenizer, settings, call, device, say)
        topics: Float = reading.greatest[:, : len(labels.topics)]
        probabilities = np.exp(-np.logaddexp(0.0, -topics.astype(np.float64)))
        return Scores(probabilities.astype(np.float32), reading.mean[:, len(labels.topics) :])

    return score
