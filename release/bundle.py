"""One archive a platform, with everything an office without internet needs to install gongwen-tagger.

    python -m release.bundle [linux-x86_64 linux-aarch64 windows-x86_64] [--output dist]

Needs the packages build and packaging, and an index that pip can reach. An archive holds wheels for every Python in
`targets.PYTHONS` (an office need not know which one it has before it asks), a lock with hashes for each, the install
scripts and their documentation. `docs/offline.md` tells how to use it.
"""
# ruff: noqa: T201

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from release.archive import pack, write_sums
from release.targets import GLIBC, PYTHONS, TARGETS, Target, abi_tag
from release.wheels import Wheel, close, read_wheel, read_wheels

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "gongwen-tagger"
DOCUMENTS = ("README.zh-CN.md", "LICENSE", "NOTICE", "docs/offline.md")
SCRIPTS = {True: ("install.bat", "install.py"), False: ("install.sh", "install.py")}
"""By whether the target is Windows."""
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the archives for offices without internet.")
    parser.add_argument("targets", nargs="*", metavar="PLATFORM", help=f"of {', '.join(TARGETS)}; all by default")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="folder for the archives (dist)")
    parser.add_argument("--wheel", type=Path, help="the wheel of gongwen-tagger; built anew by default")
    arguments = parser.parse_args()
    if unknown := [name for name in arguments.targets if name not in TARGETS]:
        parser.error(f"no such platform: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    arguments.output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        own = read_wheel(arguments.wheel or build_wheel(Path(temporary) / "own"))
        for name in arguments.targets or TARGETS:
            archive = make(own, TARGETS[name], Path(temporary), arguments.output)
            print(f"{archive}  {archive.stat().st_size / 1e6:.0f} MB")
    archives = [p for p in arguments.output.glob(f"{PACKAGE}-{own.version}-*") if p.name.endswith((".tar.gz", ".zip"))]
    print(write_sums(arguments.output, archives))


def build_wheel(folder: Path, *, isolated: bool = True) -> Path:
    """The wheel of this checkout, built from its source distribution.

    Args:
        folder: where both are put.
        isolated: build with a build backend of its own; without, hatchling must be installed.
    """
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command if isolated else [*command, "--no-isolation"], capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"the wheel cannot be built:\n{(done.stdout + done.stderr).decode(errors='replace')}")
    (wheel,) = folder.glob("*.whl")
    return wheel


def make(own: Wheel, target: Target, temporary: Path, output: Path) -> Path:
    """The archive of one platform.

    Raises:
        SystemExit: a requirement is to be had for no version of a package on the platform.
    """
    folder = temporary / f"{PACKAGE}-{own.version}-{target.name}"
    (folder / "wheels").mkdir(parents=True)
    for python in PYTHONS:
        lock = folder / f"requirements-{python}.txt"
        wheels = collect(own, target, python, temporary / f"{target.name}-{python}")
        lock.write_text("".join(locked(wheel) for wheel in wheels), encoding="utf-8", newline="\n")
        for wheel in wheels:
            shutil.copyfile(wheel.path, folder / "wheels" / wheel.path.name)
    for name in DOCUMENTS:
        shutil.copyfile(ROOT / name, folder / Path(name).name)
    shutil.copytree(ROOT / "examples", folder / "examples")
    for name in SCRIPTS[target.windows]:
        line_end = "\r\n" if name.endswith(".bat") else "\n"
        text = (ROOT / "release" / "files" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8", newline=line_end)
    facts = {"version": str(own.version), "system": target.system, "machine": target.machine, "pythons": PYTHONS}
    libc = {} if target.windows else {"glibc": GLIBC}
    (folder / "bundle.json").write_text(json.dumps(facts | libc, indent=2) + "\n", encoding="utf-8", newline="\n")
    write_sums(folder)
    archive = output / (folder.name + target.suffix)
    pack(folder, archive)
    return archive


def collect(own: Wheel, target: Target, python: str, folder: Path) -> list[Wheel]:
    """Download what the package needs on the target, with pip itself, which installs all of it there; by name."""
    asked = [str(own.path), "pip"]
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:"]
    command += ["--python-version", python, "--implementation", "cp", "--abi", abi_tag(python)]
    for platform in target.platforms:
        command += ["--platform", platform]
    missing: dict[str, str] = {}
    for n in range(ROUNDS):
        # What pip missed, as it asked the markers of this system, is asked for by name in the next round.
        asked += missing
        subprocess.run([*command, "--dest", str(folder / str(n)), *asked], check=True)
        found = close([f"{PACKAGE}=={own.version}", "pip"], read_wheels(folder / str(n)), target, python)
        if not found.missing:
            return [found.needed[name] for name in sorted(found.needed)]
        missing = found.missing
    wanted = "; ".join(f"{requirement} (for {by})" for requirement, by in missing.items())
    raise SystemExit(f"{target.name}, Python {python}: not to be had: {wanted}")


def locked(wheel: Wheel) -> str:
    """The line of a lock, which pip installs with ``--require-hashes``."""
    return f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256()}\n"


if __name__ == "__main__":
    main()
