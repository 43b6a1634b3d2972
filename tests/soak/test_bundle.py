"""The bundles for offices without internet: made, checked for every platform, and on this one installed and used.

Needs an index that pip can reach for the making; what is installed from it runs in a network namespace without any.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path

import pytest

from release.archive import SUMS
from release.targets import PYTHONS, TARGETS
from release.wheels import close, read_wheels

ROOT = Path(__file__).parents[2]
HERE = f"{platform.system().lower()}-{platform.machine()}"
ALONE = ["unshare", "--map-root-user", "--net"]
"""A command behind this has no network, not even the loopback."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "build", "--outdir", folder, ROOT], check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module", params=sorted(TARGETS))
def unpacked(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A platform and its unpacked bundle."""
    folder = tmp_path_factory.mktemp("bundle")
    started = time.monotonic()
    command = [sys.executable, "-m", "release.bundle", request.param, "--wheel", wheel, "--output", folder]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (archive,) = (path for path in folder.iterdir() if path.name != SUMS)
    print(f"\n{archive.name}: {archive.stat().st_size / 1e6:.1f} MB, made in {time.monotonic() - started:.0f} s")
    assert subprocess.run(["sha256sum", "-c", SUMS], cwd=folder, capture_output=True, check=False).returncode == 0
    if archive.suffix == ".zip":
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
    else:
        with tarfile.open(archive) as file:
            file.extractall(folder, filter="data")
    (top,) = (path for path in folder.iterdir() if path.is_dir())
    return request.param, top


@pytest.mark.parametrize("python", PYTHONS)
def test_every_requirement_is_in_it_and_fits(unpacked: tuple[str, Path], python: str) -> None:
    """With the markers and tags of the platform itself, which cannot be run here."""
    name, folder = unpacked
    lock = (folder / f"requirements-{python}.txt").read_text(encoding="utf-8").splitlines()
    hashes = {line.rsplit("sha256:", 1)[1] for line in lock}
    wheels = [wheel for wheel in read_wheels(folder / "wheels") if wheel.sha256() in hashes]
    found = close(["gongwen-tagger", "pip"], wheels, TARGETS[name], python)
    assert found.missing == {}
    assert {f"{one.name}=={one.version}" for one in found.needed.values()} == {line.split()[0] for line in lock}
    assert all(one.fits(TARGETS[name], python) for one in wheels)


def test_it_holds_what_it_says_and_no_more(unpacked: tuple[str, Path]) -> None:
    name, folder = unpacked
    sums = dict(line.split("  ", 1)[::-1] for line in (folder / SUMS).read_text(encoding="utf-8").splitlines())
    files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    assert set(files) == {*sums, SUMS}
    assert all(hashlib.sha256(files[file].read_bytes()).hexdigest() == sums[file] for file in sums)
    locks = "".join(files[f"requirements-{python}.txt"].read_text(encoding="utf-8") for python in PYTHONS)
    assert all(sums[file] in locks for file in sums if file.startswith("wheels/"))
    script = "install.bat" if name.startswith("windows") else "install.sh"
    assert {script, "install.py", "offline.md", "README.zh-CN.md", "LICENSE", "NOTICE"} <= set(files)
    lines = files[script].read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"\r\n") for line in lines) is name.startswith("windows")
    (own,) = (path for file, path in files.items() if file.startswith("wheels/gongwen_tagger-"))
    with zipfile.ZipFile(own) as packed:
        assert "gongwen/shipped/models/gongwen-student/model.onnx" in packed.namelist()


def pythons() -> list[str]:
    """One of this machine for each version that a bundle is for, where there is one."""
    found = []
    for version in PYTHONS:
        installed = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
        found += [one for one in (f"python{version}", *map(str, installed)) if shutil.which(one) and works(one)][:1]
    return found


def works(python: str) -> bool:
    return subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("python", pythons())
def test_it_installs_and_tags_without_a_network(unpacked: tuple[str, Path], python: str, tmp_path: Path) -> None:
    name, folder = unpacked
    if name != HERE:
        assert (folder / "bundle.json").is_file()  # of another platform: checked above
        return
    environment = {key: value for key, value in os.environ.items() if key != "CI" and not key.startswith("XDG_")}
    environment |= {"PYTHON": python, "HOME": str(tmp_path / "home")}
    (tmp_path / "home").mkdir()
    target = tmp_path / "安装 目录"
    for _ in ("new", "again, over the first"):
        done = subprocess.run(
            [*ALONE, "sh", folder / "install.sh", target], env=environment, capture_output=True, check=False
        )
        assert done.returncode == 0, (done.stdout + done.stderr).decode()
    said = done.stdout.decode()
    assert "文件完好" in said and "works:" in said and "石鼓坪镇2016年工作总结" in said and "安装完成" in said
    assert {path.name for path in tmp_path.iterdir()} == {"home", target.name}
    tag = ["tag", "examples/township-2016.txt", "examples/compilation-2024.txt"]
    here = subprocess.run([sys.executable, "-m", "gongwen", *tag], cwd=ROOT, capture_output=True, check=True)
    there = subprocess.run(
        [*ALONE, target / "bin" / "gongwen", *tag], cwd=folder, env=environment, capture_output=True, check=True
    )
    assert [json.loads(line) for line in there.stdout.splitlines()] == [
        json.loads(line) for line in here.stdout.splitlines()
    ]
    assert list((tmp_path / "home").rglob("*onnx*")) == []
