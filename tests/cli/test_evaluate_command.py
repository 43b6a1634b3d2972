"""`gongwen evaluate` with the shipped model and with the rules, on a few short documents."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gongwen.cli import app
from gongwen.errors import DataError, MissingExtraError, ModelError

MODEL = Path(__file__).parents[2] / "models" / "gongwen-student"
LINES = (
    ("石门镇2020年工作总结", [], "title"),
    ("2020年，全镇干部群众齐心协力，较好完成了各项任务。现将情况总结如下。", [], "lead"),
    ("一、主要工作", [], "heading"),
    ("镇党委组织外出招商八次，签约竹木加工项目两个，到位资金三千万元。", ["zhaoshang"], "measure"),
    ("司法所接待来访群众六十批次，调处山林纠纷四十一起。", ["xinfang"], "measure"),
    ("二、存在的问题", [], "heading"),
    ("科普活动室开放时间不够，青少年参加活动的少。", ["kepu"], "problem"),
)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    for name in ("written", "notes", "labels"):
        (root / name).mkdir(parents=True)
    rows = []
    for source in ("written:a", "written:b", "notes:c"):
        collection, _, name = source.partition(":")
        (root / collection / f"{name}.txt").write_text("\n".join(text for text, *_ in LINES), encoding="utf-8")
        rows += [{"source": source, "line": n, "topics": t, "role": r} for n, (_, t, r) in enumerate(LINES, 1)]
    (root / "labels" / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (root / "splits.json").write_text(json.dumps({"test": ["written:a", "written:b", "notes:c"]}))
    return root


def test_a_report_of_the_model_against_the_rules(folder: Path, tmp_path: Path) -> None:
    result = run(MODEL, folder, "--split", "test", "--against", "rules", "--output", tmp_path / "report")
    assert result.exit_code == 0, (result.output, result.exception)
    for words in ("written part", "public part", "role span-F1", "ECE topics", "Difference to rules"):
        assert words in result.output
    metrics = json.loads((tmp_path / "report" / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["model"]["name"] == MODEL.name
    assert metrics["data"]["paragraphs"] == 3 * len(LINES)
    assert metrics["figures"]["all"]["role_accuracy"]["value"] > 0.7
    assert set(metrics["comparison"]) == {"rules"}
    assert "石门镇2020年工作总结" in (tmp_path / "report" / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "report" / "figures" / "comparison.png").stat().st_size > 5_000


def test_the_rules_are_a_model_by_name(folder: Path) -> None:
    result = run("rules", folder, "--split", "test")
    assert result.exit_code == 0, (result.output, result.exception)
    assert "role macro-F1" in result.output
    assert "ECE" not in result.output


def test_what_cannot_be_measured_is_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(run("rules", folder).exception, DataError)  # dev by default, which is empty here
    assert "no such model folder" in str(run(tmp_path / "nowhere", folder, "--split", "test").exception)
    assert isinstance(run(folder, folder, "--split", "test").exception, ModelError)
    for name in [n for n in sys.modules if n.startswith("gongwen.report")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    missing = run("rules", folder, "--split", "test", "--output", tmp_path / "report").exception
    assert isinstance(missing, MissingExtraError)
    assert "gongwen-tagger[reports]" in str(missing)


def test_a_folder_without_splits_is_measured_whole(tmp_path: Path) -> None:
    (tmp_path / "mine" / "labels").mkdir(parents=True)
    (tmp_path / "mine" / "texts").mkdir()
    (tmp_path / "mine" / "texts" / "1.txt").write_text("青岭镇2021年工作总结\n一、主要工作\n", encoding="utf-8")
    rows = [{"source": "texts:1", "line": n, "topics": [], "role": role} for n, role in ((1, "title"), (2, "heading"))]
    (tmp_path / "mine" / "labels" / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    whole = CliRunner().invoke(app, ["evaluate", "shipped", str(tmp_path / "mine"), "--split", "all"])
    assert whole.exit_code == 0, whole.output
    assert "1.000" in whole.output
    refused = CliRunner().invoke(app, ["evaluate", "shipped", str(tmp_path / "mine")])
    assert isinstance(refused.exception, DataError)
    assert "`gongwen data split" in str(refused.exception)
