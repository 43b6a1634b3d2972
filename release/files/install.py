"""离线安装 gongwen-tagger：核对校验值，建虚拟环境，安装，检查，试标一个文件。

    python install.py [安装目录]

通常由 install.sh 或 install.bat 调用。只用标准库，不连网；中途失败时，原有的安装保持原样。
"""
# ruff: noqa: T201

from __future__ import annotations  # an old Python shall get as far as to be told that it is old

import argparse
import ctypes
import hashlib
import json
import os
import platform
import shutil
import struct
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PYTHON = ".".join(platform.python_version_tuple()[:2])
MARK = "gongwen-bundle.json"
"""In the environment: by it a later run knows that it may replace the folder."""
RUNTIME = ("msvcp140.dll", "msvcp140_1.dll")
"""What onnxruntime needs of Windows, and neither it nor Python brings."""
EXAMPLE = HERE / "examples" / "township-2016.txt"


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    parser = argparse.ArgumentParser(description="离线安装 gongwen-tagger")
    parser.add_argument("folder", nargs="?", type=Path, default=default_folder(), help="安装目录（默认 %(default)s）")
    folder = parser.parse_args().folder.absolute()
    facts = json.loads((HERE / "bundle.json").read_text(encoding="utf-8"))
    step("1/5 检查系统和 Python", check_machine, facts)
    step("2/5 核对安装包的校验值（SHA-256）", check_sums)
    spare = folder.with_name(folder.name + ".old")
    step(f"3/5 准备安装目录 {folder}", set_aside, folder, spare)
    try:
        step("4/5 安装（不连网）", install, folder)
        step("5/5 检查并试标", try_out, folder)
    except BaseException:
        put_back(folder, spare)
        raise
    shutil.rmtree(spare, ignore_errors=True)
    gongwen = program(folder, "gongwen")
    print(f'\n安装完成：gongwen-tagger {facts["version"]}\n程序：{gongwen}\n试一试："{gongwen}" tag 文件.docx')


def step(what: str, action: Callable[..., None], *arguments: Any) -> None:
    """Say what is done, do it, and end with the reason alone where it fails."""
    print(f"== {what}", flush=True)
    try:
        action(*arguments)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"安装失败：{error}")


def default_folder() -> Path:
    """On Windows without the user's name where that is not ASCII, which libraries in C may not open."""
    if os.name != "nt":
        return Path.home() / "gongwen-tagger"
    local = os.environ.get("LOCALAPPDATA", "")
    return Path(local if local and local.isascii() else os.environ.get("SYSTEMDRIVE", "C:") + "\\") / "gongwen-tagger"


def check_machine(facts: dict[str, Any]) -> None:
    if PYTHON not in facts["pythons"]:
        sys.exit(f"本安装包用于 Python {'、'.join(facts['pythons'])}，当前是 {PYTHON}（{sys.executable}）。")
    if (platform.system(), platform.machine()) != (facts["system"], facts["machine"]):
        found = f"{platform.system()} {platform.machine()}"
        sys.exit(f"本安装包用于 {facts['system']} {facts['machine']}，本机是 {found}，请换用对应的安装包。")
    if struct.calcsize("P") != 8:
        sys.exit(f"需要 64 位的 Python，当前是 32 位（{sys.executable}）。")
    if "glibc" in facts:
        name, version = platform.libc_ver()
        if name != "glibc" or tuple(map(int, version.split(".")[:2])) < tuple(facts["glibc"]):
            need = ".".join(map(str, facts["glibc"]))
            sys.exit(f"需要 glibc {need} 以上，本机是 {name or '其他 C 库'} {version}，请换用较新的系统。")
    for name in RUNTIME if os.name == "nt" else ():
        try:
            ctypes.CDLL(name)
        except OSError:
            sys.exit(f"缺少 {name}：请先安装微软的 Visual C++ 可再发行组件（vc_redist.x64.exe），再运行 install.bat。")


def check_sums() -> None:
    lines = (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    for line in lines:
        wanted, name = line.split("  ", 1)
        if not (HERE / name).is_file():
            sys.exit(f"安装包不完整，缺少 {name}。请重新复制、解压。")
        if hashlib.sha256((HERE / name).read_bytes()).hexdigest() != wanted:
            sys.exit(f"{name} 的校验值不符，文件已损坏或被改动。请重新复制、解压。")
    print(f"   {len(lines)} 个文件完好")


def set_aside(folder: Path, spare: Path) -> None:
    """Move an earlier installation aside; it comes back when this one fails."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        sys.exit(f"{folder} 已存在，且不是本程序的安装目录。请换一个目录，或先移走它。")
    if folder.exists():
        if spare.exists():
            shutil.rmtree(spare)
        folder.rename(spare)
    folder.parent.mkdir(parents=True, exist_ok=True)


def put_back(folder: Path, spare: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if spare.exists():
        spare.rename(folder)
        print("原有的安装已恢复。", file=sys.stderr)


def install(folder: Path) -> None:
    """With the pip of the bundle: the system's may be old, or missing as in Debian without python3-venv."""
    venv.create(folder, symlinks=os.name != "nt", with_pip=False)
    (pip,) = (HERE / "wheels").glob("pip-*.whl")
    command: list[str | Path] = [program(folder, "python"), "-I", "-B", pip / "pip", "install", "--quiet"]
    command += ["--no-index", "--no-cache-dir", "--disable-pip-version-check", "--find-links", HERE / "wheels"]
    run([*command, "--require-hashes", "--requirement", HERE / f"requirements-{PYTHON}.txt"])
    shutil.copyfile(HERE / "bundle.json", folder / MARK)


def try_out(folder: Path) -> None:
    run([program(folder, "gongwen"), "doctor"])
    run([program(folder, "gongwen"), "tag", "--outline", EXAMPLE])


def run(command: Sequence[str | Path]) -> None:
    """Without the caller's Python and pip settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PIP_"))}
    environment = {**kept, "PIP_CONFIG_FILE": os.devnull, "PYTHONNOUSERSITE": "1"}
    subprocess.run([str(part) for part in command], check=True, env=environment)


def program(folder: Path, name: str) -> Path:
    return folder / "Scripts" / f"{name}.exe" if os.name == "nt" else folder / "bin" / name


if __name__ == "__main__":
    main()
