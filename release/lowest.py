"""The least versions that pyproject.toml promises, as constraints for pip.

    python -m release.lowest            write tests/constraints-lowest.txt
    python -m release.lowest EXTRA ...  print those of the package and of these extras

Only what the package itself asks for is held down; what its requirements bring comes as pip chooses.
"""
# ruff: noqa: T201

import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("parquet",)
"""In the file, beside the package: what the light tests need."""
FILE = ROOT / "tests" / "constraints-lowest.txt"
HEAD = "# The least versions of pyproject.toml, written by: python -m release.lowest. Used by: make lowest.\n"


def constraints(pyproject: Path, extras: Sequence[str] = EXTRAS) -> str:
    """A line for each requirement with a lower bound, by name.

    Raises:
        ValueError: a requirement of the package itself has no lower bound.
    """
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    lines = project["dependencies"] + [one for extra in extras for one in project["optional-dependencies"][extra]]
    least: dict[str, Version] = {}
    for requirement in map(Requirement, lines):
        name = canonicalize_name(requirement.name)
        bounds = [Version(one.version) for one in requirement.specifier if one.operator in (">=", "==", "~=")]
        if not bounds:
            raise ValueError(f"{requirement}: without a least version")
        least[name] = max([*bounds, least.get(name, min(bounds))])
    return HEAD + "".join(f"{name}=={least[name]}\n" for name in sorted(least))


if __name__ == "__main__":
    if sys.argv[1:]:
        print(constraints(ROOT / "pyproject.toml", sys.argv[1:]), end="")
    else:
        FILE.write_text(constraints(ROOT / "pyproject.toml"), encoding="utf-8", newline="\n")
