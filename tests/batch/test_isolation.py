"""Reading in a process of its own: limits, deaths, and what a document may not do."""

import os
import sys
import time
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest

from gongwen.batch.child import Limits
from gongwen.batch.codec import decode, encode
from gongwen.batch.plan import Item
from gongwen.batch.reading import IsolatedReader
from gongwen.documents import Document
from gongwen.errors import Fault, ReadError
from gongwen.formats import ReadOptions, read_document
from tests.conftest import BROKEN, REPORT

CHILD = """
import os, sys, time
from types import SimpleNamespace
import gongwen.batch.child as child
from gongwen.documents import segment
def read(source, options):
    said = source.data.decode()
    if "hang" in said: time.sleep(600)
    if "die" in said: os._exit(7)
    if "eat" in said: bytearray(1 << 34)
    if "dig" in said: (dig := lambda n: dig(n + 1))(0)
    if "raise" in said: raise KeyError("odd")
    if "write" in said: open(said.split()[1], "w")
    if "call" in said:
        import socket; socket.create_connection(("127.0.0.1", 9))
    if "start" in said:
        import subprocess; subprocess.run(["true"])
    if "print" in said: print("noise", flush=True)
    yield segment(said, source.name)
child.read_source = read
child.main()
"""


def items(folder: Path, texts: Sequence[str]) -> list[Item]:
    found = []
    for n, text in enumerate(texts):
        path = folder / f"{n}.txt"
        path.write_text(text, encoding="utf-8")
        found.append(Item(str(path), len(text), sha256(path.read_bytes()).hexdigest(), 0))
    return found


def outcome(reader: IsolatedReader, wanted: Sequence[Item]) -> list[str]:
    said: dict[int, str] = {}
    ended = set()
    for n, found in reader.read(wanted):
        if found is None:
            ended.add(n)
        else:
            said[n] = "read" if isinstance(found, Document) else str(found.code)
    reader.close()
    assert ended == set(range(len(wanted)))
    return [said[n] for n in range(len(wanted))]


def test_each_fault_costs_its_own_file_alone(tmp_path: Path) -> None:
    texts = ["hang", "plain", "die", "eat", "plain", "dig", "raise", "print", "plain"]
    reader = IsolatedReader(ReadOptions(), Limits(3.0, 2048), command=(sys.executable, "-c", CHILD))
    assert outcome(reader, items(tmp_path, texts)) == [
        "time-limit", "read", "crashed", "memory-limit", "read", "too-deep", "crashed", "read", "read",
    ]  # fmt: skip


def test_a_document_cannot_write_call_out_or_start_programs(tmp_path: Path) -> None:
    outside = Path.home() / "gongwen-must-not-write-here"
    reader = IsolatedReader(ReadOptions(), Limits(20.0), command=(sys.executable, "-c", CHILD))
    said = []
    for _, found in reader.read(items(tmp_path, [f"write {outside}", "call", "start"])):
        if found is not None:
            assert isinstance(found, ReadError)
            said.append(found.reason)
    reader.close()
    assert not outside.exists()
    assert [reason.split("may not ")[1].split()[0] for reason in said] == ["write", "do", "start"]


def test_reading_stops_when_the_caller_does(tmp_path: Path) -> None:
    reader = IsolatedReader(ReadOptions(), Limits(20.0))
    files = reader.read(items(tmp_path, ["一段正文。"] * 50))
    next(files)
    started = time.monotonic()
    files.close()  # type: ignore[attr-defined]
    assert time.monotonic() - started < 5
    assert outcome(reader, items(tmp_path, ["又一段正文。"])) == ["read"]


@pytest.mark.skipif(os.name != "posix", reason="parents cannot be watched elsewhere")
def test_a_child_ends_with_its_parent(tmp_path: Path) -> None:
    import subprocess

    (wanted,) = items(tmp_path, ["hang"])
    script = (
        "import sys, threading, time\nfrom gongwen.batch.reading import IsolatedReader\n"
        "from gongwen.batch.child import Limits\nfrom gongwen.batch.plan import Item\nfrom gongwen.formats import ReadOptions\n"
        f"reader = IsolatedReader(ReadOptions(), Limits(500.0), command=(sys.executable, '-c', {CHILD!r}))\n"
        f"threading.Thread(target=lambda: list(reader.read([Item({wanted.path!r}, 1, {wanted.sha256!r}, 0)])), daemon=True).start()\n"
        "time.sleep(2)\nprint(reader._child._process.pid, flush=True)\ntime.sleep(600)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    for _ in range(100):
        if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]:
            return
        time.sleep(0.1)
    pytest.fail("the child lives on")


@pytest.mark.parametrize("text", [REPORT, BROKEN])
def test_a_document_survives_the_pipe(text: str, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(text, encoding="utf-8")
    document = read_document(path)
    assert decode(encode(document)) == document


def test_an_error_survives_the_pipe() -> None:
    error = decode(encode(ReadError("a.txt", "is broken", Fault.DAMAGED)))
    assert isinstance(error, ReadError)
    assert (error.path, error.reason, error.code) == ("a.txt", "is broken", Fault.DAMAGED)
