"""Errors a user can act on.

Everything the package raises on purpose is a `GongwenError`; its message names the file (and line, where
there is one), what is wrong, and what to do. The command line prints the message alone, without a traceback.
"""

from pathlib import Path


class GongwenError(Exception):
    """Base class of all errors raised on purpose."""


class ReadError(GongwenError):
    """A document cannot be read. `path` is the file, `reason` what stands in its way."""

    def __init__(self, path: str | Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = str(path)
        self.reason = reason


class ModelError(GongwenError):
    """A model folder is missing, incomplete or damaged."""


class LabelError(GongwenError):
    """The label table is not well formed."""


class DataError(GongwenError):
    """A labelled row or an assembled data set is wrong."""


class ConfigError(GongwenError):
    """A training configuration is wrong."""


class TrainingError(GongwenError):
    """A training run broke off: no memory, no disk, or numbers that went astray."""


class MissingExtraError(GongwenError):
    """A command needs packages of an optional extra that is not installed."""

    def __init__(self, what: str, extra: str, missing: str) -> None:
        super().__init__(
            f"{what} needs the package {missing!r}, which is not installed; "
            f"install it with: pip install 'gongwen-tagger[{extra}]'"
        )
