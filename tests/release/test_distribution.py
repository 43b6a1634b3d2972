"""What is handed out: the source distribution, and the wheel that is built from it."""

import json
import os
import subprocess
import sys
import tarfile
import zipfile
from email.parser import BytesParser
from pathlib import Path

import pytest
from packaging.metadata import Metadata

from gongwen import __version__
from gongwen.resources import DEFAULT_MODEL
from gongwen.runtime.bundle import CARD_FILE, SETTINGS_FILE

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "models" / DEFAULT_MODEL
NAME = f"gongwen_tagger-{__version__}"
INFO = f"{NAME}.dist-info"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both, the wheel built from the source distribution alone. Where GONGWEN_DIST names an empty folder
    they are left there, for whoever installs the wheel next."""
    folder = Path(os.environ.get("GONGWEN_DIST") or tmp_path_factory.mktemp("dist"))
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    return built / f"{NAME}-py3-none-any.whl"


def test_the_wheel_holds_the_package_the_model_and_nothing_else(wheel: Path) -> None:
    source = [path.relative_to(ROOT / "src") for path in (ROOT / "src").rglob("*") if path.is_file()]
    model = [*json.loads((MODEL / SETTINGS_FILE).read_text(encoding="utf-8"))["sha256"], SETTINGS_FILE, CARD_FILE]
    wanted = {path.as_posix() for path in source if "__pycache__" not in path.parts}
    assert wanted >= {"gongwen/py.typed", "gongwen/view/assets/page.html", "gongwen/view/assets/main.js"}
    wanted |= {"gongwen/shipped/configs/labels.yaml"} | {f"gongwen/shipped/models/{MODEL.name}/{one}" for one in model}
    wanted |= {f"{INFO}/{file}" for file in ("METADATA", "WHEEL", "RECORD", "entry_points.txt")}
    wanted |= {f"{INFO}/licenses/{file}" for file in ("LICENSE", "NOTICE")}
    with zipfile.ZipFile(wheel) as file:
        assert set(file.namelist()) == wanted
        settings = file.read(f"gongwen/shipped/models/{MODEL.name}/{SETTINGS_FILE}")
        assert settings == (MODEL / SETTINGS_FILE).read_bytes()
    assert wheel.stat().st_size < 30e6


def test_the_metadata_are_valid(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as file:
        raw = file.read(f"{INFO}/METADATA")
        assert file.read(f"{INFO}/entry_points.txt").split() == [
            b"[console_scripts]",
            b"gongwen",
            b"=",
            b"gongwen.cli:main",
        ]
    metadata = Metadata.from_email(raw, validate=True)
    assert (metadata.name, str(metadata.version), metadata.license_expression) == (
        "gongwen-tagger",
        __version__,
        "Apache-2.0",
    )
    assert str(metadata.requires_python) == ">=3.11"
    assert metadata.description is not None and metadata.description.startswith("# gongwen-tagger")
    assert not any(one.url for one in metadata.requires_dist or [])
    # torch and its like come with extras only.
    light = {one.name for one in metadata.requires_dist or [] if one.marker is None}
    assert "onnxruntime" in light
    assert light.isdisjoint({"torch", "transformers", "datasets", "pyarrow", "matplotlib", "scikit-learn", "ray"})
    assert BytesParser().parsebytes(raw)["Description-Content-Type"] == "text/markdown"


def test_the_source_distribution_holds_the_sources_and_nothing_that_was_made_here(built: Path) -> None:
    with tarfile.open(built / f"{NAME}.tar.gz") as file:
        names = file.getnames()
    tops = {name.split("/")[1] for name in names if "/" in name}
    assert tops >= {
        "src",
        "configs",
        "models",
        "tests",
        "examples",
        "docs",
        "release",
        "pyproject.toml",
        "LICENSE",
        "NOTICE",
    }
    assert not tops & {"dist", "build", "runs", "site", "shared"}
    assert not [name for name in names if "__pycache__" in name or "/.venv" in name]
