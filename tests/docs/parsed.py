"""Commands held against what they call, without running them: the command and its options exist, and so do files."""

import re
import tomllib
from collections.abc import Sequence
from typing import Any

import typer

from gongwen.cli import app
from tests.docs.shown import REPOSITORY, program

MODULES = {"pytest", "venv", "pip", "mkdocs", "http.server", "ipykernel"}
"""Modules that a page may run with `python -m`, beside gongwen."""


def gongwen_of(words: Sequence[str]) -> list[str] | None:
    """The arguments of gongwen, started by whatever; None where it is another program."""
    words = list(words)
    if program(words[0]) == "gongwen":
        return words[1:]
    for n, word in enumerate(words[:-1]):
        if word == "-m" and words[n + 1] == "gongwen":
            return words[n + 2 :]
    return None


def problem(words: Sequence[str], *, whole: bool = True) -> str:
    """What is wrong with a command; empty when nothing is.

    Args:
        whole: False for a mention in the text, which may leave arguments out.
    """
    arguments = gongwen_of(words)
    if arguments is not None:
        return _gongwen(arguments, whole=whole)
    name, rest = program(words[0]), list(words[1:])
    if name in ("python", "python3", "py") and rest:
        return _python(rest)
    if name == "make":
        targets = set(re.findall(r"^([a-z-]+):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.M))
        return "".join(
            f"no target {word} in the Makefile" for word in rest if not {word} <= targets and "=" not in word
        )
    if name == "pip":
        return _extras(rest)
    return ""


def _gongwen(arguments: list[str], *, whole: bool) -> str:
    command: Any = typer.main.get_command(app)
    parent, name = None, "gongwen"
    while True:
        try:
            # Groups take what follows as it is; the options of the command at the end are checked one by one.
            context = command.make_context(name, list(arguments), parent=parent)
        except typer.Exit:  # --help, --version
            return ""
        except Exception as error:
            if not hasattr(error, "format_message"):
                raise
            left_out = type(error).__name__ in ("MissingParameter", "BadOptionUsage", "NoArgsIsHelpError")
            return "" if left_out and not whole else error.format_message()
        if not hasattr(command, "resolve_command"):
            return "" if name != "train" else _training(context.params)
        rest = [*context._protected_args, *context.args]
        if not rest:
            return ""
        try:
            name, command, arguments = command.resolve_command(context, rest)
        except Exception as error:
            if not hasattr(error, "format_message"):
                raise
            return str(error.format_message())
        parent = context


def _training(parameters: dict[str, Any]) -> str:
    """A config that the page names must be there, and take the overrides."""
    from gongwen.errors import ConfigError
    from gongwen.training.config import load_config

    config = parameters.get("config")
    if config is None or config.suffix != ".yaml":
        return ""
    path = REPOSITORY / config
    try:
        load_config(path, [o for o in parameters.get("overrides") or [] if not o.partition("=")[2].isupper()])
    except ConfigError as error:
        return str(error)
    return ""


def _python(words: list[str]) -> str:
    if words[0] == "-m":
        if words[1] not in MODULES and not (REPOSITORY / f"{words[1].replace('.', '/')}.py").is_file():
            return f"runs a module that is not known here: {words[1]}"
        script = next((word for word in words[2:] if word.startswith("tests/")), None) if words[1] == "pytest" else None
        return f"no {script}" if script and not (REPOSITORY / script).exists() else ""
    script = words[0]
    if not script.endswith(".py"):
        return ""
    path = REPOSITORY / script
    if not path.is_file():
        return f"no {script}"
    source = path.read_text(encoding="utf-8")
    for other in path.parent.glob("*.py"):
        source += other.read_text(encoding="utf-8")
    unknown = [
        w.partition("=")[0] for w in words[1:] if w.startswith("--") and f'"{w.partition("=")[0]}"' not in source
    ]
    return f"{script} has no option {', '.join(unknown)}" if unknown else ""


def _extras(words: list[str]) -> str:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for word in words:
        if found := re.search(r"(?:gongwen[\w.-]*|\.)\[([\w,-]+)\]", word):
            for extra in found[1].split(","):
                if extra not in project["optional-dependencies"]:
                    return f"no extra {extra!r}"
    return ""
