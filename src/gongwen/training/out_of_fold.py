"""Out-of-fold probabilities: what a model says of paragraphs whose own documents it has not learnt from.

Linear heads on the frozen encoder are fitted once a fold; documents that share near-copies are in one fold. The encoder
should not have been fine-tuned on the labels in question, or it would repeat them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from ..data import LabelledDocument
from ..data.splits import clusters, copies_between
from ..documents import structure_classes
from ..errors import ConfigError
from ..labels import LabelSet
from ..windows import build_windows
from .config import WindowConfig
from .inputs import prepare_tokenizer
from .model import ParagraphTagger, load_encoder
from .probe import fit_linear
from .states import paragraph_states

_WINDOW = 512
"""Tokens of a window, where the encoder reads that many."""


@dataclass(frozen=True)
class OutOfFold:
    """Probabilities of all labelled paragraphs, in the order of the documents and their paragraphs."""

    topics: NDArray[np.float64]
    """(paragraphs, topics)."""
    roles: NDArray[np.float64]
    """(paragraphs, roles), rows sum to 1."""


def out_of_fold(
    documents: list[LabelledDocument],
    labels: LabelSet,
    encoder: str,
    folds: int,
    say: Callable[[str], None],
    seed: int = 1,
) -> OutOfFold:
    """Encode all documents once, then fit and predict fold by fold.

    Args:
        documents: labelled documents; paragraphs without a label are read as context only.
        labels: their label table.
        encoder: a transformers folder or hub name.
        folds: how many parts; each is predicted by heads fitted on the others.
        seed: of the heads' initial weights.

    Raises:
        ConfigError: the encoder cannot be loaded, or there are fewer families of documents than folds.
    """
    torch.manual_seed(seed)
    owner = np.repeat(_folds(documents, folds), [d.labelled for d in documents])
    model = ParagraphTagger(load_encoder(encoder), labels).eval()
    features = torch.from_numpy(_features(model, documents, encoder, say)).float()
    features = (features - features.mean(0)) / features.std(0).clamp(min=1e-6)
    targets = [row.targets(labels) for d in documents for row in d.rows if row is not None]
    topics = torch.tensor([t for t, _ in targets], dtype=torch.float)
    roles = nn.functional.one_hot(torch.tensor([r for _, r in targets]), len(labels.roles)).float()
    result = OutOfFold(np.zeros(topics.shape), np.zeros((len(roles), len(labels.roles))))
    for fold in range(folds):
        here = torch.from_numpy(owner == fold)
        heads = nn.Linear(features.shape[1], len(labels.topics)), nn.Linear(features.shape[1], len(labels.roles))
        fit_linear(*heads, features[~here], topics[~here], roles[~here], model.loss)
        with torch.no_grad():
            result.topics[here] = torch.sigmoid(heads[0](features[here])).numpy()
            result.roles[here] = torch.softmax(heads[1](features[here]), -1).numpy()
        say(f"fold {fold + 1} of {folds}: {int(here.sum())} paragraphs")
    return result


def _folds(documents: list[LabelledDocument], folds: int) -> list[int]:
    """A fold for every document: families whole, folds of about equal size."""
    place = {document.source: n for n, document in enumerate(documents)}
    families = clusters(documents, copies_between(documents))
    if len(families) < folds:
        raise ConfigError(f"{len(families)} documents that share no near-copies cannot be parted into {folds} folds")
    sizes = [0] * folds
    result = [0] * len(documents)
    for family in sorted(families, key=lambda f: (-sum(d.labelled for d in f), f[0].source)):
        fold = sizes.index(min(sizes))
        sizes[fold] += sum(d.labelled for d in family)
        for document in family:
            result[place[document.source]] = fold
    return result


def _features(
    model: ParagraphTagger, documents: list[LabelledDocument], encoder: str, say: Callable[[str], None]
) -> NDArray[np.float32]:
    """Pooled state of every labelled paragraph, in context, and the class of its form and place: (paragraphs, n)."""
    with TemporaryDirectory() as folder:
        positions = model.encoder.config.max_position_embeddings
        size = min(positions, _WINDOW)
        windows = WindowConfig(max_tokens=size, margin_tokens=size // 8, heading_tokens=max(8, size * 3 // 32))
        tokenizer, settings = prepare_tokenizer(encoder, windows, Path(folder), positions)
    structures = [structure_classes(d.document) for d in documents]
    known = sorted({name for names in structures for name in names})
    features = []
    for n, (document, structure) in enumerate(zip(documents, structures, strict=True), 1):
        states = paragraph_states(model, build_windows(document.document, tokenizer, settings))
        form = np.array([[name == other for other in known] for name in structure], dtype=np.float32)
        features.append(np.hstack([states, form])[document.known])
        if n % 50 == 0 or n == len(documents):
            say(f"encoded {n} of {len(documents)} documents")
    return np.vstack(features)
