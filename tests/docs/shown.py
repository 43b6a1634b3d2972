"""What a page shows: commands in its code blocks with the output below them, commands in its text, Python."""

import importlib.util
import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
PAGES = [
    REPOSITORY / "README.md", REPOSITORY / "README.zh-CN.md", *sorted((REPOSITORY / "docs").rglob("*.md")),
]  # fmt: skip
SHELLS, PLAIN = ("sh", "bash", "shell", "console"), ("text", "bat", "powershell")
PROGRAMS = (
    "gongwen", "python", "python3", "py", "pip", "make", "torchrun", "accelerate", "tensorboard", "ray", "label-studio",
    "mkdir", "cp", "mv", "cd", "ls", "cat", "head", "tar", "unzip", "zip", "git", "docker", "podman", "apt", "jq",
    "sha256sum", "certutil", "sh", "export", "set", "source", "jupyter", "papermill",
)  # fmt: skip
"""What a line of an indented block may begin with to be a command; others are output, data, or a drawing."""
_FENCE = re.compile(r" {0,3}(```+|~~~+)\s*(\w*)")
_INLINE = re.compile(r"(?<!`)`(gongwen [^`]+)`(?!`)")


@dataclass(frozen=True)
class Command:
    """A line of a code block, its `;`, `|` and `&&` resolved: one program with its arguments."""

    page: Path
    line: int
    words: tuple[str, ...]
    output: tuple[str, ...] = field(default=(), compare=False)
    """What the page shows below it."""

    @property
    def where(self) -> str:
        return f"{name_of(self.page)}:{self.line}: {' '.join(self.words)}"


def name_of(page: Path) -> str:
    """Path in the repository."""
    return str(page.relative_to(REPOSITORY))


def commands(page: Path, text: str | None = None) -> Iterator[Command]:
    """Commands of the page's shell blocks and indented blocks, in order.

    Args:
        text: that of the page, where it is not what stands in the file.
    """
    for first, lines, fenced in _blocks(text or page.read_text(encoding="utf-8")):
        if fenced and fenced not in (*SHELLS, *PLAIN):
            continue
        at = [n for n, line in enumerate(lines) if fenced in SHELLS[:-1] or _is_command(line)]
        for n, until in pairwise([*at, len(lines)]):
            output = () if fenced in SHELLS[:-1] else tuple(line for line in lines[n + 1 : until] if line.strip())
            simple = [words for words in _simple(lines[n]) if words]
            for words in simple:
                yield Command(page, first + n, tuple(words), output if words is simple[-1] else ())


def inline(page: Path) -> Iterator[Command]:
    """`gongwen …` in the running text and in tables; what stands behind an ellipsis is not shown, so not checked."""
    for n, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if line.startswith("    "):
            continue
        for found in _INLINE.findall(line):
            for words in _simple(found.replace("\\|", "|").partition("…")[0]):
                if words and words[0] == "gongwen":
                    yield Command(page, n, tuple(words))


def python(page: Path) -> Iterator[tuple[int, str]]:
    """The page's Python, block by block, with the line at which it begins."""
    for first, lines, fenced in _blocks(page.read_text(encoding="utf-8")):
        if fenced == "python":
            yield first, "\n".join(lines)


def cli_reference() -> Any:
    """The module that makes the reference of commands."""
    path = REPOSITORY / "docs" / "cli_reference.py"
    spec = importlib.util.spec_from_file_location("cli_reference", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def records(page: Path) -> Iterator[dict[str, Any]]:
    """Records of the tagger that the page shows as JSON."""
    for _, lines, _ in _blocks(page.read_text(encoding="utf-8")):
        if lines[0].startswith('{"doc":'):
            yield json.loads("".join(lines))


def _blocks(text: str) -> Iterator[tuple[int, list[str], str]]:
    """Code blocks: number of the first line, lines with continuations joined, language (empty where indented)."""
    block: list[str] = []
    first, fence, language = 0, "", ""
    for n, line in enumerate([*text.splitlines(), "end"], 1):
        if fence:
            if line.strip() == fence:
                yield first, _joined(block), language or "text"
                block, fence = [], ""
            else:
                block.append(line)
        elif line.startswith("    ") or (block and not line.strip()):
            first = first if block else n
            block.append(line[4:])
        else:
            if block:
                yield first, _joined(block), ""
            block = []
            if found := _FENCE.match(line):
                fence, language, first = found[1], found[2], n + 1


def _joined(lines: list[str]) -> list[str]:
    """A line that ends in a backslash goes on in the next, which is left empty, so that numbers stay."""
    joined = list(lines)
    for n in reversed(range(len(joined) - 1)):
        if joined[n].endswith("\\"):
            joined[n], joined[n + 1] = joined[n][:-1] + " " + joined[n + 1].strip(), ""
    return joined


def _is_command(line: str) -> bool:
    return program(line.removeprefix("$ ").split(" ")[0]) in PROGRAMS or line.startswith("$ ")


def program(word: str) -> str:
    """Of the first word of a command: ``.venv\\Scripts\\gongwen.exe`` → ``gongwen``."""
    return re.split(r"[\\/]", word)[-1].removesuffix(".exe")


def _simple(line: str) -> Iterator[list[str]]:
    """Words of each simple command of a line, without comments, redirections and variables set for it."""
    line = re.sub(r"(?<=[\w%])\\(?=\w)", "/", line)  # of Windows paths
    lexer = shlex.shlex(line.removeprefix("$ "), posix=True, punctuation_chars=";|&")
    lexer.whitespace_split = True
    words: list[str] = []
    tokens = iter(lexer)
    for token in tokens:
        if set(token) <= set(";|&"):
            yield words
            words = []
        elif re.fullmatch(r"[012]?>>?", token):
            next(tokens)
        elif words or not re.match(r"[A-Z_]+=", token):
            words.append(token)
    yield words
