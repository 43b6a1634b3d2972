"""Whether a set of wheels is enough for a platform that is not at hand."""

import zipfile
from pathlib import Path

import pytest

from release.targets import PYTHONS, TARGETS
from release.wheels import Closure, close, read_wheel, read_wheels

LINUX, ARM, WINDOWS = TARGETS["linux-x86_64"], TARGETS["linux-aarch64"], TARGETS["windows-x86_64"]


def wheel(folder: Path, name: str, version: str = "1.0", tags: str = "py3-none-any", *lines: str) -> Path:
    """A wheel that holds nothing but what it requires."""
    path = folder / f"{name}-{version}-{tags}.whl"
    head = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *lines]
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(f"{name}-{version}.dist-info/METADATA", "\n".join(head) + "\n")
    return path


def closure(folder: Path, target: object, python: str = "3.11") -> Closure:
    assert target in (LINUX, ARM, WINDOWS)
    return close(["app"], read_wheels(folder), target, python)  # type: ignore[arg-type]


def test_what_only_windows_needs_is_missed_there_alone(tmp_path: Path) -> None:
    wheel(tmp_path, "app", "1.0", "py3-none-any", 'Requires-Dist: colorama>=0.4; platform_system == "Windows"')
    assert closure(tmp_path, LINUX).missing == {}
    assert closure(tmp_path, WINDOWS).missing == {"colorama>=0.4": "app 1.0"}
    wheel(tmp_path, "colorama", "0.3")
    assert closure(tmp_path, WINDOWS).missing == {"colorama>=0.4": "app 1.0"}
    wheel(tmp_path, "colorama", "0.4.6")
    assert sorted(closure(tmp_path, WINDOWS).needed) == ["app", "colorama"]
    assert sorted(closure(tmp_path, LINUX).needed) == ["app"]


def test_a_python_or_machine_of_its_own(tmp_path: Path) -> None:
    lines = ['Requires-Dist: old; python_version < "3.13"', 'Requires-Dist: arm; platform_machine == "aarch64"']
    wheel(tmp_path, "app", "1.0", "py3-none-any", *lines)
    wheel(tmp_path, "old")
    wheel(tmp_path, "arm")
    assert sorted(closure(tmp_path, LINUX, "3.12").needed) == ["app", "old"]
    assert sorted(closure(tmp_path, ARM, "3.13").needed) == ["app", "arm"]


def test_extras_are_followed(tmp_path: Path) -> None:
    wheel(tmp_path, "app", "1.0", "py3-none-any", "Requires-Dist: part[fast]", 'Requires-Dist: dev; extra == "dev"')
    wheel(tmp_path, "part", "1.0", "py3-none-any", 'Requires-Dist: quick; extra == "fast"', "Requires-Dist: app")
    assert closure(tmp_path, LINUX).missing == {"quick": "part 1.0"}


@pytest.mark.parametrize(
    ("tags", "fits"),
    [
        ("cp311-cp311-manylinux_2_28_x86_64", {"linux-x86_64 3.11"}),
        ("cp311-cp311-manylinux_2_34_x86_64", set()),
        ("cp311-cp311-musllinux_1_2_x86_64", set()),
        ("cp312-cp312-manylinux2014_aarch64", {"linux-aarch64 3.12"}),
        ("cp312-abi3-win_amd64", {"windows-x86_64 3.12", "windows-x86_64 3.13"}),
        ("cp313-cp313t-win_amd64", set()),
        ("py3-none-manylinux1_x86_64", {f"linux-x86_64 {python}" for python in PYTHONS}),
        ("py2.py3-none-any", {f"{name} {python}" for name in TARGETS for python in PYTHONS}),
    ],
)
def test_which_wheels_fit(tags: str, fits: set[str], tmp_path: Path) -> None:
    one = read_wheel(wheel(tmp_path, "app", "1.0", tags))
    assert {f"{n} {python}" for n, target in TARGETS.items() for python in PYTHONS if one.fits(target, python)} == fits


def test_of_the_versions_that_fit_the_newest_counts(tmp_path: Path) -> None:
    wheel(tmp_path, "app", "1.0")
    wheel(tmp_path, "app", "1.10")
    wheel(tmp_path, "app", "2.0", "py3-none-any", "Requires-Python: >=3.12")
    assert str(closure(tmp_path, LINUX, "3.11").needed["app"].version) == "1.10"  # type: ignore[index]
    assert str(closure(tmp_path, LINUX, "3.12").needed["app"].version) == "2.0"  # type: ignore[index]


def test_a_file_without_metadata_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "app-1.0-py3-none-any.whl", "w") as file:
        file.writestr("app/__init__.py", "")
    with pytest.raises(ValueError, match="0 files METADATA"):
        read_wheels(tmp_path)
