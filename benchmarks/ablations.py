"""What each part of the tagger gives: the same small training without it, over three seeds.

    python benchmarks/ablations.py --texts FOLDER

Learns from a share of train's documents (the same ones for every seed and variant) with the encoder's lowest layers, so
that the whole table takes half an hour on two cores: differences count, not levels. Asked about dev, whose documents
are halved: what is fitted on one half (temperatures, weights, thresholds) is used on the other. Prints topic macro-F1 /
role macro-F1 / role accuracy, means over the seeds, and the difference to the whole tagger with a paired bootstrap over
documents.

Runs are kept below --runs and used again.
"""

import argparse
import json
import os
import shutil
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import compress
from pathlib import Path

import numpy as np
import torch

from gongwen.bench.compare import COMPARED, SeedMean, against
from gongwen.data import WRITTEN, DataFolder, LabelledDocument
from gongwen.evaluation import Counts, gold
from gongwen.evaluation.calibration import Priors
from gongwen.evaluation.run import counted, line_up, said_in
from gongwen.export.calibrate import calibrate, priors
from gongwen.labels import LabelSet
from gongwen.runtime.decide import decide
from gongwen.runtime.ngrams import View, views
from gongwen.runtime.scorer import Float, Logits, Scorer
from gongwen.training.config import load_config
from gongwen.training.model import ParagraphTagger, load_trained
from gongwen.training.ngrams import fit_table, labelled_views
from gongwen.training.record import RUN_FILE
from gongwen.training.train import train
from gongwen.windows import ParagraphTokenizer, WindowSettings, build_windows

BITS = 18
TRAINED = {
    "whole": [],
    "no headings above": ["windows.heading_tokens=0"],
    "single paragraphs": ["windows.heading_tokens=0", "windows.margin_tokens=0", "windows.context=false"],
}
"""Variants to be trained, and their settings."""
NEUTRAL = {
    "no chain of roles": {"transitions": False},
    "no structure, no chain": {"structure": False, "transitions": False},
    "table sees the paragraph alone": {"table": "own"},
    "no table": {"table": None},
    "encoder alone": {"structure": False, "transitions": False, "table": None},
    "table, structure and chain without an encoder": {"use_encoder": False},
}
"""Variants of the whole that need no training of their own."""


class TorchScorer(Scorer):
    """The trained model in place of its export."""

    def __init__(self, model: ParagraphTagger) -> None:
        self._model, self._outputs = model, ["topic_logits", "role_logits"]
        self._pool, self._process = ThreadPoolExecutor(1), os.getpid()

    def run(self, ids: np.ndarray, mask: np.ndarray, pool: Float) -> tuple[Float, Float, None]:  # type: ignore[type-arg]
        with torch.inference_mode():
            out = self._model(*map(torch.from_numpy, (ids, mask, pool)))
        return out["topic_logits"].numpy(), out["role_logits"].numpy(), None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", type=Path, default=Path("configs/cpu.yaml"))
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--texts", type=Path, action="append", default=[])
    parser.add_argument("--share", type=float, default=0.1, help="Of train's documents.")
    parser.add_argument("--layers", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--skip", action="append", default=[], choices=list(TRAINED)[1:], help="a variant to leave out")
    parser.add_argument("--runs", type=Path, default=Path("runs/ablations"))
    args = parser.parse_args()
    folder = DataFolder(args.data, args.texts)
    labels, parts = folder.labels, folder.parts()
    dev = parts["dev"]
    learnt = [d for d in parts["train"] if zlib.crc32(d.source.encode()) % 1000 < 1000 * args.share]
    print(f"{len(learnt)} documents, {sum(d.labelled for d in learnt):,} paragraphs to learn from", flush=True)
    sample = _sample(folder, learnt, args.runs / f"data-{args.share}")
    tables = {kind: _table(learnt, dev, labels, kind) for kind in ("all", "own")}
    results: dict[str, list[dict[str, Counts]]] = {}
    for seed in range(1, args.seeds + 1):
        for name, settings in TRAINED.items():
            if name in args.skip:
                continue
            output = args.runs / f"{args.share}-{args.layers}-{seed}-{name.replace(' ', '-')}"
            texts = json.dumps([str(path) for path in (args.data, *args.texts)])
            more = [
                f"data.folder={sample}",
                f"data.texts={texts}",
                f"output={output}",
                f"optimization.seed={seed}",
                f"model.layers={args.layers}",
                "model.ngram_bits=null",
                *settings,
            ]
            if not (output / RUN_FILE).is_file():
                train(load_config(args.config, more), lambda _: None)
            said = _encoder_logits(output, dev, labels)
            variants = {name: {}} | (NEUTRAL if name == "whole" else {})
            for variant, change in variants.items():
                results.setdefault(variant, []).append(_halved(learnt, dev, said, tables, labels, **change))
            print(f"seed {seed}: {name} done", flush=True)
    _report(results)


def _sample(folder: DataFolder, documents: Sequence[LabelledDocument], output: Path) -> Path:
    """A data folder of the same labels with only these documents in train."""
    output.mkdir(parents=True, exist_ok=True)
    shutil.copytree(folder.rows_path, output / "labels", dirs_exist_ok=True)
    dev = {d.source for d in folder.parts()["dev"]}
    kept = {d.source for d in documents}
    rest = {d.source for d in folder.documents} - dev - kept
    splits = {"train": sorted(kept), "dev": sorted(dev), "test": sorted(rest)}
    (output / "splits.json").write_text(json.dumps(splits), encoding="utf-8")
    return output


def _table(
    learnt: Sequence[LabelledDocument], dev: Sequence[LabelledDocument], labels: LabelSet, kind: str
) -> list[Logits]:
    """Scores of the n-gram table for every dev document."""

    def cut(seen: list[View]) -> list[View]:
        return seen if kind == "all" else [(view[0], "", "", "") for view in seen]

    topics, roles = gold(learnt, labels)
    wanted = np.hstack([topics, roles[:, None] == np.arange(len(labels.roles))])
    table = fit_table(cut(labelled_views(learnt)), wanted, len(labels.topics), BITS)
    return [table.score(cut(views(d.document))) for d in dev]


def _encoder_logits(run: Path, dev: Sequence[LabelledDocument], labels: LabelSet) -> list[Logits]:
    """What the run's encoder and heads say of every dev document, in fp32."""
    settings = WindowSettings(**json.loads((run / RUN_FILE).read_text(encoding="utf-8"))["windows"])
    tokenizer = ParagraphTokenizer(run / "encoder" / "tokenizer.json")
    scorer = TorchScorer(load_trained(run, labels))
    sizes = len(labels.topics), len(labels.roles)
    return [
        scorer.score(build_windows(d.document, tokenizer, settings), len(d.document.paragraphs), *sizes) for d in dev
    ]


def _halved(
    learnt: Sequence[LabelledDocument],
    dev: Sequence[LabelledDocument],
    encoder: Sequence[Logits],
    tables: dict[str, list[Logits]],
    labels: LabelSet,
    *,
    structure: bool = True,
    transitions: bool = True,
    table: str | None = "all",
    use_encoder: bool = True,
) -> dict[str, Counts]:
    """Counts of dev's written and public part; each half is decided by what the other has fitted."""
    logits = list(encoder) if use_encoder else [Logits(0 * x.topics, 0 * x.roles) for x in encoder]
    if table is not None:
        logits = [replace(x, ngrams=beside) for x, beside in zip(logits, tables[table], strict=True)]
    counted_on = priors(learnt, labels)
    known = Priors(counted_on.structure if structure else {}, counted_on.transitions if transitions else [])
    half = np.array([zlib.crc32(d.source.encode()) % 2 for d in dev], dtype=bool)
    calibrations = {
        side: calibrate(known, list(compress(dev, half != side)), list(compress(logits, half != side)), labels)
        for side in (False, True)
    }
    said = [
        said_in(decide(d.document, x, labels, calibrations[bool(side)]), labels).at(d.known)
        for d, x, side in zip(dev, logits, half, strict=True)
    ]
    every = line_up(dev, said, labels)
    parts = {
        "public": [d for d in dev if d.collection not in WRITTEN],
        "written": [d for d in dev if d.collection in WRITTEN],
    }
    return {name: counted(every.of([d.source for d in part]), labels) for name, part in parts.items()}


def _report(results: dict[str, list[dict[str, Counts]]]) -> None:
    means = {
        name: {part: SeedMean.over([counts[part] for counts in each]) for part in ("written", "public")}
        for name, each in results.items()
    }
    for name, mean in means.items():
        cells = []
        for part in ("public", "written"):
            values = mean[part].figures()
            cells.append(" / ".join(f"{float(values[figure][0]):.3f}" for figure in COMPARED))
            difference = against(mean[part], means["whole"][part])
            if name != "whole":
                cells.append(
                    " / ".join(f"{difference[f]['difference']:+.3f} (p {difference[f]['p']:.3f})" for f in COMPARED)
                )
            else:
                cells.append("")
        print(f"| {name} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
