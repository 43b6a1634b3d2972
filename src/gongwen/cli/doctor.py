"""`gongwen doctor`: what this machine has, and what is missing with its remedy."""

import os
import platform
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import typer

from .. import __version__
from ..errors import GongwenError

_CORE = (
    "lxml",
    "numpy",
    "onnxruntime",
    "opencc",
    "openpyxl",
    "pypdfium2",
    "rensa",
    "safetensors",
    "tokenizers",
    "xlsxwriter",
)
_EXTRAS = {
    "train": ("torch", "transformers", "accelerate", "datasets", "onnx", "scikit-learn", "tensorboard"),
    "data": ("cleanlab", "datasets", "pyarrow", "scikit-learn"),
    "parquet": ("pyarrow",),
    "reports": ("matplotlib", "papermill"),
    "scale": ("ray",),
}
_FAST = ("avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm")
"""Processor flags with which 8-bit products are faster than 32-bit ones."""
Finding = tuple[str, str, str, str]
"""``ok``, ``note`` or ``fault``; what; what was found; the remedy, or nothing."""


def doctor(
    model: Path | None = typer.Option(None, "--model", "-m", metavar="DIR", help="Check this model folder instead."),
) -> None:
    """Show what this machine has and what is missing, with the remedy.

    Tags a sentence, so that a healthy report means that tagging works.

    Exit code: 0 tagging works, 1 it does not.
    """
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(show_header=False, box=None, pad_edge=False)
    broken = False
    marks = {"ok": "[green]ok[/]", "note": "[yellow]--[/]", "fault": "[red]!![/]"}
    for kind, what, found, remedy in _findings(model):
        broken |= kind == "fault"
        table.add_row(marks[kind], what, escape(found) + (f"\n[bold]→ {escape(remedy)}[/]" if remedy else ""))
    Console(width=None if sys.stdout.isatty() else 120).print(table)
    if broken:
        raise typer.Exit(1)


def _findings(model: Path | None) -> Iterator[Finding]:
    yield "ok", "gongwen-tagger", f"{__version__}, Python {platform.python_version()}, {platform.platform()}", ""
    yield from _machine()
    for package in _CORE:
        version = _version(package)
        yield (
            ("ok", package, version, "")
            if version
            else ("fault", package, "missing", "pip install --force-reinstall gongwen-tagger")
        )
    yield from _tagging(model)
    yield from _office()
    for extra, packages in _EXTRAS.items():
        missing = [package for package in packages if not _version(package)]
        found = f"without {', '.join(missing)}" if missing else ", ".join(f"{p} {_version(p)}" for p in packages)
        remedy = f"pip install 'gongwen-tagger[{extra}]'" if missing else ""
        yield "note" if missing else "ok", f"extra {extra}", found, remedy


def _machine() -> Iterator[Finding]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    yield "ok", "cores", f"{cores} for this process", ""
    try:
        flags = set(Path("/proc/cpuinfo").read_text(encoding="utf-8").split())
    except OSError:
        return
    fast = [flag for flag in _FAST if flag in flags]
    yield (
        "ok" if fast else "note",
        "8-bit products",
        ", ".join(fast) or "no instructions of their own: about 3 times slower",
        "",
    )


def _tagging(model: Path | None) -> Iterator[Finding]:
    try:
        from ..runtime import Tagger

        tagger = Tagger.from_pretrained(model)
        (record,) = tagger.tag("全年举办科普讲座十二场，听众三千人次。")
        labels = f"{len(tagger.labels.topics)} topics, {len(tagger.labels.roles)} roles"
        yield "ok", "model", f"{tagger.bundle.name} ({labels}) in {tagger.bundle.path}", ""
        said = "、".join(tagger.labels.names[key] for key in [record.role, *record.topics])
        yield "ok", "tagging", f"works: “{record.text}” is {said}", ""
    except ImportError as error:
        yield "fault", "tagging", str(error), "pip install --force-reinstall gongwen-tagger"
    except GongwenError as error:
        yield "fault", "model", str(error), "pip install --force-reinstall gongwen-tagger, or name another with --model"


def _office() -> Iterator[Finding]:
    from ..formats.soffice import find_office

    office = find_office()
    if office:
        yield "ok", "LibreOffice", str(office), ""
    else:
        remedy = "install LibreOffice, or set GONGWEN_SOFFICE to its program soffice"
        yield "note", "LibreOffice", "not found: .doc, .wps, .rtf and .odt cannot be read", remedy


def _version(package: str) -> str:
    """Empty where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
