"""What the installed package requires, as its metadata say, and what of it is there."""

import re
from dataclasses import dataclass
from importlib import metadata

DISTRIBUTION = "gongwen-tagger"
_LINE = re.compile(
    r"(?P<name>[\w.-]+)\s*(\[(?P<extras>[^]]*)\])?(?P<bounds>[^;]*)(;.*extra == ['\"](?P<extra>[\w-]+)['\"])?"
)


@dataclass(frozen=True, slots=True)
class Required:
    """A package, and the least version of it; empty for any."""

    name: str
    least: str

    @property
    def version(self) -> str:
        """The installed one; empty where there is none."""
        try:
            return metadata.version(self.name)
        except metadata.PackageNotFoundError:
            return ""

    @property
    def fault(self) -> str:
        """What is wrong with what is installed; empty where nothing is."""
        if not self.version:
            return "missing"
        old = _parts(self.version) < _parts(self.least)
        return f"{self.version} is too old, {self.least} is the least" if old else ""


def required() -> dict[str, list[Required]]:
    """Extra → what it requires, its own first; ``""`` for the package itself. Empty where that is not installed.

    An extra that stands for others (``gongwen-tagger[train]``) has their requirements as well.
    """
    try:
        lines = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return {}
    found: dict[str, list[Required]] = {"": []}
    others: list[tuple[str, str]] = []
    for line in lines:
        if not (parts := _LINE.match(line)):
            continue
        extra = parts["extra"] or ""
        bucket = found.setdefault(extra, [])
        if parts["name"] == DISTRIBUTION:
            others += [(extra, other.strip()) for other in parts["extras"].split(",")]
        else:
            least = re.search(r">=\s*([\w.]+)", parts["bounds"])
            bucket.append(Required(parts["name"], least[1] if least else ""))
    for extra, other in others:
        found[extra] += found.get(other, [])
    return found


def _parts(version: str) -> tuple[int, ...]:
    """Of the release: ``2.13.0+cpu`` → (2, 13). Trailing noughts do not count."""
    release = re.match(r"\d+(\.\d+)*", version)
    numbers = [int(part) for part in release[0].split(".")] if release else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
