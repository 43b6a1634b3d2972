"""The install scripts of a bundle: what they refuse, and that an installation comes back when the next one fails."""

import json
import os
import platform
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from release.archive import write_sums
from release.targets import PYTHONS

FILES = Path(__file__).parents[2] / "release" / "files"
HERE = ".".join(platform.python_version_tuple()[:2])


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """One of this platform without wheels: everything up to the installation is as in a real one."""
    folder = tmp_path / "包 裹"  # a blank and Chinese, as people have them
    (folder / "wheels").mkdir(parents=True)
    for name in ("install.sh", "install.py"):
        shutil.copyfile(FILES / name, folder / name)
    facts = {"version": "1.0", "system": platform.system(), "machine": platform.machine(), "pythons": [HERE]}
    (folder / "bundle.json").write_text(json.dumps(facts), encoding="utf-8")
    (folder / "wheels" / "pip-1.0-py3-none-any.whl").write_bytes(b"no wheel")
    write_sums(folder)
    return folder


def install(bundle: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(bundle / "install.sh"), *map(str, arguments)]
    env = {**os.environ, "PYTHON": sys.executable, **environment}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, check=False)


def test_scripts_are_well_formed_and_name_every_python() -> None:
    assert subprocess.run(["sh", "-n", FILES / "install.sh"], check=False).returncode == 0
    for name in ("install.sh", "install.bat"):
        text = (FILES / name).read_text(encoding="utf-8")
        assert set(re.findall(r"3\.1\d", text)) == set(PYTHONS)
    # cmd.exe reads a script in the system's own encoding.
    assert (FILES / "install.bat").read_text(encoding="utf-8").isascii()


def test_a_changed_file_is_refused(bundle: Path, tmp_path: Path) -> None:
    (bundle / "wheels" / "pip-1.0-py3-none-any.whl").write_bytes(b"no wheeI")
    done = install(bundle, tmp_path / "env")
    assert done.returncode == 1
    assert "wheels/pip-1.0-py3-none-any.whl 的校验值不符" in done.stderr
    assert not (tmp_path / "env").exists()


def test_a_missing_file_is_named(bundle: Path, tmp_path: Path) -> None:
    (bundle / "wheels" / "pip-1.0-py3-none-any.whl").unlink()
    done = install(bundle, tmp_path / "env")
    assert done.returncode == 1 and "缺少 wheels/pip-1.0-py3-none-any.whl" in done.stderr


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        ({"machine": "loongarch64"}, "本安装包用于 Linux loongarch64"),
        ({"pythons": ["3.99"]}, "本安装包用于 Python 3.99"),
        ({"glibc": [9, 0]}, "需要 glibc 9.0 以上"),
    ],
)
def test_another_machine_is_refused(fact: dict[str, object], reason: str, bundle: Path, tmp_path: Path) -> None:
    path = bundle / "bundle.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), **fact}), encoding="utf-8")
    done = install(bundle, tmp_path / "env")
    assert done.returncode == 1 and reason in done.stderr
    assert not (tmp_path / "env").exists()


def test_a_folder_of_other_things_is_left_alone(bundle: Path, tmp_path: Path) -> None:
    folder = tmp_path / "env"
    folder.mkdir()
    (folder / "mine.txt").write_text("要留下的", encoding="utf-8")
    done = install(bundle, folder)
    assert done.returncode == 1 and "已存在，且不是本程序的安装目录" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]


def test_an_earlier_installation_comes_back_when_the_next_fails(bundle: Path, tmp_path: Path) -> None:
    folder = tmp_path / "env"
    folder.mkdir()
    (folder / "gongwen-bundle.json").write_text("{}", encoding="utf-8")
    done = install(bundle, folder)  # its pip is none
    assert done.returncode == 1
    assert "安装失败" in done.stderr and "原有的安装已恢复" in done.stderr
    assert [path.name for path in folder.iterdir()] == ["gongwen-bundle.json"]
    assert not (tmp_path / "env.old").exists()


def test_the_search_passes_over_pythons_that_do_not_fit(bundle: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name, script in {
        "python3.13": "exit 127",  # a stand-in that only says it is not installed
        "python3.12": f'exec "{sys.executable}" "$@"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (programs / name).chmod(stat.S_IRWXU)
    path = f"{programs}:/usr/bin:/bin"
    assert "安装失败" in install(bundle, tmp_path / "env", PYTHON="", PATH=path).stderr  # found: its pip is none
    (programs / "python3.12").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    for name in ("python3.11", "python3", "python"):
        shutil.copy(programs / "python3.12", programs / name)
    done = install(bundle, tmp_path / "env", PYTHON="", PATH=path)
    assert done.returncode == 2 and "没有找到 Python 3.11、3.12 或 3.13" in done.stderr
    assert install(bundle, PYTHON=str(programs / "python3.12")).returncode == 2
