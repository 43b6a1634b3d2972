"""Wheels, and whether a set of them is enough for a platform that is not at hand.

``pip download --platform`` picks files for another platform, but asks environment markers of the Python it runs on: it
misses what only Windows needs, and brings what only this system needs. So the requirements in the wheels themselves
are followed here, with the markers of the target.
"""

import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.parser import BytesParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import Tag
from packaging.utils import NormalizedName, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from release.targets import Target


@dataclass(frozen=True)
class Wheel:
    """What a wheel's name and its METADATA say."""

    path: Path
    name: NormalizedName
    version: Version
    tags: frozenset[Tag]
    requires: tuple[Requirement, ...]
    requires_python: SpecifierSet

    def fits(self, target: Target, python: str) -> bool:
        return bool(self.tags & target.tags(python)) and self.requires_python.contains(f"{python}.0")

    def sha256(self) -> str:
        return sha256(self.path)


def read_wheel(path: Path) -> Wheel:
    """Read a wheel's name and metadata.

    Raises:
        ValueError: the name is none of a wheel, or the wheel has not exactly one METADATA.
    """
    name, version, _, tags = parse_wheel_filename(path.name)
    with zipfile.ZipFile(path) as file:
        found = [m for m in file.namelist() if m.count("/") == 1 and m.endswith(".dist-info/METADATA")]
        if len(found) != 1:
            raise ValueError(f"{path}: {len(found)} files METADATA")
        metadata = BytesParser().parsebytes(file.read(found[0]), headersonly=True)
    requires = tuple(Requirement(line) for line in metadata.get_all("Requires-Dist", []))
    return Wheel(path, name, version, tags, requires, SpecifierSet(metadata.get("Requires-Python", "")))


def read_wheels(folder: Path) -> list[Wheel]:
    """All wheels of a folder, by name."""
    return [read_wheel(path) for path in sorted(folder.glob("*.whl"))]


@dataclass
class Closure:
    """What follows from some requirements."""

    needed: dict[NormalizedName, Wheel] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    """Requirement (without its marker) that no wheel satisfies → which package has it."""


def close(roots: Iterable[str], wheels: Iterable[Wheel], target: Target, python: str) -> Closure:
    """Follow requirements through the wheels that fit, as an installer on the target would.

    Args:
        roots: what shall be installed, e.g. ``gongwen-tagger``.
        wheels: what there is; of several versions that fit, the newest counts.
        target: the platform.
        python: version, e.g. ``3.11``.
    """
    have: dict[NormalizedName, Wheel] = {}
    for wheel in wheels:
        if wheel.fits(target, python) and (wheel.name not in have or have[wheel.name].version < wheel.version):
            have[wheel.name] = wheel
    closure, seen = Closure(), set()
    open_ = [(Requirement(root), "what is asked for") for root in roots]
    while open_:
        requirement, by = open_.pop()
        name = canonicalize_name(requirement.name)
        bare = f"{name}{_bracketed(requirement.extras)}{requirement.specifier}"
        if bare in seen:
            continue
        seen.add(bare)
        if name not in have or not requirement.specifier.contains(have[name].version, prereleases=True):
            closure.missing[bare] = by
            continue
        wheel = closure.needed[name] = have[name]
        extras = ("", *requirement.extras)
        environment = target.environment(python)
        open_ += [
            (one, f"{wheel.name} {wheel.version}")
            for one in wheel.requires
            if one.marker is None or any(one.marker.evaluate({**environment, "extra": extra}) for extra in extras)
        ]
    return closure


def sha256(path: Path) -> str:
    """Of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _bracketed(extras: set[str]) -> str:
    return f"[{','.join(sorted(extras))}]" if extras else ""
