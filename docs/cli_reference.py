"""The reference of commands, made from the commands themselves: every one with its help, arguments and options."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

import typer

from gongwen.cli import app

HEAD = """\
# Commands

What `gongwen COMMAND --help` says, on one page. Options may stand before or after arguments; `-h` is `--help`.
"""
VALUES = {"str": "TEXT", "path": "PATH", "int": "NUMBER", "float": "NUMBER"}
"""What stands for a value that has no name of its own."""


def commands() -> Iterator[tuple[Any, Any]]:
    """Every command that does something, in the order in which the help lists them, with its context."""
    root = typer.main.get_command(app)
    yield from _below(root, root.context_class(root, info_name="gongwen"))


def _below(command: Any, context: Any) -> Iterator[tuple[Any, Any]]:
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        if inner.hidden:
            continue
        inside = inner.context_class(inner, info_name=name, parent=context)
        if hasattr(inner, "list_commands"):
            yield from _below(inner, inside)
        else:
            yield inner, inside


def render() -> str:
    """The page, in Markdown."""
    listed = list(commands())
    rows = [f"| [`{c.command_path}`](#{anchor(c.command_path)}) | {_first(command)} |" for command, c in listed]
    parts = [HEAD, "\n".join(["| command | |", "|---|---|", *rows])]
    for command, context in listed:
        parts.append(f"## {context.command_path} {{#{anchor(context.command_path)}}}")
        parts.append("    " + command.get_usage(context).removeprefix("Usage: ").replace("\n", "\n    "))
        parts.append(_help(command))
        for title, kind in (("argument", "argument"), ("option", "option")):
            found = [p for p in command.get_params(context) if p.param_type_name == kind]
            rows = [_row(p, context) for p in found if not getattr(p, "hidden", False) and "--help" not in p.opts]
            if rows:
                parts.append("\n".join([f"| {title} | |", "|---|---|", *rows]))
    return "\n\n".join(parts) + "\n"


def anchor(path: str) -> str:
    """Of a command's section: ``gongwen data check`` → ``gongwen-data-check``."""
    return path.replace(" ", "-")


def _help(command: Any) -> str:
    return inspect.cleandoc(command.help or "")


def _first(command: Any) -> str:
    """The first sentence of the help."""
    paragraph = " ".join(_help(command).split("\n\n")[0].split())
    end = paragraph.find(". ")
    return _cell(paragraph if end < 0 else paragraph[: end + 1])


def _row(parameter: Any, context: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    names, said = parameter.get_help_record(context) or (parameter.human_readable_name, "")
    names = re.sub(
        r" <(?:list\[)?(\w+)[^>]*>", lambda of: "" if is_argument else f" {VALUES.get(of[1].lower(), of[1])}", names
    )
    return f"| `{_cell(names)}` | {_cell(said)} |"


def _cell(text: str) -> str:
    """Without what would end a cell, or the line."""
    return " ".join(text.split()).replace("\\[", "[").replace("|", "\\|")
