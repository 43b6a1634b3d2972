"""A batch: what was tampered with is named, what is damaged is not used but made anew."""

from pathlib import Path

import pytest

from gongwen.batch import verify
from gongwen.batch.folder import RunFolder
from gongwen.errors import BatchError, RefusedError
from tests.batch.conftest import Inline
from tests.batch.runs import contents, tag


@pytest.mark.parametrize("victim", ["tagged-0001.jsonl", "errors.jsonl", "summary.json", "work/shard-00001.jsonl.gz"])
def test_verify_names_what_was_tampered_with(
    victim: str, documents: Path, tmp_path: Path, inline: type[Inline]
) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    data = bytearray((out / victim).read_bytes())
    data[len(data) // 2] ^= 1
    (out / victim).write_bytes(data)
    assert any(str(out / victim) in problem for problem in verify(out))


def test_a_damaged_shard_is_found_before_it_is_used(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    part = RunFolder(out).part(0)
    whole = part.read_bytes()
    part.write_bytes(whole[:-9])
    assert tag(documents, out, inline, format="csv").paragraphs == 18
    assert part.read_bytes() == whole and list(verify(out)) == []


def test_a_damaged_result_is_written_anew(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    whole = (out / "tagged-0001.jsonl").read_bytes()
    (out / "tagged-0001.jsonl").write_bytes(whole[:-2])
    tag(documents, out, inline)
    assert (out / "tagged-0001.jsonl").read_bytes() == whole


@pytest.mark.parametrize(
    ("victim", "text"),
    [
        ("work/shard-00000.json", "[" * 100_000),
        ("work/shard-00000.json", '{"shard": 0, "files": [{"path": "a", "sha256": "", "paragraphs": "1"}]}'),
        ("summary.json", "[]"),
        ("work/plan-1.jsonl", '{"layout": 1, "search": []}'),
    ],
)
def test_nonsense_in_the_folder_ends_in_no_traceback(
    victim: str, text: str, documents: Path, tmp_path: Path, inline: type[Inline]
) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    whole = contents(out)
    (out / victim).write_text(text, encoding="utf-8")
    if "plan" in victim:
        with pytest.raises(BatchError, match="no plan of a run, or damaged"):
            list(verify(out))
        with pytest.raises(RefusedError, match="Begin anew with --fresh"):
            tag(documents, out, inline)
    else:
        assert list(verify(out))
    tag(documents, out, inline, fresh="plan" in victim)
    assert contents(out) == whole
