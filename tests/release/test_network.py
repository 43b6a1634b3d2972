"""Nothing calls out: not the code, not what it is made of, not the libraries it loads."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPORT

PACKAGE = Path(__file__).parents[2] / "src" / "gongwen"
GUARD = """
import os, sys
def end(event, arguments):
    if event == "urllib.Request" or event.startswith("socket.") and event != "socket.gethostname":
        os.write(2, f"the network was used: {event} {arguments}\\n".encode())
        os._exit(99)  # an exception might be caught
sys.addaudithook(end)
"""
NETWORK = {
    "aiohttp", "ftplib", "http", "httpx", "huggingface_hub", "imaplib", "poplib", "requests", "smtplib", "socket",
    "socketserver", "ssl", "telnetlib", "urllib3", "webbrowser", "websockets", "xmlrpc",
}  # fmt: skip
NAMES_ONLY = re.compile(
    r"https?://(www\.w3\.org|schemas\.openxmlformats\.org|purl\.oclc\.org|openoffice\.org|www\.libreoffice\.org)\b"
)
"""Names of XML namespaces, and where a person finds LibreOffice."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_module_imports_what_speaks_to_a_network() -> None:
    found = {(path.name, name) for path in PACKAGE.rglob("*.py") for name in imported(path)}
    assert len(found) > 500
    assert {one for one in found if one[1].split(".")[0] in NETWORK or one[1].startswith("urllib.request")} == set()


def test_no_file_names_an_address_to_fetch() -> None:
    files = [path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".js", ".css", ".html", ".yaml"}]
    texts = {path.name: NAMES_ONLY.sub("", path.read_text(encoding="utf-8")) for path in files}
    assert {name for name, text in texts.items() if re.search(r"(https?|wss?|ftp)://", text)} == set()


@pytest.fixture
def guarded(tmp_path: Path) -> dict[str, str]:
    """An environment like a user's, in which a process that touches the network ends with 99.

    Without CI and its like: onnxruntime keeps quiet where it sees them.
    """
    site, home = tmp_path / "site", tmp_path / "home"
    site.mkdir()
    home.mkdir()
    (site / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    passed = {
        name: value for name, value in os.environ.items() if name != "CI" and not name.startswith(("ORT_", "XDG_"))
    }
    return {**passed, "PYTHONPATH": str(site), "HOME": str(home)}


def gongwen(environment: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongwen", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)


def test_tagging_reading_and_the_doctor_stay_on_this_machine(guarded: dict[str, str], tmp_path: Path) -> None:
    report, tagged, page = tmp_path / "report.txt", tmp_path / "tagged.jsonl", tmp_path / "page.html"
    report.write_text(REPORT, encoding="utf-8")
    for arguments in (("tag", report, "--output", tagged), ("view", tagged, "--output", page), ("doctor",)):
        done = gongwen(guarded, *arguments)
        assert done.returncode == 0, done.stderr
    assert tagged.stat().st_size and page.stat().st_size
    # From 1.29 on onnxruntime keeps what it will report to its maker there. Its own connections no Python hook sees.
    kept = [path.relative_to(tmp_path) for path in (tmp_path / "home").rglob("*") if "onnx" in path.name.lower()]
    assert kept == []


def test_the_guard_guards(guarded: dict[str, str]) -> None:
    code = "import socket\ntry: socket.create_connection(('127.0.0.1', 9))\nexcept Exception: pass"
    assert subprocess.run([sys.executable, "-c", code], env=guarded, capture_output=True, check=False).returncode == 99


def test_libraries_that_report_their_use_are_told_not_to_before_they_start() -> None:
    code = "import gongwen, os; print(os.environ['ORT_DISABLE_TELEMETRY'], os.environ['RAY_USAGE_STATS_ENABLED'])"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ORT_", "RAY_"))}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["1", "0"], done.stderr
