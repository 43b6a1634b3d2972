"""The label table: topics and roles as data.

Source of truth is a YAML file (``configs/labels.yaml`` by default). Code never names a label; where behaviour
depends on one (a heading opens a section, noise carries no topic), the table says so with ``kind``.
"""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from .errors import LabelError
from .resources import shipped

LABELS_FILE = "labels.yaml"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C, where PyYAML was built with it: the other takes a tenth of the time of starting up."""
"""Name of the table inside a model folder."""
ROLE_KINDS = ("body", "title", "heading", "noise")


@dataclass(frozen=True)
class Label:
    """One topic or role. `name` is what a Chinese reader sees; `applies`/`excludes` say when to use it."""

    key: str
    name: str
    english: str = ""
    applies: str = ""
    excludes: str = ""
    kind: str = "body"


@dataclass(frozen=True)
class LabelSet:
    """Ordered topics and roles; their positions are the columns of every score array."""

    topics: tuple[Label, ...]
    roles: tuple[Label, ...]
    source: str = field(default="", compare=False)

    @cached_property
    def topic_keys(self) -> tuple[str, ...]:
        return tuple(label.key for label in self.topics)

    @cached_property
    def role_keys(self) -> tuple[str, ...]:
        return tuple(label.key for label in self.roles)

    @cached_property
    def names(self) -> dict[str, str]:
        """Display name of every key."""
        return {label.key: label.name for label in (*self.topics, *self.roles)}

    def role_kind(self, key: str) -> str:
        """``body``, ``title``, ``heading`` or ``noise``."""
        return self.roles[self.role_keys.index(key)].kind

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as the YAML file holds it."""

        def rows(labels: tuple[Label, ...]) -> list[dict[str, str]]:
            default = Label(key="", name="")
            return [{k: v for k, v in vars(label).items() if v != getattr(default, k)} for label in labels]

        return {"version": 1, "topics": rows(self.topics), "roles": rows(self.roles)}

    @classmethod
    def from_dict(cls, data: Any, source: str = "labels") -> "LabelSet":
        """Check and build a table.

        Raises:
            LabelError: naming `source` and the entry, when a key is missing, repeated or unknown.
        """
        if not isinstance(data, dict):
            raise LabelError(f"{source}: expected a mapping with 'topics' and 'roles'")
        groups = {}
        for group in ("topics", "roles"):
            entries = data.get(group)
            # Without topics it is plain classification: every paragraph has one of the roles and nothing else.
            if not isinstance(entries, list) or (not entries and group == "roles"):
                raise LabelError(
                    f"{source}: {group!r} must be a list" + " with at least one entry" * (group == "roles")
                )
            groups[group] = tuple(_label(entry, f"{source}: {group} entry {n}") for n, entry in enumerate(entries, 1))
        keys = [label.key for group in groups.values() for label in group]
        for key in keys:
            if keys.count(key) > 1:
                raise LabelError(f"{source}: the key {key!r} stands more than once")
        return cls(groups["topics"], groups["roles"], source)

    @classmethod
    def load(cls, path: Path | None = None) -> "LabelSet":
        """Read a label file; without a path, the shipped table."""
        path = path or shipped("configs/labels.yaml")
        try:
            data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
        except OSError as error:
            raise LabelError(f"{path}: cannot read the label table ({error.strerror})") from error
        except UnicodeDecodeError as error:
            raise LabelError(f"{path}: not UTF-8 (byte {error.start})") from error
        except yaml.YAMLError as error:
            raise LabelError(f"{path}: not valid YAML: {error}") from error
        return cls.from_dict(data, str(path))

    def save(self, path: Path) -> None:
        """Write the table as YAML."""
        text = yaml.safe_dump(self.to_dict(), allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8", newline="\n")


def _label(entry: Any, where: str) -> Label:
    if not isinstance(entry, dict):
        raise LabelError(f"{where}: expected a mapping with 'key' and 'name'")
    unknown = set(entry) - set(Label.__dataclass_fields__)
    if unknown:
        raise LabelError(f"{where}: unknown field {sorted(unknown)[0]!r}")
    for name in ("key", "name"):
        if not isinstance(entry.get(name), str) or not entry[name]:
            raise LabelError(f"{where}: {name!r} is missing")
    label = Label(**{k: str(v) for k, v in entry.items()})
    if label.kind not in ROLE_KINDS:
        raise LabelError(f"{where}: kind {label.kind!r} is not one of {', '.join(ROLE_KINDS)}")
    return label
