"""A folder as an archive whose bytes follow from the files in it alone: sorted, without times, owners or umask."""

import gzip
import tarfile
import zipfile
from pathlib import Path

from release.wheels import sha256

SUMS = "SHA256SUMS"
TIME = (2020, 2, 2, 0, 0, 0)
"""Of every member of a zip, which must have one; hatchling's own choice for wheels."""
_EPOCH = 1580601600
_PACKED = (".whl",)
"""Compressed already."""


def write_sums(folder: Path, files: list[Path] | None = None) -> Path:
    """Write ``SHA256SUMS`` of a folder's files, in the format of sha256sum, and return its path.

    Args:
        folder: where it is written; names are relative to it.
        files: some of its files; by default all below it.
    """
    chosen = _files(folder) if files is None else sorted(files)
    lines = [f"{sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in chosen if path.name != SUMS]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    return folder / SUMS


def pack(folder: Path, archive: Path) -> None:
    """Write the folder to `archive`, a .tar.gz or a .zip, under the folder's own name.

    Programs (``*.sh``) are executable in it; nothing else is.
    """
    if archive.name.endswith(".zip"):
        _zip(folder, archive)
    else:
        _tar(folder, archive)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _mode(path: Path) -> int:
    return 0o755 if path.suffix == ".sh" else 0o644


def _tar(folder: Path, archive: Path) -> None:
    with (
        archive.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as file,
    ):
        for path in _files(folder):
            member = tarfile.TarInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}")
            member.size, member.mtime, member.mode = path.stat().st_size, _EPOCH, _mode(path)
            with path.open("rb") as content:
                file.addfile(member, content)


def _zip(folder: Path, archive: Path) -> None:
    with zipfile.ZipFile(archive, "w") as file:
        for path in _files(folder):
            member = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", TIME)
            member.create_system, member.external_attr = 3, (0o100000 | _mode(path)) << 16
            member.compress_type = zipfile.ZIP_STORED if path.suffix in _PACKED else zipfile.ZIP_DEFLATED
            file.writestr(member, path.read_bytes())
