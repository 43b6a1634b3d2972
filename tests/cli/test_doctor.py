"""`gongwen doctor`."""

import os
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from gongwen.cli import doctor as command
from gongwen.cli.requirements import Required, required
from gongwen.resources import DEFAULT_MODEL, shipped


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
    said = " ".join(done.stdout.split())
    assert "→ install LibreOffice, or set GONGWEN_SOFFICE" in said
    assert "onnxruntime's reports to its maker are off" in said
    assert "model files whole: each has its SHA-256" in said


def test_a_missing_model_is_named_with_the_remedy(tmp_path: Path) -> None:
    done = doctor("--model", tmp_path / "none")
    assert done.returncode == 1
    said = " ".join(done.stdout.split())
    assert "!! model" in said and "no such model folder" in said and "--model" in said


def test_a_damaged_model_is_a_fault(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(shipped(f"models/{DEFAULT_MODEL}"), folder)
    with (folder / "tokenizer.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    (finding, *_) = command._tagging(folder)
    assert finding[:2] == ("fault", "model") and "tokenizer.json is damaged" in finding[2]


def test_requirements_are_those_of_the_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["numpy>=1.26", "typer >= 0.12", "pyarrow>=18; extra == 'data'", 'gongwen-tagger[data]; extra == "all"']
    monkeypatch.setattr(metadata, "requires", lambda name: lines)
    assert required() == {
        "": [Required("numpy", "1.26"), Required("typer", "0.12")],
        "data": [Required("pyarrow", "18")],
        "all": [Required("pyarrow", "18")],
    }


@pytest.mark.parametrize(
    ("installed", "least", "fault"),
    [
        ("1.26.0", "1.26", ""),
        ("2.0", "1.26.4", ""),
        ("1.9", "1.10", "1.9 is too old, 1.10 is the least"),
        ("", "1", "missing"),
    ],
)
def test_a_package_that_is_too_old_or_missing(
    installed: str, least: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(name: str) -> str:
        if not installed:
            raise metadata.PackageNotFoundError(name)
        return installed

    monkeypatch.setattr(metadata, "version", version)
    assert Required("a", least).fault == fault


def test_without_matplotlib_fonts_are_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    ((kind, what, found, remedy),) = command._fonts()
    assert (kind, what) == ("note", "Chinese fonts")
    assert "matplotlib" in found and "gongwen-tagger[reports]" in remedy
