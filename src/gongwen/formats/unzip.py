"""What is the same for every file that is a zip archive: opening it, and unpacking no more than is allowed."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import Fault, ReadError
from .base import Source

FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError,
    OverflowError, LookupError,
)  # fmt: skip
"""All that `zipfile` raises on bytes that are no sound archive; NotImplementedError is a RuntimeError."""
_CHUNK = 1 << 20


@dataclass(slots=True)
class Budget:
    """Bytes that may still be unpacked. Shared by an archive and the archives in it."""

    left: int

    def spend(self, count: int, name: str) -> None:
        """
        Raises:
            ReadError: there is less left.
        """
        self.left -= count
        if self.left < 0:
            raise ReadError(
                name,
                "unpacks to more than is allowed: an archive bomb? If it is sound, unpack it and give its files",
                Fault.BOMB,
            )


def open_zip(source: Source) -> zipfile.ZipFile:
    """
    Raises:
        ReadError: its list of members is missing or broken.
    """
    try:
        return zipfile.ZipFile(io.BytesIO(source.data))
    except FAULTS as error:
        raise ReadError(
            source.name, "the archive's list of members is missing or broken: cut off?", Fault.DAMAGED
        ) from error


def stream(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget, name: str) -> Iterator[bytes]:
    """A member's content in parts.

    Raises:
        ReadError: the budget is spent.
        One of `FAULTS`: the member is damaged, encrypted, or packed in a way that is not known here.
    """
    with archive.open(member) as packed:
        while part := packed.read(_CHUNK):
            budget.spend(len(part), name)
            yield part
