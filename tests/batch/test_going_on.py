"""A batch: the same call goes on after a fault at any write, and tags again only what it is asked to."""

import os
from pathlib import Path

import pytest

from gongwen.batch import verify
from gongwen.batch.folder import RunFolder
from gongwen.errors import OutputError, RefusedError
from gongwen.outputs.atomic import Disk
from tests.batch.conftest import Inline
from tests.batch.runs import contents, records, tag


class Failing(Disk):
    """Fails at the n-th call, and at every later one: a full disk stays full."""

    def __init__(self, n: int, error: int, dies: bool = False) -> None:
        self.left, self.error, self.dies = n, error, dies

    def _count(self) -> None:
        self.left -= 1
        if self.left < 0:
            if self.dies:
                raise _Killed
            raise OSError(self.error, os.strerror(self.error))

    def write(self, descriptor: int, data: memoryview) -> int:
        self._count()
        return super().write(descriptor, data[: max(1, len(data) // 2)])  # short writes are normal

    def sync(self, descriptor: int) -> None:
        self._count()
        super().sync(descriptor)

    def replace(self, temporary: Path, path: Path) -> None:
        self._count()
        super().replace(temporary, path)


class _Killed(BaseException):
    pass


@pytest.mark.parametrize("error", ["ENOSPC", "EIO", "killed"])
def test_a_fault_at_any_write_sync_or_rename(error: str, documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    import errno

    for name in ("2.txt", "3.txt", "4.txt", "sub/picture.txt"):
        (documents / name).unlink()
    tag(documents, tmp_path / "whole", inline)
    whole = contents(tmp_path / "whole")
    reached = 0
    for n in range(10_000):
        out = tmp_path / f"out-{n}"
        disk = Failing(n, getattr(errno, error, 0), error == "killed")
        try:
            tag(documents, out, inline, disk)
        except (OutputError, _Killed):
            reached += 1
            assert not (out / "_SUCCESS").exists() or list(verify(out)) == []
        else:
            break
        tag(documents, out, inline)
        assert contents(out) == whole, f"after a fault at call {n}"
    assert reached > 30


def test_a_second_call_does_nothing(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    first = tag(documents, tmp_path / "out", inline)
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    assert tag(documents, tmp_path / "out", inline) == first
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == times


def test_changed_tags_only_what_changed(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    kept = RunFolder(out).part(0).stat().st_mtime_ns
    (documents / "2.txt").write_text("第2村工作总结\n重写过的一段。\n", encoding="utf-8")
    (documents / "3.txt").unlink()
    (documents / "new.txt").write_text("新村工作总结\n新写的一段。\n", encoding="utf-8")
    summary = tag(documents, out, inline, changed=True)
    assert summary.files == 8
    assert RunFolder(out).part(0).stat().st_mtime_ns == kept
    found = records(out)
    assert {Path(r["doc"]).name for r in found} == {"0.txt", "1.txt", "2.txt", "4.txt", "copy.txt", "new.txt"}
    assert [r["text"] for r in found if r["doc"].endswith("2.txt")] == ["第2村工作总结", "重写过的一段。"]
    assert list(verify(out, sources=True)) == []


def test_failed_files_are_tried_once_more(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    summary = tag(documents, out, inline, retry=True)
    assert (summary.tagged, summary.failed, summary.plan) == (6, 2, 2)
    assert len((out / "errors.jsonl").read_text("utf-8").splitlines()) == 2


def test_two_runs_in_one_folder(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    (out / "work").mkdir(parents=True)
    with RunFolder(out).locked(), pytest.raises(RefusedError, match="another run is at work here"):
        tag(documents, out, inline)
    assert tag(documents, out, inline).tagged == 6
