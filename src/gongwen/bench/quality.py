"""The ladder: every rung fitted on train, chosen on dev and measured on the same split as the tagger."""

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from ..data import DataFolder
from ..errors import ConfigError, GongwenError, MissingExtraError
from ..evaluation import Counts
from ..evaluation.run import counted, documents_of, parts_of
from ..labels import LabelSet
from .compare import SeedMean, against, figures
from .parts import Part
from .systems.base import System
from .systems.contrastive import SetFit
from .systems.lexical import Rules, TfidfSvm
from .systems.single import SingleParagraphs
from .systems.tagger import Gongwen
from .systems.vectors import LogisticRegressions, Model2Vec, NearestNeighbours, Vectors

NAMES = ("rules", "tfidf-svm", "model2vec", "knn", "logreg", "setfit", "single", "gongwen")
"""The rungs, from the simplest up."""
OURS = "gongwen"
PARTS = ("written part", "public part", "all")
_WITHOUT_ENCODER = {"rules", "tfidf-svm", OURS}
_PACKAGES = (
    "gongwen-tagger", "numpy", "scikit-learn", "torch", "transformers", "tokenizers", "onnxruntime", "model2vec",
    "sentence-transformers", "setfit",
)  # fmt: skip

Say = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """What to measure, and on what."""

    data: Path = Path("data")
    texts: tuple[Path, ...] = ()
    split: str = "test"
    model: Path | None = None
    """The tagger's model folder; the shipped one by default."""
    encoder: Path = Path("runs/encoder/e5-small-zh")
    seeds: int = 3
    names: tuple[str, ...] = NAMES
    runs: Path = Path("runs/bench")
    """Where vectors and trained runs are kept between calls."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "data": str(self.data),
            "texts": [str(path) for path in self.texts],
            "split": self.split,
            "model": "shipped" if self.model is None else str(self.model),
            "encoder": str(self.encoder),
            "seeds": self.seeds,
            "systems": list(self.names),
        }


def choose(only: list[str], skip: list[str]) -> tuple[str, ...]:
    """Names of the rungs to climb, in order.

    Raises:
        ConfigError: an unknown name, or none left.
    """
    for name in (*only, *skip):
        if name not in NAMES:
            raise ConfigError(f"no baseline is called {name!r}; there are {', '.join(NAMES)}")
    names = tuple(name for name in NAMES if (not only or name in only) and name not in skip)
    if not names:
        raise ConfigError("--only and --skip leave no baseline to run")
    return names


def climb(settings: Settings, say: Say) -> dict[str, Any]:
    """Run the ladder. A rung that fails is reported under ``failed``, and the others go on.

    Args:
        settings: what to measure.
        say: takes one line for the user at a time.

    Returns:
        Plain data with stable keys and no dates: ``config``, ``versions``, ``size``, ``systems`` (by name: seeds,
        seconds, what each seed chose on dev, figures by part of the split), ``comparison`` (the tagger against each
        other system), ``failed``.

    Raises:
        ConfigError: the encoder's folder is not there.
        DataError: a split holds no labelled document whose text is here.
    """
    if set(settings.names) - _WITHOUT_ENCODER and not (settings.encoder / "config.json").is_file():
        raise ConfigError(
            f"{settings.encoder}: no transformers folder; `gongwen encoder import` makes the embedded one, --encoder "
            f"names another, and only {', '.join(sorted(_WITHOUT_ENCODER))} need none (--only NAME)"
        )
    folder = DataFolder(settings.data, settings.texts)
    if folder.note:
        say(folder.note)
    documents = {split: documents_of(folder, split) for split in ("train", "dev", settings.split)}
    labels = folder.labels
    train = Part.as_labelled(documents["train"], labels)
    dev, test = (Part.as_cut(documents[split], labels) for split in ("dev", settings.split))
    systems: dict[str, Any] = {}
    counts: dict[str, dict[str, SeedMean]] = {}
    failed: dict[str, str] = {}
    for system in _systems(settings, say):
        say(f"{system.name}: begins")
        started = time.monotonic()
        seeds = list(range(1, settings.seeds + 1)) if system.seeds else []
        try:
            each, chosen = _measured(system, seeds or [1], train, dev, test, labels)
        except Exception as error:  # one rung must not take the others down with it, whatever its packages raise
            failed[system.name] = _reason(system.name, error)
            say(f"{system.name}: {failed[system.name]}")
            continue
        seconds = time.monotonic() - started
        say(f"{system.name}: {seconds:.0f} s")
        counts[system.name] = {part: SeedMean.over([c[part] for c in each]) for part in each[0]}
        systems[system.name] = {
            "seeds": seeds,
            "seconds": round(seconds, 1),
            "chosen": chosen,
            "parts": {part: figures(mean) for part, mean in counts[system.name].items()},
        }
    ours = counts.get(OURS, {})
    return {
        "config": settings.to_dict(),
        "versions": _versions(),
        "size": {
            split: {"documents": len(part.documents), "paragraphs": len(part.texts)}
            for split, part in {"train": train, "dev": dev, settings.split: test}.items()
        },
        "systems": systems,
        "comparison": {
            name: {part: against(ours[part], theirs[part]) for part in ours}
            for name, theirs in counts.items()
            if ours and name != OURS
        },
        "failed": failed,
    }


def _systems(settings: Settings, say: Say) -> list[System]:
    vectors = Vectors(settings.encoder, settings.runs / "vectors", say)
    ladder: tuple[System, ...] = (
        Rules(),
        TfidfSvm(),
        Model2Vec(settings.encoder),
        NearestNeighbours(vectors),
        LogisticRegressions(vectors),
        SetFit(settings.encoder),
        SingleParagraphs(settings.encoder, settings.data, settings.texts, settings.runs, say),
        Gongwen(settings.model),
    )
    return [system for system in ladder if system.name in settings.names]


def _measured(
    system: System, seeds: list[int], train: Part, dev: Part, test: Part, labels: LabelSet
) -> tuple[list[dict[str, Counts]], list[dict[str, Any]]]:
    """Counts by part of the split, and what was chosen on dev; one entry a seed."""
    groups = {name: group for name, group in parts_of(test.documents).items() if name in PARTS}
    each, chosen = [], []
    for seed in seeds:
        fitted = system.fit(train, dev, labels, seed)
        said = fitted.predict(test)
        each.append({name: counted(said.of([d.source for d in group]), labels) for name, group in groups.items()})
        chosen.append(fitted.settings)
    return each, chosen


def _reason(name: str, error: Exception) -> str:
    if isinstance(error, ImportError):
        error = MissingExtraError(f"the baseline {name}", "bench", error.name or str(error))
    return str(error) if isinstance(error, GongwenError) else f"{type(error).__name__}: {error}"


def _versions() -> dict[str, str]:
    found = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
