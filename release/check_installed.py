"""Install the wheel into an environment without the source, and see that it tags as the checkout does.

    python -m release.check_installed .venv-demo [DIST]

The environment must have what the package requires (``make demo`` makes such a one); the package in it is replaced by
the wheel: that in the folder DIST, else one that is built from the source distribution. Run by the checkout's own
Python, with whose records they are compared.
"""
# ruff: noqa: T201

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from release.bundle import ROOT, build_wheel

EXAMPLES = ("township-2016.txt", "compilation-2024.txt")


def main() -> None:
    environment = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as temporary:
        away = Path(temporary)
        if len(sys.argv) > 2:
            (wheel,) = Path(sys.argv[2]).resolve().glob("*.whl")
        else:
            wheel = build_wheel(away / "dist", isolated=False)
        python = [str(environment / "bin" / "python"), "-I"]
        quiet = ["--quiet", "--no-index", "--no-deps", "--force-reinstall"]
        subprocess.run([*python, "-m", "pip", "install", *quiet, str(wheel)], check=True)
        place = output([*python, "-c", "import gongwen; print(gongwen.__file__)"], away).strip()
        if not Path(place).is_relative_to(environment):
            raise SystemExit(f"the package is not the installed one: {place}")
        for name in EXAMPLES:
            shutil.copyfile(ROOT / "examples" / name, away / name)
        installed = output([environment / "bin" / "gongwen", "tag", *EXAMPLES], away)
        checkout = output([sys.executable, "-m", "gongwen", "tag", *EXAMPLES], away)
        records = [json.loads(line) for line in installed.splitlines()]
        if not records or installed != checkout:
            raise SystemExit(f"the installed package gives {len(records)} records, others than the checkout's")
        (away / "tagged.jsonl").write_text(installed, encoding="utf-8")
        output([environment / "bin" / "gongwen", "view", "tagged.jsonl", "--output", "page.html"], away)
        output([environment / "bin" / "gongwen", "doctor"], away)
        print(f"{wheel.name}: installed, {len(records)} records as in the checkout")


def output(command: list[str | Path], folder: Path) -> str:
    """What a command prints, run in `folder` without the caller's Python settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"{command} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    main()
