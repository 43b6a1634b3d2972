"""The notebooks run from the first cell to the last, and those that are committed hold what their code gave."""

import importlib.util
import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from gongwen.errors import MissingExtraError

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
LARGEST = 400_000
"""Bytes of a committed notebook."""


def load_runner() -> Any:
    specification = importlib.util.spec_from_file_location("run_notebooks", NOTEBOOKS / "run.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


runner = load_runner()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of the three shortest written documents of the test split."""
    folder = tmp_path_factory.mktemp("small") / "data"
    texts = folder / "written"
    texts.mkdir(parents=True)
    (folder / "labels").mkdir()
    splits = json.loads((ROOT / "data" / "splits.json").read_text(encoding="utf-8"))
    files = [
        ROOT / "data" / "written" / f"{s.partition(':')[2]}.txt" for s in splits["test"] if s.startswith("written:")
    ]
    chosen = sorted(files, key=lambda file: file.stat().st_size)[:3]
    sources = [f"written:{file.stem}" for file in chosen]
    for file in chosen:
        shutil.copy(file, texts)
    for name in ("labels/written.jsonl", "catalogue.jsonl"):
        lines = (ROOT / "data" / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if json.loads(line)["source"] in sources]
        (folder / name).write_text("".join(kept), encoding="utf-8")
    (folder / "splits.json").write_text(json.dumps({"train": [], "dev": [], "test": sources}), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", runner.NAMES)
def test_runs_from_end_to_end(name: str, small: Path, tmp_path: Path) -> None:
    given = {"documents": str(small / "written")} if name == "04-corpus" else {"data": str(small)}
    (path,) = runner.run(tmp_path, [name], {name: given})
    executed = json.loads(path.read_text(encoding="utf-8"))
    committed = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in executed["cells"] if "injected-parameters" not in cell["metadata"].get("tags", [])]
    assert [cell["source"] for cell in cells] == [cell["source"] for cell in committed["cells"]]
    # What showed something on the small data shows something in the committed notebook too, and the other way round.
    assert [bool(cell.get("outputs")) for cell in cells] == [bool(cell.get("outputs")) for cell in committed["cells"]]


@pytest.mark.parametrize("name", runner.NAMES)
def test_committed_is_fresh_and_tells_nothing_of_a_machine(name: str) -> None:
    path = NOTEBOOKS / f"{name}.ipynb"
    text = path.read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert notebook["metadata"][runner.EXECUTED] == runner.fingerprint(notebook), (
        f"{path}: its code was changed after it ran; python notebooks/run.py --update {name}"
    )
    assert len(text.encode()) < LARGEST
    assert 8 <= len(notebook["cells"]) <= 14
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code[0]["metadata"]["tags"] == ["parameters"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell["outputs"]]
    assert all(output["output_type"] != "error" and output.get("name") != "stderr" for output in outputs)
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= 2
    told = json.dumps(
        [{k: v for k, v in o.get("data", {}).items() if k != "image/png"} | {"text": o.get("text")} for o in outputs]
    )
    assert re.search(r"(?<![\w.])/(?:home|root|tmp|work|usr|Users)/|[A-Z]:\\\\", told) is None
    assert "papermill" not in notebook["metadata"]
    assert not any(set(cell["metadata"]) - {"tags"} for cell in notebook["cells"])


def test_failing_cell_is_named(tmp_path: Path) -> None:
    assert runner.main(["--output", str(tmp_path), "05-none"]) == 1
    with pytest.raises(runner.NotebookError, match=r"01-evaluate\.ipynb: code cell .* no-such-folder"):
        runner.run(tmp_path, ["01-evaluate"], {"01-evaluate": {"data": "no-such-folder"}})
    assert list(tmp_path.iterdir()) == []


def test_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "papermill", None)
    with pytest.raises(MissingExtraError, match=r"papermill.*gongwen-tagger\[reports\]"):
        runner.run(tmp_path)
