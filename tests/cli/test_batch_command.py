"""`gongwen tag --output FOLDER/` and `gongwen verify`, with the shipped model and without a network."""

import json
import os
import subprocess
import sys
from pathlib import Path

import opencc
import pytest

from gongwen import Tagger
from tests.conftest import REPORT

NO_NETWORK = """
import sys
def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"):
        raise RuntimeError(f"the network was used: {event} {arguments}")
sys.addaudithook(refuse)
"""


@pytest.fixture
def blocked(tmp_path: Path) -> dict[str, str]:
    """An environment in which no process of ours may use the network."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(folder)}


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "旧").mkdir(parents=True)
    (folder / "report.txt").write_text(REPORT, encoding="utf-8")
    (folder / "旧" / "gbk.txt").write_bytes(REPORT.encode("gb18030"))
    return folder


def gongwen(*arguments: object, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongwen", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=env, timeout=300, check=False)


def test_a_batch_tags_as_the_tagger_does_and_needs_no_network(
    documents: Path, tmp_path: Path, blocked: dict[str, str], tagger: Tagger
) -> None:
    out = tmp_path / "out"
    (documents / "empty.txt").touch()
    done = gongwen("tag", documents, "--output", f"{out}/", env=blocked)
    assert done.returncode == 1, done.stderr
    assert done.stdout == "" and "2 of 3 files tagged" in done.stderr and "empty" in done.stderr
    found = [json.loads(line) for line in (out / "tagged-0001.jsonl").read_text("utf-8").splitlines()]
    one = [json.loads(json.dumps(r.to_dict())) for r in tagger.tag_file(documents / "report.txt")]
    two = [json.loads(json.dumps(r.to_dict())) for r in tagger.tag_file(documents / "旧" / "gbk.txt")]
    copy = f"{documents / 'report.txt'}#1"
    assert found == one + [{**record, "duplicate_of": copy} for record in two]
    assert [r["topics"] for r in one] == [r["topics"] for r in two]
    (documents / "empty.txt").write_text(REPORT, encoding="utf-8")
    again = gongwen("tag", documents, "--output", out, "--changed", "-f", "csv", env=blocked)
    assert again.returncode == 0, again.stderr
    assert "3 files, 1 to tag" in again.stderr
    assert [path.name for path in out.glob("tagged*")] == ["tagged-0001.csv"]
    assert gongwen("verify", out, "--sources", env=blocked).returncode == 0
    (documents / "empty.txt").touch()
    (out / "tagged-0001.csv").write_text("", encoding="utf-8")
    broken = gongwen("verify", out)
    assert broken.returncode == 1 and "tagged-0001.csv: is not what the run wrote" in broken.stderr


def test_encodings_and_script_make_no_difference(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    traditional = opencc.OpenCC("s2hk").convert(REPORT)
    twins = {
        "utf-8.txt": REPORT.encode(),
        "gbk.txt": REPORT.encode("gb18030"),
        "utf-16.txt": REPORT.encode("utf-16"),
        "traditional.txt": traditional.encode(),
        "big5.txt": traditional.encode("big5hkscs"),
    }
    for name, data in twins.items():
        (folder / name).write_bytes(data)
    done = gongwen("tag", folder, "--output", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    found: dict[str, list[object]] = {}
    for line in (tmp_path / "out/tagged-0001.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        labels = record["role"], record["topics"], record["role_score"], record["topic_scores"]
        found.setdefault(Path(record["doc"]).name, []).append(labels)
    assert set(found) == set(twins)
    assert all(labels == found["utf-8.txt"] for labels in found.values())


def test_refusals_and_wrong_usage(documents: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "a.docx").touch()
    refused = gongwen("tag", documents, "--output", tmp_path / "thesis")
    assert refused.returncode == 2 and "holds other files (a.docx)" in refused.stderr
    wrong = gongwen("tag", documents, "--output", tmp_path / "one.csv", "--changed")
    assert wrong.returncode == 2 and "is for batches" in " ".join(wrong.stderr.split())
    nothing = gongwen("verify", tmp_path)
    assert nothing.returncode == 1 and "holds no run" in nothing.stderr


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "jsonl"])
def test_one_file_of_every_format(suffix: str, documents: Path, tmp_path: Path) -> None:
    target = tmp_path / f"one.{suffix}"
    done = gongwen("tag", documents, "--output", target)
    assert done.returncode == 0, done.stderr
    start = {"csv": b"\xef\xbb\xbf", "xlsx": b"PK", "parquet": b"PAR1", "jsonl": b'{"doc"'}
    assert target.read_bytes().startswith(start[suffix])


def test_a_chinese_windows_console(documents: Path, tmp_path: Path) -> None:
    (documents / "report.txt").write_text(REPORT + "生僻字𠮷与表情😀。\n", encoding="utf-8")
    env = {**os.environ, "PYTHONIOENCODING": "cp936"}
    done = subprocess.run(
        [sys.executable, "-m", "gongwen", "tag", str(documents), "--output", f"{tmp_path / 'out😀'}/"],
        capture_output=True, env=env, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0 and b"Traceback" not in done.stderr
