"""A batch: other settings, other sources and the files of others are refused, and nothing is touched."""

from pathlib import Path
from typing import Any

import pytest

from gongwen.batch import BatchOptions, tag_batch
from gongwen.errors import RefusedError
from tests.batch.conftest import Inline
from tests.batch.runs import contents, tag


def test_results_are_not_mixed(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    other = BatchOptions(read=finish_module_options())
    with pytest.raises(RefusedError, match=r"another options\.text_column"):
        tag_batch([documents], out, options=other, engine=inline.on())
    with pytest.raises(RefusedError, match="add --changed"):
        tag_batch([documents / "sub"], out, engine=inline.on())
    fresh = tag_batch([documents / "sub"], out, options=BatchOptions(fresh=True), engine=inline.on())
    assert fresh.files == 3
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "thesis.docx").write_bytes(b"mine")
    with pytest.raises(RefusedError, match=r"holds other files \(thesis\.docx\)"):
        tag(documents, strange, inline)
    assert (strange / "thesis.docx").read_bytes() == b"mine"


def finish_module_options() -> Any:
    from gongwen.formats import ReadOptions

    return ReadOptions(text_column="正文")


def test_files_that_only_look_like_results_are_not_touched(
    documents: Path, tmp_path: Path, inline: type[Inline]
) -> None:
    theirs = tmp_path / "theirs"
    (theirs / "work").mkdir(parents=True)
    for name in ("tagged-2023.docx", "errors.jsonl", "work/my-report.txt", "tagged-0001.jsonl"):
        (theirs / name).write_text("mine", encoding="utf-8")
    before = contents(theirs)
    for fresh in (False, True):
        with pytest.raises(RefusedError, match="holds other files"):
            tag(documents, theirs, inline, fresh=fresh)
    assert contents(theirs) == before
    out = tmp_path / "out"
    tag(documents, out, inline)
    for name in ("tagged-2023.docx", "notes.txt", "work/my-report.txt"):
        (out / name).write_text("mine", encoding="utf-8")
    tag(documents, out, inline, fresh=True, format="csv")
    assert [(out / name).read_text("utf-8") for name in ("tagged-2023.docx", "notes.txt", "work/my-report.txt")] == [
        "mine"
    ] * 3
    tag(documents, tmp_path / "gone", inline)
    for path in (tmp_path / "gone/work").iterdir():
        path.unlink()
    with pytest.raises(RefusedError, match="holds other files"):
        tag(documents, tmp_path / "gone", inline)


def test_a_source_that_has_gone_is_no_empty_source(documents: Path, tmp_path: Path, inline: type[Inline]) -> None:
    out = tmp_path / "out"
    tag(documents, out, inline)
    before = contents(out)
    documents.rename(tmp_path / "elsewhere")
    for options in ({"changed": True}, {"retry": True}):
        with pytest.raises(RefusedError, match="docs: is gone"):
            tag(documents, out, inline, **options)
    assert contents(out) == before
