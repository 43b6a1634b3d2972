"""Archives whose bytes follow from their files alone, and the checksums beside them."""

import hashlib
import os
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from release.archive import pack, write_sums


def folder(parent: Path, names: tuple[str, ...], seconds: int) -> Path:
    made = parent / "bundle-1.0"
    for name in names:
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{Path(name).name}：安装\n", encoding="utf-8")
        path.chmod(0o600 if seconds % 2 else 0o664)
        os.utime(path, (seconds, seconds))
    return made


@pytest.mark.parametrize("suffix", [".tar.gz", ".zip"])
def test_times_order_and_rights_do_not_show(suffix: str, tmp_path: Path) -> None:
    names = ("install.sh", "wheels/b.whl", "wheels/a.whl", "安装说明.md")
    for n, (order, seconds) in enumerate([(names, 1_000_000_001), (names[::-1], 1_700_000_000)]):
        pack(folder(tmp_path / str(n), order, seconds), tmp_path / f"{n}{suffix}")
    assert (tmp_path / f"0{suffix}").read_bytes() == (tmp_path / f"1{suffix}").read_bytes()


def test_what_is_unpacked_is_what_was_packed(tmp_path: Path) -> None:
    made = folder(tmp_path, ("install.sh", "wheels/a.whl", "说明.md"), 1_700_000_000)
    wanted = {f"bundle-1.0/{path.relative_to(made).as_posix()}": path.read_bytes() for path in made.rglob("*.*")}
    pack(made, tmp_path / "a.tar.gz")
    pack(made, tmp_path / "a.zip")
    with tarfile.open(tmp_path / "a.tar.gz") as file:
        members = file.getmembers()
        assert {m.name: file.extractfile(m).read() for m in members} == wanted  # type: ignore[union-attr]
        assert {m.name: m.mode for m in members}["bundle-1.0/install.sh"] == 0o755
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == wanted


def test_checksums_are_those_that_sha256sum_checks(tmp_path: Path) -> None:
    made = folder(tmp_path, ("b.txt", "wheels/a.whl"), 1_700_000_000)
    sums = write_sums(made)
    first = sums.read_text(encoding="utf-8").splitlines()[0]
    assert first == f"{hashlib.sha256((made / 'b.txt').read_bytes()).hexdigest()}  b.txt"
    assert write_sums(made).read_text(encoding="utf-8").count("\n") == 2  # the file does not list itself
    done = subprocess.run(["sha256sum", "-c", sums.name], cwd=made, capture_output=True, check=False)
    assert done.returncode == 0
