"""A fresh world for each page, in which its commands and its Python run."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

import gongwen.batch
from gongwen import Tagger
from gongwen.batch.child import Limits
from gongwen.batch.reading import IsolatedReader
from gongwen.formats import ReadOptions
from tests.docs.world import Here, build, loaded_once


@pytest.fixture(scope="session")
def reader() -> Iterator[IsolatedReader]:
    reader = IsolatedReader(ReadOptions(), Limits(60.0))
    yield reader
    reader.close()


@pytest.fixture(scope="session")
def model_world(tmp_path_factory: pytest.TempPathFactory, tagger: Tagger) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "world"
    folder.mkdir()
    build(folder, tagger)
    return folder


@pytest.fixture
def world(
    model_world: Path, tmp_path: Path, tagger: Tagger, reader: IsolatedReader, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A fresh copy, as the working folder."""
    folder = tmp_path / "world"
    shutil.copytree(model_world, folder, symlinks=True)
    (tmp_path / "fetched").mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(Tagger, "from_pretrained", loaded_once(tagger))
    for module in (gongwen.batch, gongwen.batch.run):
        monkeypatch.setattr(module, "local_engine", Here(tagger, reader))
    handler = signal.getsignal(signal.SIGTERM)
    yield folder
    signal.signal(signal.SIGTERM, handler)  # a batch sets its own
