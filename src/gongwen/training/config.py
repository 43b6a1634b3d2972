"""The training configuration: a YAML file, checked before anything else happens."""

import difflib
import shlex
from pathlib import Path
from typing import Any, Literal, Self, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, model_validator

from ..errors import ConfigError

_LEAST_CORE = 36


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class DataConfig(_Section):
    """Where labels and texts are. Paths are relative to the working folder."""

    folder: Path = Path("data")
    """A data folder (`gongwen.data.folder`): labels, splits, label table, texts."""
    texts: tuple[Path, ...] = ()
    """Further folders that hold collections the rows point at."""


class WindowConfig(_Section):
    """Sizes in tokens; see `gongwen.windows`."""

    max_tokens: int = Field(512, ge=64)
    margin_tokens: int = Field(64, ge=0)
    heading_tokens: int = Field(48, ge=0)
    """Most tokens the title and open headings may take; 0 leaves them out."""
    context: bool = True
    """False: every paragraph by itself, as a plain text classifier reads it."""

    @model_validator(mode="after")
    def _room_for_text(self) -> Self:
        if self.max_tokens - self.heading_tokens - 2 * self.margin_tokens < _LEAST_CORE:
            raise ValueError(
                f"max_tokens {self.max_tokens} leaves no room for text beside heading_tokens {self.heading_tokens} and "
                f"twice margin_tokens {self.margin_tokens}"
            )
        return self


class ModelConfig(_Section):
    """Any name or folder that `AutoModel` and `AutoTokenizer` take."""

    encoder: str
    start_from: Path | None = None
    """A finished run, or a model folder that was exported from one, to go on from: its encoder and heads instead of
    `encoder`'s weights and freshly fitted heads. Where `layers` asks for fewer than it has, its lowest ones, and the
    heads are fitted anew."""
    dropout: float = Field(0.1, ge=0, lt=1)
    """Before the heads."""
    encoder_dropout: float | None = Field(None, ge=0, lt=1)
    """Inside the encoder; its own setting by default. On a CPU drawing the random numbers takes most of the time: 0
    trains several times as fast (docs/experiments.md)."""
    layers: int | None = Field(None, ge=1)
    """Only that many of the encoder's lowest layers; all by default."""
    ngram_bits: int | None = Field(19, ge=8, le=22)
    """Size of the n-gram table that stands beside the encoder, as a power of two (`gongwen.runtime.ngrams`); None does
    without."""
    topic_weight: float = Field(1.0, ge=0)
    role_weight: float = Field(1.0, ge=0)


class OptimizationConfig(_Section):
    """How the model is fitted."""

    epochs: float = Field(8, gt=0)
    learning_rate: float = Field(1e-4, gt=0)
    head_learning_rate: float = Field(1e-3, gt=0)
    weight_decay: float = Field(0.01, ge=0)
    warmup_share: float = Field(0.1, ge=0, le=1)
    batch_windows: int = Field(4, ge=1)
    """Windows a process reads at once. The global batch, which one optimizer step learns from, is `batch_windows` x
    `accumulate` x number of processes."""
    accumulate: int = Field(1, ge=1)
    """Batches a process reads before an optimizer step."""
    max_grad_norm: float = Field(1.0, ge=0)
    """Longer gradients are cut to this length; 0 does not cut."""
    gradient_checkpointing: bool = False
    """Keep only the layers' inputs and compute the rest twice: less memory, about a third more time."""
    compile: bool = False
    """`torch.compile`: minutes to begin with, faster steps afterwards."""
    patience: int | None = Field(None, ge=1)
    """Stop after this many epochs in a row without a better dev figure; None runs all epochs."""
    save_every: int | None = Field(None, ge=1)
    """Optimizer steps between checkpoints, beside the one that every epoch ends with; None saves at epochs only."""
    precision: Literal["auto", "fp32", "bf16", "fp16"] = "auto"
    seed: int = 1


class UnlabelledConfig(_Section):
    """Texts to learn from without labels."""

    unlabelled: tuple[Path, ...] = ()
    """Files, folders, or .jsonl files with `doc_id` and `text`."""
    most_paragraphs: int = Field(20_000, ge=1)
    """Of the unlabelled texts; what is left out is said."""


class FewLabelsConfig(UnlabelledConfig):
    """Heads on the frozen encoder in place of fine-tuning; see `gongwen.training.few`."""

    rounds: int = Field(3, ge=0)
    """How often what the model says of the unlabelled texts teaches it again."""


class DistilConfig(UnlabelledConfig):
    """A teacher's probabilities for unlabelled texts beside the labels of train; see `gongwen.training.teacher`."""

    teacher: Path
    """A model folder (`gongwen export`)."""


class TrainingConfig(_Section):
    """One training run."""

    name: str
    output: Path
    data: DataConfig = DataConfig()
    windows: WindowConfig = WindowConfig()
    model: ModelConfig
    optimization: OptimizationConfig = OptimizationConfig()
    distil: DistilConfig | None = None
    few_labels: FewLabelsConfig | None = None
    """Given, nothing is fine-tuned, and `optimization` counts for nothing but its precision and seed."""
    _command: str = PrivateAttr("")

    @property
    def command(self) -> str:
        """The shell command that starts a run of these settings; empty unless they come from `load_config`."""
        return self._command


def load_config(path: Path, overrides: list[str] | None = None) -> TrainingConfig:
    """Read a config file and apply ``section.key=value`` overrides (values are YAML).

    Raises:
        ConfigError: naming the file and the key; an unknown key is answered with the nearest known one.
    """
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise ConfigError(f"{path}: expected a mapping with 'name', 'output' and 'model'")
    for override in overrides or []:
        _override(data, override)
    try:
        config = TrainingConfig.model_validate(data)
        config._command = shlex.join(["gongwen", "train", str(path), *(overrides or [])])
        return config
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(path, problem) for problem in error.errors())) from error


def _override(data: dict[str, Any], override: str) -> None:
    key, sign, value = override.partition("=")
    if not sign or not key:
        raise ConfigError(f"{override!r}: an override is written section.key=value")
    *sections, last = key.split(".")
    for section in sections:
        data = data.setdefault(section, {})
        if not isinstance(data, dict):
            raise ConfigError(f"{override!r}: {section!r} is a value, not a section")
    try:
        data[last] = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ConfigError(f"{override!r}: the value is not valid YAML") from error


def _explain(path: Path, problem: Any) -> str:
    where = ".".join(map(str, problem["loc"]))
    if problem["type"] != "extra_forbidden":
        return f"{path}: {where}: {problem['msg']}"
    model: type[BaseModel] = TrainingConfig
    for section in problem["loc"][:-1]:
        kind = model.model_fields[section].annotation
        model = next(part for part in (kind, *get_args(kind)) if isinstance(part, type) and issubclass(part, BaseModel))
    known = list(model.model_fields)
    near = difflib.get_close_matches(str(problem["loc"][-1]), known, 1, 0)
    return f"{path}: unknown key {where!r}; did you mean {near[0]!r}? Known: {', '.join(known)}"
