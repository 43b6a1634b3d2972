"""How docstrings are shown: a session (``>>>``) is code, and what only Python itself calls is left out."""

from typing import Any

import griffe

PROMPTS = (">>> ", "... ")


class Docstrings(griffe.Extension):
    """For mkdocstrings, which takes a prompt outside of a section “Examples” for a quotation."""

    def on_class_members(self, *, cls: griffe.Class, **_: Any) -> None:
        for name in [name for name in cls.members if name.startswith("__") and name != "__init__"]:
            del cls.members[name]

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring is not None and PROMPTS[0] in obj.docstring.value:
            obj.docstring.value = fenced(obj.docstring.value)


def fenced(text: str) -> str:
    """The text with its sessions as blocks of code, without prompts."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        prompted = line.startswith(PROMPTS)
        if prompted and not inside:
            lines.append("```python")
        if inside and not prompted:
            lines.append("```")
        inside = prompted
        lines.append(line[len(PROMPTS[0]) :] if prompted else line)
    return "\n".join([*lines, "```"] if inside else lines)
