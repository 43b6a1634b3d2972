"""Records and Python that the pages show are what the tagger says and what runs; both READMEs show the same."""

from itertools import pairwise
from pathlib import Path

import pytest

from gongwen import Tagger
from tests.docs.shown import PAGES, REPOSITORY, commands, name_of, python, records


@pytest.mark.parametrize("page", [p for p in PAGES if list(records(p))], ids=name_of)
def test_records_of_a_page_are_what_the_tagger_says(page: Path, world: Path, tagger: Tagger) -> None:
    for shown in records(page):
        said = tagger.tag_file(shown["doc"])[shown["paragraph"] - 1].to_dict()
        assert list(shown) == list(said)
        for name in ("topic_scores", "role_score"):
            assert shown.pop(name) == pytest.approx(said.pop(name), abs=0.03)
        for sentences in (*shown["evidence"].values(), *said["evidence"].values()):
            for sentence in sentences:
                del sentence["score"]
        assert said["text"].startswith(shown["text"].rstrip("…"))
        assert shown | {"text": said["text"]} == said


@pytest.mark.parametrize("page", [p for p in PAGES if list(python(p))], ids=name_of)
def test_python_of_a_page_runs(page: Path, world: Path) -> None:
    class Dataset:
        def map(self, function: object, num_proc: int) -> None:
            function({"text": "全年举办科普讲座十二场。"})  # type: ignore[operator]

    names = {"text": "一、加强领导\n全年举办科普讲座十二场。", "dataset": Dataset()}
    for line, source in python(page):
        space = dict(names)
        exec(compile(source, f"{page}:{line}", "exec"), space)
        assert set(space) > set(names), f"{page}:{line}: does nothing"


def test_the_readmes_have_the_same_in_them() -> None:
    english, chinese = (_shape(REPOSITORY / name) for name in ("README.md", "README.zh-CN.md"))
    assert len(english) > 8
    assert english == chinese


def _shape(page: Path) -> list[tuple[int, int, list[tuple[str, ...]]]]:
    """Of each section: depth of its heading, rows of its tables, its commands with their options."""
    shape = []
    lines = page.read_text(encoding="utf-8").splitlines()
    heads = [n for n, line in enumerate(lines) if line.startswith("#")]
    shown = list(commands(page))
    for first, last in pairwise([*heads, len(lines)]):
        depth = len(lines[first]) - len(lines[first].lstrip("#"))
        rows = sum(line.startswith("|") for line in lines[first:last])
        inside = [c.words for c in shown if first < c.line <= last]
        shape.append((depth, rows, [(*w[:2], *(x for x in w[2:] if x.startswith("-"))) for w in inside]))
    return shape
