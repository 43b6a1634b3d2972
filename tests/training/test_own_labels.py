"""The commands of docs/own-labels.md do what the page says, with a tiny encoder in place of the embedded one."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gongwen.cli import app
from gongwen.export import bundle as export_bundle

from .tiny import tiny_encoder

REPOSITORY = Path(__file__).parents[2]


def test_the_tutorials_labels_train_evaluate_and_tag_without_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(REPOSITORY)
    page = (REPOSITORY / "docs" / "own-labels.md").read_text(encoding="utf-8")
    commands = [line.strip().split()[1:] for line in page.splitlines() if line.startswith("    gongwen ")]
    assert [c[0] for c in commands] == ["data", "data", "data", "train", "export", "evaluate", "tag", "data"]
    tiny = [f"model.encoder={_encoder_for(REPOSITORY / 'docs' / 'own-labels' / 'notices', tmp_path / 'encoder')}"]
    tiny += ["windows.max_tokens=64", "windows.margin_tokens=6", "windows.heading_tokens=10", "optimization.epochs=2"]
    shutil.copytree(REPOSITORY / "docs" / "own-labels", tmp_path / "own-labels")
    monkeypatch.setattr(export_bundle, "MIN_AGREEMENT", 0.0)  # a model of two epochs knows next to nothing
    outputs = []
    for command in commands:
        places = {
            "docs/own-labels": str(tmp_path / "own-labels"),
            "runs/village-notices": str(tmp_path / "run"),
            "models/village-notices": str(tmp_path / "model"),
            "tasks.json": str(tmp_path / "tasks.json"),
        }
        arguments = [places.get(a, a.replace("docs/own-labels/", places["docs/own-labels"] + "/")) for a in command]
        if command[0] == "train":
            arguments += [*tiny, f"data.folder={tmp_path / 'own-labels'}", f"output={tmp_path / 'run'}"]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, (command, result.output, result.exception)
        outputs.append(result.output)
    assert "notices" in outputs[5]
    roles = {json.loads(line)["role"] for line in outputs[6].splitlines() if line.startswith("{")}
    assert roles <= {"title", "what", "when", "who", "other"}
    assert roles


def _encoder_for(texts: Path, folder: Path) -> Path:
    tiny_encoder(folder, {ch for file in texts.glob("*.txt") for ch in file.read_text(encoding="utf-8")})
    return folder
