"""A batch small enough to be run a hundred times: a tagger that only copies, and shards of two files."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

import gongwen.batch.plan as plan_module
import gongwen.batch.run as run_module
from gongwen.batch.child import Limits
from gongwen.batch.folder import RunFolder
from gongwen.batch.local import Engine, Tell
from gongwen.batch.reading import IsolatedReader
from gongwen.batch.shard import run_shard
from gongwen.batch.worker import Job
from gongwen.formats import ReadOptions
from gongwen.outputs.atomic import DISK, Disk
from gongwen.runtime.bundle import open_bundle
from tests.batch.copying import CopyTagger

_OPEN = cache(open_bundle)
SENTENCES = [
    "今年以来，我镇把修路当成头一件事来抓，先后硬化通组路十二公里。",
    "信访窗口每天有人值守，来一件登记一件，办结一件回访一件。",
    "支部书记带头包片，党员先干，群众跟着干，三个月补种果树四千棵。",
    "科普大篷车开进了六所小学，孩子们头一回摸到了显微镜。",
    "招商小分队跑了九个城市，签下两个项目，一个做竹器，一个做冷链。",
]


@pytest.fixture(scope="session")
def reader() -> Iterator[IsolatedReader]:
    reader = IsolatedReader(ReadOptions(), Limits(30.0))
    yield reader
    reader.close()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards of two files, and a model that is hashed once."""
    monkeypatch.setattr(plan_module, "SHARD_FILES", 2)
    monkeypatch.setattr(run_module, "open_bundle", _OPEN)


@pytest.fixture
def inline(reader: IsolatedReader) -> "type[Inline]":
    Inline.reader = reader
    return Inline


class Inline:
    """An engine in this process, over a disk of the test's choice."""

    reader: IsolatedReader

    @classmethod
    def on(cls, disk: Disk = DISK) -> Engine:
        def engine(folder: Path, job: Job, shards: Sequence[int], tell: Tell) -> None:
            run = RunFolder(folder)
            plan = run.latest_plan()
            assert plan is not None
            for shard in shards:
                run_shard(run, shard, plan.shards[shard], CopyTagger(), cls.reader, disk=disk)  # type: ignore[arg-type]

        return engine


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Five reports, a copy of one, and two broken files."""
    folder = tmp_path / "docs"
    (folder / "sub").mkdir(parents=True)
    for n, sentence in enumerate(SENTENCES):
        (folder / f"{n}.txt").write_text(f"第{n}村工作总结\n{sentence}\n这是第{n}份。\n", encoding="utf-8")
    (folder / "sub" / "copy.txt").write_bytes((folder / "1.txt").read_bytes())
    (folder / "sub" / "empty.txt").write_bytes(b"")
    (folder / "sub" / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    return folder
