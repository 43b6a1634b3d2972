"""Five hundred damaged files, the same every time, and all that once broke a reader. Twenty thousand: tests/soak."""

from pathlib import Path

import pytest

from gongwen.formats.base import Source
from gongwen.formats.soffice import VARIABLE
from tests.formats.fuzz import KINDS, OFFICE, check, input_of, samples

REGRESSIONS = sorted(path for path in (Path(__file__).parent / "regressions").iterdir() if path.suffix != ".md")
INPUTS = 504
QUADRATIC = {
    "quotes.csv": b"text\n" + b'a",b,"z\n' * 20_000,
    "streams.pdf": b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n<<>>\nstream\n%s\nendobj\n" % (n, bytes(400)) for n in range(8000)),
    "objects.pdf": b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n<<>>\nstream\n%s\nendstream\n" % (n, bytes(400)) for n in range(8000)),
}  # fmt: skip
"""Took minutes: from every quote, stream or object its end was looked for in all the rest of the file."""


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "/nowhere/soffice")


@pytest.mark.parametrize("kind", [*KINDS, *OFFICE])
def test_damaged_files(kind: str) -> None:
    for seed in range(INPUTS // len([*KINDS, *OFFICE])):
        source, options = input_of(kind, seed)
        try:
            check(source, options)
        except Exception as error:
            pytest.fail(f"python -m tests.formats.fuzz {kind} {seed} FILE: {type(error).__name__}: {error}")


@pytest.mark.parametrize("kind", [*KINDS, *OFFICE])
def test_files_before_they_are_damaged(kind: str) -> None:
    for n, data in enumerate(samples(kind)):
        found = check(Source(f"{n}.{kind}", data))
        assert set(found) == ({"needs-libreoffice"} if kind in OFFICE else {"document"}), n


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda path: path.name)
def test_what_once_broke_a_reader(path: Path) -> None:
    check(Source(path.name, path.read_bytes()))


@pytest.mark.parametrize("name", QUADRATIC)
def test_time_grows_with_the_file(name: str) -> None:
    assert set(check(Source(name, QUADRATIC[name]))) == {"damaged"}
