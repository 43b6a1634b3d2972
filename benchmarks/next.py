"""What it gives to choose what is labelled: a labelling that is played again, with `gongwen next` and with chance.

    python benchmarks/next.py --texts FOLDER [--seeds 5] [--documents 400]

The pool is a sample of train's documents, whose labels are taken for unknown until a paragraph is chosen. A light
learner (support vector machines on the n-grams of the n-gram table) starts from --start paragraphs drawn by chance; in
every round it tags the pool, each way of choosing takes its paragraphs, and the learner is fitted anew on all that it
has. Prints topic macro-F1 / role macro-F1 / role accuracy on dev's public part after each round, means over seeds, and
in the end the mean over the rounds with the difference to chance and its standard error over seeds. Some
six minutes on two cores; --only NAME plays one way alone.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from gongwen.data import WRITTEN, DataFolder, LabelledDocument
from gongwen.evaluation import best_threshold, compare, gold
from gongwen.evaluation.arrays import Bool, Double, Int
from gongwen.labels import LabelSet
from gongwen.runtime.decide import sigmoid, softmax
from gongwen.runtime.ngrams import View, bag, features
from gongwen.runtime.record import Record
from gongwen.selection import POLICY, Chosen, Labelled, Policy, choose_documents, choose_paragraphs
from gongwen.training.ngrams import COST, labelled_views

BITS = 16
SHARPNESS = 6.0
"""Scores times this are log-odds: with some hundred labels the mean probability of the role given is then about the
share of right ones."""
Asked = tuple[csr_matrix, Bool, Int]
"""Features, topics and roles of dev."""
Choose = Callable[["Pool", list[Record], Sequence[int], int, int], list[int]]
"""Pool, its records, what is labelled, how many more, seed → positions in the pool."""


class Pool:
    """Labelled paragraphs that are taken for unlabelled."""

    def __init__(self, documents: Sequence[LabelledDocument], labels: LabelSet) -> None:
        self.labels = labels
        self.topics, self.roles = gold(documents, labels)
        self.places = [
            (document.source.replace(":", "/"), paragraph, row)  # as a tagged file would be called
            for document in documents
            for paragraph, row in zip(document.document.paragraphs, document.rows, strict=True)
            if row is not None
        ]
        self.at = {(source, paragraph.index): n for n, (source, paragraph, _) in enumerate(self.places)}
        self.seen = labelled_views(documents)
        self.idf = _idf(self.seen)
        self.matrix = _matrix(self.seen, self.idf)

    def rows(self, labelled: Sequence[int]) -> Labelled:
        """What `gongwen next --labels` is told."""
        return Labelled(self.places[n][2] for n in labelled)

    def records(self, topics: Double, roles: Double) -> list[Record]:
        """The pool as it would be tagged."""
        given, best = decide(topics, roles, self.labels)
        return [
            Record(
                source, paragraph.article, paragraph.index, paragraph.start, paragraph.end, paragraph.ref,
                paragraph.text,
                [key for key, yes in zip(self.labels.topic_keys, given[n], strict=True) if yes],
                dict(zip(self.labels.topic_keys, topics[n].tolist(), strict=True)),
                self.labels.role_keys[best[n]], float(roles[n, best[n]]), 0, list(paragraph.path),
            )
            for n, (source, paragraph, _) in enumerate(self.places)
        ]  # fmt: skip


class Learner:
    """The n-gram table's machines: one a label, against all others.

    Topics are given from the cut of best F1 on dev, as thresholds are fitted on dev in training as well.
    """

    def __init__(self, matrix: csr_matrix, topics: Bool, roles: Int, dev: Asked, labels: LabelSet) -> None:
        wanted = np.hstack([topics, roles[:, None] == np.arange(len(labels.roles))])
        self._labels = labels
        self._machines = [_fit(matrix, column) for column in wanted.T]
        asked, _ = self._scores(dev[0])
        cuts = [best_threshold(yes, sigmoid(one)) for yes, one in zip(dev[1].T, asked.T, strict=True)]
        self._cuts = np.log(cuts) - np.log1p(-np.array(cuts))

    def probabilities(self, matrix: csr_matrix) -> tuple[Double, Double]:
        """(paragraphs, topics), a half at the cut, and (paragraphs, roles)."""
        topics, roles = self._scores(matrix)
        return sigmoid(SHARPNESS * (topics - self._cuts)).astype(np.float64), softmax(SHARPNESS * roles)

    def _scores(self, matrix: csr_matrix) -> tuple[Double, Double]:
        scores = np.stack([matrix @ weights + bias for weights, bias in self._machines], axis=1)
        return np.split(scores, [len(self._labels.topics)], axis=1)


def _fit(matrix: csr_matrix, wanted: Bool) -> tuple[Double, float]:
    if not 0 < wanted.sum() < len(wanted):
        return np.zeros(matrix.shape[1]), 1.0 if wanted.all() else -1.0
    machine = LinearSVC(C=COST, dual=True, random_state=0).fit(matrix, wanted)
    return machine.coef_[0], float(machine.intercept_[0])


def decide(topics: Double, roles: Double, labels: LabelSet) -> tuple[Bool, Int]:
    """Topics given and roles; noise has no topics."""
    best = roles.argmax(axis=1)
    noise = np.array([label.kind == "noise" for label in labels.roles])
    return (topics >= 0.5) & ~noise[best][:, None], best


def by_chance(pool: Pool, records: list[Record], labelled: Sequence[int], count: int, seed: int) -> list[int]:
    """Single paragraphs."""
    free = np.setdiff1d(np.arange(len(records)), labelled)
    return np.random.default_rng(seed).permutation(free)[:count].tolist()


def documents_by_chance(pool: Pool, records: list[Record], labelled: Sequence[int], count: int, seed: int) -> list[int]:
    """Whole documents, the last one cut where the count is reached."""
    by_document: dict[str, list[int]] = {}
    for n in np.setdiff1d(np.arange(len(records)), labelled).tolist():
        by_document.setdefault(records[n].doc, []).append(n)
    names = np.random.default_rng(seed).permutation(sorted(by_document)).tolist()
    return [n for name in names for n in by_document[name]][:count]


def by(policy: Policy, select: Callable[..., Chosen] = choose_paragraphs) -> Choose:
    """What `gongwen next` takes."""

    def take(pool: Pool, records: list[Record], labelled: Sequence[int], count: int, seed: int) -> list[int]:
        chosen = select(records, pool.labels, count, pool.rows(labelled), seed=seed, policy=policy)
        return [pool.at[c.record.doc, c.record.paragraph] for _, c in chosen.candidates]

    return take


PLAIN = Policy(0, 0, 0)
WAYS: dict[str, Choose] = {
    "chance": by_chance,
    "doubt alone": by(PLAIN),
    "gongwen next": by(POLICY),
    "without novelty": by(replace(POLICY, novelty=0)),
    "without spread": by(replace(POLICY, spread=0)),
    "without balance": by(replace(POLICY, balance=0)),
    "documents by chance": documents_by_chance,
    "gongwen next --documents": by(POLICY, choose_documents),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--texts", type=Path, action="append", default=[])
    parser.add_argument("--documents", type=int, default=400, help="of the pool")
    parser.add_argument("--start", type=int, default=100, help="paragraphs labelled by chance")
    parser.add_argument("--rounds", type=int, nargs="+", default=[50, 100, 200], help="paragraphs chosen in each round")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], choices=list(WAYS))
    args = parser.parse_args()
    folder = DataFolder(args.data, args.texts)
    parts, labels = folder.parts(), folder.labels
    asked = [d for d in parts["dev"] if d.collection not in WRITTEN and d.labelled]
    results: dict[str, list[list[tuple[float, float, float]]]] = {}
    for seed in range(args.first_seed, args.first_seed + args.seeds):
        learnt = [d for d in parts["train"] if d.labelled]
        some = np.random.default_rng(seed).permutation(len(learnt))[: args.documents]
        pool = Pool([learnt[n] for n in sorted(some)], labels)
        dev = _matrix(labelled_views(asked), pool.idf), *gold(asked, labels)
        print(f"seed {seed}: a pool of {len(pool.places):,}, asked about {dev[0].shape[0]:,}", flush=True)
        for name in args.only or WAYS:
            started = time.monotonic()
            results.setdefault(name, []).append(play(pool, dev, WAYS[name], args.start, args.rounds, seed))
            print(f"  {name}: {time.monotonic() - started:.0f} s", flush=True)
    report(results, args.start, args.rounds)


def play(
    pool: Pool, dev: Asked, way: Choose, start: int, rounds: Sequence[int], seed: int
) -> list[tuple[float, float, float]]:
    """Figures after the start and after each round."""
    labelled = np.random.default_rng(1000 + seed).permutation(len(pool.places))[:start].tolist()
    figures = []
    for number, count in enumerate([*rounds, 0]):
        learner = Learner(pool.matrix[labelled], pool.topics[labelled], pool.roles[labelled], dev, pool.labels)
        given, roles = decide(*learner.probabilities(dev[0]), pool.labels)
        m = compare(dev[1], given, dev[2], roles, pool.labels)
        figures.append((m.topic_macro_f1, m.role_macro_f1, m.role_accuracy))
        if count:
            records = pool.records(*learner.probabilities(pool.matrix))
            labelled += way(pool, records, labelled, count, 100 * seed + number)
    return figures


def report(results: dict[str, list[list[tuple[float, float, float]]]], start: int, rounds: Sequence[int]) -> None:
    labelled = np.cumsum([start, *rounds]).tolist()
    print(f"| labelled | {' | '.join(map(str, labelled))} | mean of the rounds | difference to chance |")
    for name, runs in results.items():
        figures = np.array(runs)  # (seeds, rounds + 1, 3)
        cells = [" / ".join(f"{value:.3f}" for value in row) for row in figures.mean(axis=0)]
        means = figures[:, 1:].mean(axis=1)
        cells.append(" / ".join(f"{value:.3f}" for value in means.mean(axis=0)))
        if "chance" in results:
            apart = means - np.array(results["chance"])[:, 1:].mean(axis=1)
            errors = apart.std(axis=0, ddof=1) / np.sqrt(len(apart)) if len(apart) > 1 else np.full(3, np.nan)
            pairs = zip(apart.mean(axis=0), errors, strict=True)
            cells.append(" / ".join(f"{value:+.3f} ± {error:.3f}" for value, error in pairs))
        print(f"| {name} | {' | '.join(cells)} |")


def _idf(seen: Sequence[View]) -> np.ndarray:  # type: ignore[type-arg]
    counts = np.zeros(1 << BITS)
    for view in seen:
        for field, text in enumerate(view):
            if text:
                counts[bag(text, BITS, field)[0]] += 1
    return np.where(counts < 2, 0.0, np.log((1 + len(seen)) / (1 + counts)) + 1).astype(np.float32)


def _matrix(seen: Sequence[View], idf: np.ndarray) -> csr_matrix:  # type: ignore[type-arg]
    rows = [features(view, idf) for view in seen]
    ends = np.cumsum([0] + [len(buckets) for buckets, _ in rows])
    return csr_matrix(
        (np.concatenate([v for _, v in rows]), np.concatenate([b for b, _ in rows]), ends), (len(seen), len(idf))
    )


if __name__ == "__main__":
    main()
