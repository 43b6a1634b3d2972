"""Model folder + a user's labels → a model folder that knows them (`gongwen train --from`)."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..data import DataFolder, LabelledDocument
from ..documents import Document
from ..errors import DataError, ModelError
from ..evaluation import Metrics
from ..evaluation.arrays import Double, Float, Int
from ..runtime import Tagger, open_bundle
from ..runtime.bundle import FILES, NGRAMS_FILE, OWN_FILE, check_target, replace_folder, write_settings
from ..runtime.ngrams import NgramHeads
from .card import add_note
from .lesson import Read, joined, measure, read_kept, read_labelled
from .residual import Lesson, gram, solve, table

PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
FOLDS = 5
KEPT = 1_500
"""Paragraphs of the documents to keep that are looked at, about."""
MOST = 5_000
"""Labelled paragraphs from which on a model should be trained anew: time and memory grow with their square."""


@dataclass(frozen=True)
class Adapted:
    """What came of it.

    Attributes:
        documents: labelled documents learnt from.
        paragraphs: labelled paragraphs in them.
        kept: paragraphs whose labels were to stay.
        penalty: strength of the penalty, chosen by cross-validation.
        before: the model as it was, on the labelled paragraphs.
        after: what can be expected of the new one on documents like these: each part of them was tagged by a model
            that learnt from the others.
    """

    documents: int
    paragraphs: int
    kept: int
    penalty: float
    before: Metrics
    after: Metrics


def adapt(
    model: Path | None,
    data: DataFolder,
    output: Path,
    keep: Sequence[Document] = (),
    say: Callable[[str], None] = lambda line: None,
) -> Adapted:
    """Teach a model folder a user's labels.

    The model's files stay as they are; what is learnt stands beside them in a file of its own, `own.safetensors`.

    Args:
        model: the folder to begin with; the shipped one by default.
        data: labelled documents; where it has splits, those of train.
        output: a folder that is not there, or a model folder, which is replaced.
        keep: documents whose labels should stay as the model gives them.
        say: takes one line for the user at a time.

    Raises:
        DataError: there is nothing to learn from, too much, or a label that the model does not have.
        ModelError: the folder is no model, or has no n-gram table to add to.
    """
    check_target(output)
    tagger = Tagger(open_bundle(model))
    idf = _idf(tagger)
    documents = _documents(data)
    labelled = sum(d.labelled for d in documents)
    if labelled > MOST:
        raise DataError(
            f"{data.root}: {labelled:,} labelled paragraphs; more than {MOST:,} are better learnt by training anew "
            "(`gongwen train configs/cpu.yaml data.folder=…`)"
        )
    say(f"reading {labelled:,} labelled paragraphs of {len(documents):,} documents")
    reads = [read_labelled(d, tagger, idf) for d in documents]
    lesson = joined(reads)
    every = joined([*reads, *(read_kept(d, tagger, idf) for d in _some(keep))])
    say(f"comparing {len(every):,} paragraphs with each other")
    products = gram(every.features, every.features, len(idf))
    folds = _folds([len(read.lesson) for read in reads])
    say(f"choosing the penalty by cross-validation, {len(PENALTIES)} strengths, {len(folds)} parts")
    penalty, additions = _cross_validated(lesson, every, products, folds)
    after = measure(documents, reads, _scattered(additions, reads), tagger)
    before = measure(documents, reads, None, tagger)
    result = Adapted(len(documents), labelled, len(every) - labelled, penalty, before, after)
    own = _table(table(every, solve(every, products, penalty), len(idf)), idf, tagger)
    _write(tagger, own, output, result)
    return result


def _documents(data: DataFolder) -> list[LabelledDocument]:
    documents = data.parts()["train"] if data.splits_path.exists() else data.documents
    documents = [document for document in documents if document.labelled]
    if not documents:
        raise DataError(f"{data.root}: no labelled paragraph to learn from whose text is here. {data.note}".strip())
    return documents


def _some(keep: Sequence[Document]) -> list[Document]:
    """Documents drawn by chance, up to `KEPT` paragraphs."""
    drawn: list[Document] = []
    left = KEPT
    for n in np.random.default_rng(0).permutation(len(keep)):
        if left <= 0:
            break
        document = keep[n]
        drawn.append(replace(document, paragraphs=document.paragraphs[:left]))
        left -= len(document.paragraphs)
    return drawn


def _idf(tagger: Tagger) -> Float:
    """The model's own, but for n-grams that it never met, which count as the rarest: in a user's texts they are what
    is new, and elsewhere they dilute what was learnt."""
    if NGRAMS_FILE not in tagger.bundle.tables:
        raise ModelError(f"{tagger.bundle.path}: has no n-gram table to add to; train it anew with the labels instead")
    if not (tagger.calibration.topic_ngram_weight and tagger.calibration.role_ngram_weight):
        raise ModelError(
            f"{tagger.bundle.path}: its n-gram table counts nothing; train it anew with the labels instead"
        )
    idf = NgramHeads.load(tagger.bundle.path / NGRAMS_FILE).idf
    return np.where(idf == 0, idf.max(), idf)


def _folds(lengths: Sequence[int]) -> list[Int]:
    """Parts of the labelled paragraphs that are tagged by what is learnt from the others: whole documents, of about
    the same number of paragraphs; stretches of a single document."""
    rows = np.arange(sum(lengths))
    if len(lengths) == 1:
        return [part for part in np.array_split(rows, FOLDS) if len(part)]
    fold_of = np.zeros(len(lengths), dtype=np.int64)
    sizes = np.zeros(min(FOLDS, len(lengths)), dtype=np.int64)
    for document in np.argsort(-np.asarray(lengths), kind="stable"):
        fold_of[document] = sizes.argmin()
        sizes[fold_of[document]] += lengths[document]
    owner = np.repeat(fold_of, lengths)
    return [rows[owner == fold] for fold in range(len(sizes))]


def _cross_validated(lesson: Lesson, every: Lesson, products: Double, folds: Sequence[Int]) -> tuple[float, Double]:
    """The penalty of least log-loss, and the additions (labelled paragraphs, topics + roles) that it gives to parts
    which were not learnt from."""
    best: tuple[float, float, Double] | None = None
    for penalty in PENALTIES:
        additions = np.zeros((len(lesson), lesson.topics.shape[1] + lesson.roles.shape[1]))
        for part in folds if len(folds) > 1 else ():
            rest = np.setdiff1d(np.arange(len(every)), part)
            weights = solve(every.at(rest), products[np.ix_(rest, rest)], penalty)
            additions[part] = products[np.ix_(part, rest)] @ weights
        loss = lesson.loss(additions)
        if best is None or loss < best[0]:
            best = loss, penalty, additions
    assert best is not None
    return best[1], best[2]


def _scattered(additions: Double, reads: Sequence[Read]) -> list[Float]:
    """(labelled paragraphs, …) → of each document (paragraphs, …)."""
    ends = np.cumsum([len(read.lesson) for read in reads])
    parts = []
    for read, part in zip(reads, np.split(additions, ends[:-1]), strict=True):
        whole = np.zeros((len(read.known), additions.shape[1]), dtype=np.float32)
        whole[read.known] = part
        parts.append(whole)
    return parts


def _table(addition: Float, idf: Float, tagger: Tagger) -> NgramHeads:
    """As the model adds it up: its weights for n-gram scores taken out; and what was learnt before, put in."""
    calibration, topics = tagger.calibration, len(tagger.labels.topics)
    columns = np.arange(addition.shape[1])
    counts = np.where(columns < topics, calibration.topic_ngram_weight, calibration.role_ngram_weight)
    addition = np.asarray(addition / counts, dtype=np.float32)
    if OWN_FILE in tagger.bundle.tables:
        before = NgramHeads.load(tagger.bundle.path / OWN_FILE)
        addition = addition + before.weights * before.scales
    scales = np.abs(addition).max(axis=0) / 127
    scales[scales == 0] = 1.0
    weights = np.round(addition / scales).astype(np.int8)
    return NgramHeads(weights, scales.astype(np.float32), np.zeros(len(columns), np.float32), idf, topics)


def _write(tagger: Tagger, own: NgramHeads, output: Path, result: Adapted) -> None:
    bundle = tagger.bundle
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=f".{output.name}.") as temporary:
        folder = Path(temporary) / "model"
        folder.mkdir()
        for file in FILES:
            if (bundle.path / file).is_file():
                shutil.copyfile(bundle.path / file, folder / file)
        own.save(folder / OWN_FILE)
        facts = {
            "from": {"name": bundle.name, "sha256": bundle.sha256()},
            "documents": result.documents,
            "paragraphs": result.paragraphs,
            "kept": result.kept,
            "penalty": result.penalty,
            "before": result.before.to_dict(),
            "after": result.after.to_dict(),
        }
        write_settings(folder, output.name, bundle.windows, bundle.calibration, adapted=facts)
        add_note(folder, bundle.name, result)
        replace_folder(folder, output)
