"""`gongwen doctor`: what this machine has, and what is missing with its remedy."""

import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from .. import __version__
from ..errors import GongwenError
from .requirements import DISTRIBUTION, required

_FAST = ("avx512_vnni", "avx_vnni", "amx_int8", "asimddp", "i8mm")
"""Processor flags with which 8-bit products are faster than 32-bit ones."""
_FOR_DEVELOPERS = ("dev", "docs")
"""Extras that nobody misses who uses the package."""
_AGAIN = f"pip install --force-reinstall {DISTRIBUTION} (offline: run the install script of the bundle again)"
_DLL = "install the Microsoft Visual C++ Redistributable (x64), or: "
Finding = tuple[str, str, str, str]
"""``ok``, ``note`` or ``fault``; what; what was found; the remedy, or nothing."""


def doctor(
    model: Path | None = typer.Option(None, "--model", "-m", metavar="DIR", help="Check this model folder instead."),
) -> None:
    """Show what this machine has and what is missing, with the remedy.

    Verifies the model's files and tags a sentence, so that a healthy report means that tagging works.

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
    yield "ok", DISTRIBUTION, f"{__version__} in {Path(__file__).parents[1]}", ""
    yield "ok", "Python", f"{platform.python_version()} ({sys.executable}), {platform.platform()}", ""
    yield from _machine()
    packages = required()
    if not packages:
        yield (
            "note",
            "requirements",
            f"unknown: {DISTRIBUTION} runs from a folder and is not installed",
            "pip install .",
        )
    for package in packages.pop("", []):
        kind = "ok" if not package.fault else "note" if package.version else "fault"
        yield kind, package.name, package.fault or package.version, _AGAIN if package.fault else ""
    yield from _tagging(model)
    yield from _office()
    yield from _fonts()
    for extra, parts in packages.items():
        if extra not in _FOR_DEVELOPERS:
            faults = [f"{p.name} ({p.fault})" if p.version else p.name for p in parts if p.fault]
            found = f"without {', '.join(faults)}" if faults else ", ".join(f"{p.name} {p.version}" for p in parts)
            remedy = f"pip install '{DISTRIBUTION}[{extra}]'" if faults else ""
            yield "note" if faults else "ok", f"extra {extra}", found, remedy


def _machine() -> Iterator[Finding]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    yield "ok", "cores", f"{cores} for this process: as many threads, and in a batch as many workers of one thread", ""
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

        tagger = Tagger.from_pretrained(model)  # verifies the SHA-256 of the files
        bundle, labels = tagger.bundle, tagger.labels
        counts = f"{len(labels.topics)} topics, {len(labels.roles)} roles"
        yield "ok", "model", f"{bundle.name} ({counts}) in {bundle.path}", ""
        yield "ok", "model files", f"whole: each has its SHA-256; the model's is {bundle.sha256()[:12]}…", ""
        (record,) = tagger.tag("全年举办科普讲座十二场，听众三千人次。")
        said = "、".join(labels.names[key] for key in [record.role, *record.topics])
        yield "ok", "tagging", f"works: “{record.text}” is {said}", ""
    except ImportError as error:
        yield "fault", "tagging", str(error), (_DLL if os.name == "nt" else "") + _AGAIN
    except GongwenError as error:
        yield "fault", "model", str(error), f"{_AGAIN}, or name another with --model"
    if os.environ.get("ORT_DISABLE_TELEMETRY") == "1":
        yield "ok", "network", "not used; onnxruntime's reports to its maker are off", ""
    else:
        yield "note", "network", "onnxruntime may report its use to its maker", "set ORT_DISABLE_TELEMETRY=1"


def _office() -> Iterator[Finding]:
    from ..formats.soffice import find_office

    office = find_office()
    if office:
        yield "ok", "LibreOffice", str(office), ""
    else:
        remedy = "install LibreOffice, or set GONGWEN_SOFFICE to its program soffice"
        yield "note", "LibreOffice", "not found: .doc, .wps, .rtf and .odt cannot be read", remedy


def _fonts() -> Iterator[Finding]:
    """Of the files that the system has, by their own character tables: names differ from system to system."""
    try:
        from matplotlib import font_manager
        from matplotlib.ft2font import FT2Font
    except ImportError:
        yield (
            "note",
            "Chinese fonts",
            "not looked for: without matplotlib there are no figures",
            (f"pip install '{DISTRIBUTION}[reports]'"),
        )
        return
    for path in sorted(font_manager.findSystemFonts()):
        try:
            font = FT2Font(path)
        except (OSError, RuntimeError):  # a font of a kind that matplotlib does not draw
            continue
        if font.get_char_index(ord("党")):
            yield "ok", "Chinese fonts", f"{font.family_name} ({path})", ""
            return
    remedy = "install one, e.g. Noto Sans CJK SC (Debian: apt install fonts-noto-cjk)"
    yield "note", "Chinese fonts", "none found: Chinese in figures would be empty boxes", remedy
