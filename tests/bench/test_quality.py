"""`gongwen bench quality` on a tiny project: what is fitted where, what is kept, what is shown."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from gongwen.bench import quality
from gongwen.bench.compare import SeedMean, against, figures
from gongwen.bench.parts import Part
from gongwen.bench.quality import Settings, climb
from gongwen.bench.systems.base import System
from gongwen.bench.systems.contrastive import SetFit, balanced
from gongwen.bench.systems.lexical import TfidfSvm
from gongwen.bench.systems.vectors import Model2Vec, nearest_shares
from gongwen.cli import app
from gongwen.data import DataFolder
from gongwen.evaluation import bootstrap, count
from gongwen.labels import LabelSet

from .conftest import LINES


def run(project: Path, *arguments: str) -> Result:
    paths = ["--data", str(project / "data"), "--encoder", str(project / "encoder"), "--runs", str(project / "runs")]
    return CliRunner().invoke(app, ["bench", "quality", *paths, *arguments])


@pytest.fixture(scope="module")
def ladder(project: Path) -> tuple[Result, dict[str, Any]]:
    output = project / "quality.json"
    rungs = [word for name in ("setfit", "model2vec") for word in ("--skip", name)]
    result = run(project, *rungs, "--seeds", "2", "--markdown", "--output", str(output))
    return result, json.loads(output.read_text(encoding="utf-8"))


def parts(folder: Path) -> tuple[Part, Part, Part, LabelSet]:
    data = DataFolder(folder)
    documents, labels = data.parts(), data.labels
    return (
        Part.as_labelled(documents["train"], labels),
        Part.as_cut(documents["dev"], labels),
        Part.as_cut(documents["test"], labels),
        labels,
    )


def relabelled(project: Path, folder: Path, sources: set[str]) -> Path:
    """The same data with the labels of some documents turned round."""
    shutil.copytree(project / "data", folder)
    path = folder / "labels" / "rows.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for row in rows:
        if row["source"] in sources:
            row |= {"topics": [] if row["topics"] else ["kepu", "xinfang"], "role": "lesson"}
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return folder


def test_the_ladder_runs_and_its_json_holds_what_the_tables_show(ladder: tuple[Result, dict[str, Any]]) -> None:
    result, data = ladder
    assert result.exit_code == 0, result.output
    names = ["rules", "tfidf-svm", "knn", "logreg", "single", "gongwen"]
    assert list(data["systems"]) == names
    assert data["failed"] == {}
    assert data["size"]["test"] == {"documents": 2, "paragraphs": 6 * len(LINES)}
    tables = [
        [[cell.strip() for cell in line.strip("|").split(" | ")] for line in block.splitlines()]
        for block in result.stdout.strip().split("\n\n")
    ]
    assert [row[0] for row in tables[0][2:]] == names
    assert [row[0] for row in tables[1][2:]] == names[:-1]
    at = tables[0][0].index("all: role F1")
    for row in tables[0][2:]:
        shown = data["systems"][row[0]]["parts"]["all"]["role_macro_f1"]
        assert row[at] == f"{shown['value']:.3f} [{shown['low']:.3f}, {shown['high']:.3f}]"
    at = tables[1][0].index("public part: topic F1")
    for row in tables[1][2:]:
        shown = data["comparison"][row[0]]["public part"]["topic_macro_f1"]
        assert row[at] == f"{shown['difference']:+.3f} (p {shown['p']:.3f})"


def test_what_is_learnt_from_such_data_is_learnt(ladder: tuple[Result, dict[str, Any]]) -> None:
    for name in ("tfidf-svm", "knn", "logreg"):
        found = ladder[1]["systems"][name]["parts"]["all"]
        assert found["topic_macro_f1"]["value"] > 0.95, name
        assert found["role_accuracy"]["value"] > 0.95, name


def test_random_systems_are_fitted_with_every_seed(ladder: tuple[Result, dict[str, Any]]) -> None:
    systems = ladder[1]["systems"]
    assert systems["single"]["seeds"] == [1, 2]
    assert len(systems["single"]["chosen"]) == 2
    figure = systems["single"]["parts"]["all"]["role_accuracy"]
    assert figure["value"] == pytest.approx(np.mean(figure["seeds"]), abs=1e-5)
    assert systems["knn"]["seeds"] == []


def test_a_finished_run_and_the_vectors_are_used_again(ladder: tuple[Result, dict[str, Any]], project: Path) -> None:
    kept = [*project.glob("runs/single-*/run.json"), *project.glob("runs/vectors/*.npy")]
    assert [path.suffix for path in kept] == [".json", ".json", ".npy", ".npy"]  # dev and test hold the same texts
    for path in kept:
        os.utime(path, (1, 1))
    result = run(project, "--only", "single", "--only", "knn", "--seeds", "2", "--output", str(project / "again.json"))
    assert result.exit_code == 0, result.output
    assert result.stderr.count("trained before, used again") == 2
    again = json.loads((project / "again.json").read_text(encoding="utf-8"))["systems"]
    for name in ("single", "knn"):
        assert again[name]["parts"] == ladder[1]["systems"][name]["parts"]
    assert {path.stat().st_mtime for path in kept} == {1}
    assert not list(project.glob("runs/single-*/checkpoints"))


def test_other_labels_are_trained_on_anew(ladder: tuple[Result, dict[str, Any]], project: Path, tmp_path: Path) -> None:
    other = relabelled(project, tmp_path / "data", {"mine:a"})
    before = set(project.glob("runs/single-*"))
    result = run(project, "--data", str(other), "--only", "single", "--seeds", "1")
    assert result.exit_code == 0, result.output
    assert "trained before" not in result.stderr
    assert len(set(project.glob("runs/single-*")) - before) == 1


def test_a_missing_package_fails_its_rung_and_no_other(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn.svm", None)
    result = run(project, "--only", "rules", "--only", "tfidf-svm", "--output", str(project / "missing.json"))
    assert result.exit_code == 1
    data = json.loads((project / "missing.json").read_text(encoding="utf-8"))
    assert list(data["systems"]) == ["rules"]
    assert "tfidf-svm" in data["failed"]
    assert "pip install 'gongwen-tagger[bench]'" in data["failed"]["tfidf-svm"]
    assert "tfidf-svm failed: the baseline tfidf-svm needs the package 'sklearn.svm'" in result.stdout


def test_any_other_failure_is_reported_too(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("out of luck")

    monkeypatch.setattr(TfidfSvm, "fit", broken)
    found = climb(Settings(data=project / "data", names=("rules", "tfidf-svm")), lambda _: None)
    assert found["failed"] == {"tfidf-svm": "RuntimeError: out of luck"}
    assert list(found["systems"]) == ["rules"]


def test_nothing_is_chosen_by_the_labels_of_test(project: Path, tmp_path: Path) -> None:
    train, dev, test, labels = parts(project / "data")
    _, _, other, _ = parts(relabelled(project, tmp_path / "test", {"mine:d", "mine:e"}))
    assert not np.array_equal(test.roles, other.roles)
    fitted = TfidfSvm().fit(train, dev, labels, 1)
    first, second = fitted.predict(test), fitted.predict(other)
    assert np.array_equal(first.topics, second.topics)
    assert np.array_equal(first.roles, second.roles)
    names = ("tfidf-svm",)
    chosen = [
        climb(Settings(data=data, names=names), lambda _: None)["systems"]["tfidf-svm"]["chosen"]
        for data in (project / "data", tmp_path / "test")
    ]
    assert chosen[0] == chosen[1] == [fitted.settings]


def test_thresholds_are_chosen_by_the_labels_of_dev(project: Path, tmp_path: Path) -> None:
    train, dev, test, labels = parts(project / "data")
    _, other, _, _ = parts(relabelled(project, tmp_path / "dev", {"mine:c"}))
    first, second = (TfidfSvm().fit(train, d, labels, 1) for d in (dev, other))
    assert first.settings["thresholds"] != second.settings["thresholds"]
    assert not np.array_equal(first.predict(test).topics, second.predict(test).topics)


def test_noise_has_no_topics(project: Path) -> None:
    train, dev, test, labels = parts(project / "data")
    noisy = Part(train.documents, train.texts, np.ones_like(train.topics), train.roles, train.weights)
    said = TfidfSvm().fit(noisy, dev, labels, 1).predict(test)
    noise = said.roles == labels.role_keys.index("other")
    assert noise.sum() == 6
    assert not said.topics[noise].any()


@pytest.mark.parametrize("system", [SetFit, Model2Vec])
def test_the_packaged_baselines_learn(
    system: type[SetFit] | type[Model2Vec], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongwen.bench.systems.contrastive.STEPS", 10)
    train, dev, test, labels = parts(project / "data")
    rung: System = system(project / "encoder")
    said = rung.fit(train, dev, labels, 1).predict(test)
    assert (said.roles == test.roles).mean() > 0.9
    assert (said.topics == test.topics).mean() > 0.9


def test_a_balanced_sample_has_as_many_of_every_group() -> None:
    groups = np.zeros((100, 3), dtype=bool)
    groups[:80, 0] = groups[80:98, 1] = groups[98:, 2] = True
    drawn = balanced(groups, 10, np.random.default_rng(1))
    assert groups[drawn].sum(axis=0).tolist() == [10, 10, 2]
    assert sorted(drawn) != list(drawn)


def test_neighbours_vote_with_their_similarity() -> None:
    known = np.array([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)
    votes = np.array([[1, 0], [0, 1], [0, 1]], dtype=np.float32)
    shares = nearest_shares(np.array([[1, 0]], dtype=np.float32), known, votes, 2)
    assert shares[0] == pytest.approx([1 / 1.8, 0.8 / 1.8])


def test_a_mean_over_seeds_is_drawn_as_one_system() -> None:
    labels = LabelSet.load()
    rng = np.random.default_rng(3)
    topics, roles = rng.random((200, 4)) < 0.3, rng.integers(0, 11, 200)
    owner = np.repeat(np.arange(20), 10)
    seeds = [
        count(topics, topics ^ (rng.random((200, 4)) < share), roles, roles, labels, owner) for share in (0.1, 0.3)
    ]
    mean, alone = SeedMean.over(seeds), SeedMean.over(seeds[:1])
    assert bootstrap(alone)["topic_macro_f1"] == bootstrap(seeds[0])["topic_macro_f1"]
    found = figures(mean)["topic_macro_f1"]
    values = [float(c.figures()["topic_macro_f1"][0]) for c in seeds]
    assert found["seeds"] == pytest.approx(values, abs=1e-6)
    assert found["value"] == pytest.approx(np.mean(values), abs=1e-6)
    assert found["low"] < found["value"] < found["high"]
    compared = against(alone, mean)
    assert compared["topic_macro_f1"]["difference"] == pytest.approx((values[0] - values[1]) / 2, abs=1e-6)
    assert compared["topic_error_reduction"] == pytest.approx(1 - (1 - values[0]) / (1 - np.mean(values)), abs=1e-6)
    assert (
        against(mean, SeedMean.over([count(topics, topics, roles, roles, labels, owner)]))["topic_error_reduction"]
        is None
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--only", "tfidf"], "no baseline is called 'tfidf'; there are rules, tfidf-svm"),
        (["--only", "rules", "--skip", "rules"], "leave no baseline to run"),
        (["--encoder", "/nowhere"], "/nowhere: no transformers folder; `gongwen encoder import` makes"),
        (["--split", "tset", "--only", "rules"], "is in the split 'tset'"),
    ],
)
def test_wrong_arguments_are_explained(project: Path, arguments: list[str], message: str) -> None:
    result = run(project, *arguments)
    assert result.exit_code != 0
    assert message in str(result.exception)


def test_the_names_are_those_of_the_systems() -> None:
    assert tuple(system.name for system in quality._systems(Settings(), lambda _: None)) == quality.NAMES
