"""Errors a user can act on.

Everything the package raises on purpose is a `GongwenError`; its message names the file (and line, where
there is one), what is wrong, and what to do. The command line prints the message alone, without a traceback.
"""

from enum import StrEnum
from pathlib import Path


class Fault(StrEnum):
    """Why a file could not be tagged. The values are part of the output contract and never change their meaning."""

    EMPTY = "empty"
    """No bytes, or no text in it."""
    ENCODING = "encoding"
    """Text in no encoding that gives plausible Chinese."""
    BINARY = "binary"
    """Not text, nor any document format known here."""
    DAMAGED = "damaged"
    """Recognised, but cut off or broken inside."""
    ENCRYPTED = "encrypted"
    NEEDS_OCR = "needs-ocr"
    """Pictures of text: a scan."""
    NEEDS_OFFICE = "needs-libreoffice"
    """A format that LibreOffice converts, which is not installed."""
    CONVERSION = "conversion-failed"
    UNSUPPORTED = "unsupported"
    """Recognised as something that holds no report, or that nothing here reads."""
    NO_TEXT_COLUMN = "no-text-column"
    NEEDS_EXTRA = "needs-extra"
    """A package of an optional extra is missing."""
    TOO_LARGE = "too-large"
    TOO_DEEP = "too-deep"
    """Nested beyond reason: archives in archives, tables in tables."""
    LONG_LINE = "long-line"
    BOMB = "archive-bomb"
    """Unpacks to far more than any document."""
    UNSAFE_PATH = "unsafe-path"
    """An archive's member that would lie outside it."""
    MISSING = "missing"
    NO_PERMISSION = "no-permission"
    NOT_A_FILE = "not-a-file"
    """A folder, pipe or device."""
    IO = "io"
    """The operating system could not read it."""
    CHANGED = "changed"
    """Its content is no longer what was planned."""
    TIME_LIMIT = "time-limit"
    MEMORY_LIMIT = "memory-limit"
    CRASHED = "crashed"
    """The process that read it died."""


class GongwenError(Exception):
    """Base class of all errors raised on purpose."""


class ReadError(GongwenError):
    """A document cannot be read. `path` is the file, `reason` what stands in its way, `code` its kind."""

    def __init__(self, path: str | Path, reason: str, code: Fault) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = str(path)
        self.reason = reason
        self.code = code


class OutputError(GongwenError):
    """A result cannot be written; what stood there before stands there still."""

    def __init__(self, path: str | Path, cause: OSError) -> None:
        super().__init__(f"{path}: cannot be written ({cause.strerror or cause})")
        self.path = str(path)


class BatchError(GongwenError):
    """A batch broke off or cannot be verified; what is done is kept."""


class RefusedError(GongwenError):
    """A batch does not begin, as it would mix or overwrite results."""


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
