"""The constraints for the least versions are those that pyproject.toml names."""

from pathlib import Path

import pytest

from release.lowest import FILE, ROOT, constraints


def test_the_file_agrees_with_pyproject() -> None:
    assert FILE.read_text(encoding="utf-8") == constraints(ROOT / "pyproject.toml"), "run: python -m release.lowest"


def test_the_highest_of_several_bounds_counts(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_text(
        '[project]\ndependencies = ["B_c>=1.2,<3", "a>=2"]\n[project.optional-dependencies]\nx = ["b-c>=1.10"]\n'
    )
    assert constraints(path, ()).splitlines()[1:] == ["a==2", "b-c==1.2"]
    assert constraints(path, ["x"]).splitlines()[1:] == ["a==2", "b-c==1.10"]


def test_a_requirement_without_a_bound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\ndependencies = ["a<2"]\n', encoding="utf-8")
    with pytest.raises(ValueError, match="a<2: without a least version"):
        constraints(tmp_path / "pyproject.toml", ())
