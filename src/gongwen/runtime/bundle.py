"""The model folder: what stands in it, and that it is whole.

model.onnx       encoder and heads
tokenizer.json   the encoder's tokenizer
ngrams.safetensors  the n-gram table beside the encoder, where the model has one
own.safetensors  a second one, of what its user taught it since (`gongwen.adapt`), where there is one
labels.yaml      topics and roles the heads score, in column order
settings.json    window sizes, special tokens, calibration, and the SHA-256 of the other files
README.md        the model card
"""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..errors import ModelError
from ..labels import LABELS_FILE, LabelSet
from ..resources import DEFAULT_MODEL, shipped
from ..windows import ParagraphTokenizer, WindowSettings
from .ngrams import NgramHeads, NgramTables

FORMAT = 5
"""2: with an n-gram table, if the model has one. 3: the table sees the neighbours, and roles are a chain. 4: topic
logits of single tokens, for evidence. 5: a table of its user's. Earlier ones are read as well."""
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
SETTINGS_FILE = "settings.json"
CARD_FILE = "README.md"
NGRAMS_FILE, OWN_FILE = "ngrams.safetensors", "own.safetensors"
TABLES = (NGRAMS_FILE, OWN_FILE)
HASHED = (MODEL_FILE, TOKENIZER_FILE, LABELS_FILE)
FILES = (*HASHED, *TABLES, SETTINGS_FILE, CARD_FILE)


@dataclass(frozen=True)
class Calibration:
    """Fitted on dev and shipped with the model."""

    topic_temperature: float
    role_temperature: float
    thresholds: dict[str, float]
    """Topic key → probability from which the topic is given."""
    structure: dict[str, list[float]] = field(default_factory=dict)
    """Structure class → log-odds of each role in such a place against its overall share (`documents.structure`)."""
    structure_weight: float = 0.0
    """What the log-odds count beside the model's own scores."""
    topic_ngram_weight: float = 0.0
    """What the n-gram table's scores count beside the encoder's, for topics …"""
    role_ngram_weight: float = 0.0
    """… and for roles."""
    unsure_below: float = 0.0
    """Confidence (`decide.confidence`) below which a paragraph is flagged ``unsure``."""
    sure_error: float | None = None
    """Share of paragraphs with a wrong label among those not flagged, on dev: what the band was chosen for."""
    transitions: list[list[float]] = field(default_factory=list)
    """(1 + roles, roles): log-odds of a role at the beginning of an article, and after each of the roles, against its
    overall share (`runtime.sequence`)."""
    transition_weight: float = 0.0
    """What they count."""


@dataclass(frozen=True)
class Bundle:
    """An opened model folder."""

    path: Path
    name: str
    labels: LabelSet
    windows: WindowSettings
    calibration: Calibration
    tables: tuple[str, ...] = ()
    """Files of its n-gram tables."""

    @property
    def model_file(self) -> Path:
        return self.path / MODEL_FILE

    def ngrams(self) -> NgramTables | None:
        """The n-gram tables, which score as one; None for a model without.

        Raises:
            ModelError: a table has other columns than the label table.
        """
        topics, roles = len(self.labels.topics), len(self.labels.roles)
        tables = [NgramHeads.load(self.path / file) for file in self.tables]
        for file, heads in zip(self.tables, tables, strict=True):
            if (heads.topics, len(heads.biases)) != (topics, topics + roles):
                raise ModelError(f"{self.path}: {file} and {LABELS_FILE} name different labels")
        return NgramTables(*tables) if tables else None

    def sha256(self) -> str:
        """Hash of the whole model: of its settings, which hold the hashes of its other files."""
        return _sha256(self.path / SETTINGS_FILE)

    def tokenizer(self) -> ParagraphTokenizer:
        return ParagraphTokenizer(self.path / TOKENIZER_FILE)


SHIPPED = "shipped"
"""What the shipped model is called where a model folder is named."""


def open_bundle(path: str | Path | None = None) -> Bundle:
    """Open and verify a model folder; without a path, or for the word "shipped", the shipped default model.

    Raises:
        ModelError: a file is missing, does not match its recorded hash, or says something unknown.
    """
    folder = shipped(f"models/{DEFAULT_MODEL}") if path is None or str(path) == SHIPPED else Path(path)
    if not folder.is_dir():
        raise ModelError(f"{folder}: no such model folder")
    if (folder / "labels").is_dir():
        raise ModelError(f"{folder}: a data folder, no model folder; the word {SHIPPED} names the shipped model")
    for file in (*HASHED, SETTINGS_FILE):
        if not (folder / file).is_file():
            raise ModelError(f"{folder}: not a model folder, {file} is missing")
    try:
        settings = json.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))
        if settings["format"] not in range(1, FORMAT + 1):
            raise ModelError(
                f"{folder}: model format {settings['format']} is not known to this version (it reads 1 to {FORMAT}); "
                "upgrade gongwen-tagger"
            )
        hashes = settings["sha256"]
        tables = tuple(file for file in TABLES if file in hashes)
        for file in (*HASHED, *tables):
            if not (folder / file).is_file():
                raise ModelError(f"{folder}: not a model folder, {file} is missing")
            if _sha256(folder / file) != hashes[file]:
                raise ModelError(f"{folder}: {file} is damaged (its SHA-256 differs from settings.json); copy it anew")
        labels = LabelSet.load(folder / LABELS_FILE)
        bundle = Bundle(
            folder,
            settings["name"],
            labels,
            WindowSettings(**settings["windows"]),
            Calibration(**settings["calibration"]),
            tables,
        )
    except OSError as error:
        raise ModelError(f"{folder}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder}: {SETTINGS_FILE} is damaged ({error!r})") from error
    calibration, roles = bundle.calibration, len(labels.roles)
    chain = calibration.transitions if calibration.transition_weight else []
    if any(len(odds) != roles for odds in (*calibration.structure.values(), *chain)) or (
        calibration.transition_weight and len(chain) != 1 + roles
    ):
        raise ModelError(f"{folder}: {SETTINGS_FILE} and {LABELS_FILE} name different roles")
    if set(bundle.calibration.thresholds) != set(labels.topic_keys):
        raise ModelError(f"{folder}: {SETTINGS_FILE} and {LABELS_FILE} name different topics")
    return bundle


def write_settings(folder: Path, name: str, windows: WindowSettings, calibration: Calibration, **facts: Any) -> None:
    """Write settings.json for the files that already stand in `folder`; `facts` are recorded as they are."""
    settings = {
        "format": FORMAT,
        "name": name,
        "windows": asdict(windows),
        "calibration": asdict(calibration),
        **facts,
        "sha256": {
            file: _sha256(folder / file) for file in (*HASHED, *TABLES) if file in HASHED or (folder / file).is_file()
        },
    }
    text = json.dumps(settings, ensure_ascii=False, indent=2) + "\n"
    (folder / SETTINGS_FILE).write_text(text, encoding="utf-8")


def check_target(output: Path) -> None:
    """Only a model folder may be replaced: a forgotten name must not cost a folder of other things.

    Raises:
        ModelError: something else stands there.
    """
    if output.exists() and (not output.is_dir() or {p.name for p in output.iterdir()} - set(FILES)):
        raise ModelError(f"{output}: exists and is not a model folder; name a folder of its own, e.g. models/my-model")


def replace_folder(finished: Path, output: Path) -> None:
    """Put a finished folder in place; the one that was there goes only when the new one stands."""
    retired = output.with_name(f".{output.name}.retired")
    if output.exists():
        output.replace(retired)
    try:
        finished.replace(output)
    except BaseException:
        if retired.exists():
            retired.replace(output)
        raise
    shutil.rmtree(retired, ignore_errors=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
