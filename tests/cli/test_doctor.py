"""`gongwen doctor`."""

import os
import subprocess
import sys
from pathlib import Path


def doctor(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongwen", "doctor", *map(str, arguments)]
    env = {**os.environ, **environment}
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, check=False)


def test_a_healthy_machine_tags() -> None:
    done = doctor(GONGWEN_SOFFICE="/nowhere/soffice")
    assert done.returncode == 0, done.stdout
    assert "works: “全年举办科普讲座十二场，听众三千人次。” is" in done.stdout
    assert "科普" in done.stdout
    assert done.stdout.count(": without ") + done.stdout.count("  without ") == done.stdout.count(
        "pip install 'gongwen-tagger["
    )
    assert "→ install LibreOffice, or set GONGWEN_SOFFICE" in " ".join(done.stdout.split())


def test_a_missing_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    done = doctor("--model", tmp_path / "none")
    assert done.returncode == 1
    said = " ".join(done.stdout.split())
    assert "!! model" in said and "no such model folder" in said and "--model" in said
