"""A small world in which the commands of the pages run: a folder with every file they name, and a tagger loaded once."""

import json
import shutil
from collections.abc import Sequence
from contextlib import chdir
from functools import cache
from pathlib import Path

import docx
from typer.testing import CliRunner

from gongwen import Tagger
from gongwen.batch.folder import RunFolder
from gongwen.batch.local import Engine, Tell
from gongwen.batch.reading import IsolatedReader
from gongwen.batch.shard import run_shard
from gongwen.batch.worker import Job
from gongwen.cli import app
from gongwen.labelstudio import CONFIG_FILE
from gongwen.resources import DEFAULT_MODEL
from gongwen.runtime.bundle import SHIPPED
from gongwen.view.sources import source_names
from tests.conftest import REPORT
from tests.docs.shown import REPOSITORY
from tests.labelstudio.studio import annotation, exported, save

SHORT = "\n".join(REPORT.splitlines()[:6]) + "\n"
ARCHIVES = ("reports", "archive", "资料", "档案", "my-reports")
MODELS = ("MODEL", "models/my-model", "models/village-notices", "models/gongwen-student")
DATA_DOCUMENTS = 2
"""Of each split, the shortest ones."""


def build(folder: Path, tagger: Tagger) -> None:
    """Everything that a page takes for granted. Names in capitals stand for the reader's own."""
    for name in ("examples", "configs", "docs/own-labels"):
        shutil.copytree(REPOSITORY / name, folder / name)
    for name in ARCHIVES:
        (folder / name).mkdir()
        (folder / name / "青岭镇.txt").write_text(SHORT, encoding="utf-8")
        _word(folder / name / "石桥村.docx", SHORT.replace("青岭镇", "石桥村"))
    (folder / "FOLDER").mkdir()
    (folder / "models").mkdir()
    for name in MODELS:
        (folder / name).symlink_to(REPOSITORY / "models" / DEFAULT_MODEL)
    (folder / "report.txt").write_text(SHORT, encoding="utf-8")
    for name in ("report.docx", "总结.docx"):
        _word(folder / name, SHORT)
    (folder / "letters.csv").write_text("编号,答复\n1,您反映的占道经营问题已转城管部门办理。\n", encoding="utf-8")
    with chdir(folder):
        for name, tagged in (("reports", "tagged.jsonl"), ("资料", "结果.jsonl")):
            records = [record for _, result in tagger.tag_files([name]) for record in result]
            lines = (json.dumps(record.to_dict(), ensure_ascii=False) + "\n" for record in records)
            Path(tagged).write_text("".join(lines), encoding="utf-8")
        _corrections(tagger)
        Path("my-data/labels").mkdir(parents=True)
        shutil.copy("corrections.jsonl", "my-data/labels")
        _export()
    _data(folder / "data")


def _word(path: Path, text: str) -> None:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(str(path))


def _corrections(tagger: Tagger) -> None:
    """What the button of the reading page saves when all paragraphs of examples/ are confirmed."""
    rows = []
    for name, records in tagger.tag_files(["examples"]):
        (source,) = source_names([name])
        rows += [
            {"source": source, "start": r.start, "end": r.end, "topics": r.topics, "role": r.role} for r in records
        ]
    Path("corrections.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def _export() -> None:
    """What Label Studio exports when a person has agreed with what tagged.jsonl says."""
    tasks = Path("tasks.json")
    done = CliRunner().invoke(app, ["labelstudio", "export", str(tasks), "tagged.jsonl"])
    assert done.exit_code == 0, done.output
    found = json.loads(tasks.read_text(encoding="utf-8"))
    said = {n: [{**annotation(1, ""), "result": t["predictions"][0]["result"]}] for n, t in enumerate(found, 1)}
    save(Path("export.json"), exported(found, said))
    for written in (tasks, Path(CONFIG_FILE)):
        written.unlink()


def _data(folder: Path) -> None:
    """The repository's data folder with a few written documents."""
    data = REPOSITORY / "data"
    (folder / "written").mkdir(parents=True)
    (folder / "labels").mkdir()
    size = {file.stem: file.stat().st_size for file in (data / "written").glob("*.txt")}
    splits = json.loads((data / "splits.json").read_text(encoding="utf-8"))
    chosen: dict[str, list[str]] = {}
    for split in ("train", "dev", "test"):
        written = [s for s in splits[split] if s.startswith("written:")]
        chosen[split] = sorted(written, key=lambda s: size[s.partition(":")[2]])[:DATA_DOCUMENTS]
    sources = {source for group in chosen.values() for source in group}
    for source in sources:
        name = f"{source.partition(':')[2]}.txt"
        shutil.copy(data / "written" / name, folder / "written" / name)
    masked = {source: lines for source, lines in splits["masked"].items() if source in sources}
    (folder / "splits.json").write_text(json.dumps({**chosen, "masked": masked}), encoding="utf-8")
    for name, key in (("labels/written.jsonl", "source"), ("catalogue.jsonl", "source")):
        lines = (data / name).read_text(encoding="utf-8").splitlines(keepends=True)
        kept = "".join(line for line in lines if json.loads(line)[key] in sources)
        (folder / name).write_text(kept, encoding="utf-8")
    shutil.copytree(data / "readings", folder / "readings")


class Here:
    """A batch's engine in this process, with one tagger and one reader for all batches."""

    def __init__(self, tagger: Tagger, reader: IsolatedReader) -> None:
        self._tagger, self._reader = tagger, reader

    def __call__(self, workers: int | None = None, threads: int = 1) -> Engine:
        def engine(folder: Path, job: Job, shards: Sequence[int], tell: Tell) -> None:
            run = RunFolder(folder)
            plan = run.latest_plan()
            assert plan is not None
            for shard in shards:
                run_shard(run, shard, plan.shards[shard], self._tagger, self._reader)

        return engine


def loaded_once(shipped: Tagger) -> object:
    """Stands in for `Tagger.from_pretrained`: every model folder is opened once."""
    own = Tagger.from_pretrained.__func__  # type: ignore[attr-defined]

    @cache
    def opened(model: Path) -> Tagger:
        return shipped if model == shipped.bundle.path.resolve() else own(Tagger, model)  # type: ignore[no-any-return]

    def from_pretrained(model: str | Path | None = None, threads: int | None = None) -> Tagger:
        return shipped if model is None or str(model) == SHIPPED else opened(Path(model).resolve())

    return staticmethod(from_pretrained)
