"""The output contract, checked on the examples and on an ugly file: nothing lost, nothing added, offsets true."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from gongwen import Tagger
from tests.conftest import BROKEN, REPORT

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.txt"))
UGLY = (
    "\ufeff首页 > 范文 > 正文\r\n\r\n来源：网络 作者：佚名\r\n　　乡镇工作总结（精选2篇）\r\n篇1\r\n" + REPORT.replace("\n", "\r\n")
    + "\u200b\r\n篇2\r\n" + BROKEN + "emoji 😀 与 𠮷 字\n\x0c- 12 -\n\t\t表格\t数据\t12.5\n" + "无标点" * 400 + "\n本文共2页\u3000"
)  # fmt: skip


def problems(records: list[dict[str, Any]], source: str, topics: set[str], roles: set[str], noise: str) -> list[str]:
    """Everything in which records break the contract."""
    found = []
    cover = [0] * len(source)
    last = 0
    for number, r in enumerate(records, 1):
        where = f"paragraph {number}"
        if r["paragraph"] != number:
            found.append(f"{where}: numbered {r['paragraph']}")
        if not last <= r["start"] < r["end"] <= len(source):
            found.append(f"{where}: offsets {r['start']}..{r['end']}")
        last = r["end"]
        for at in range(r["start"], r["end"]):
            cover[at] += 1
        remaining = iter(source[r["start"] : r["end"]])
        if not all(ch.isspace() or ch in remaining for ch in r["text"]):
            found.append(f"{where}: text is not from its slice")
        if set(r["topic_scores"]) != topics or not set(r["topics"]) <= topics or r["role"] not in roles:
            found.append(f"{where}: keys")
        if not all(0 <= score <= 1 for score in [*r["topic_scores"].values(), r["role_score"]]):
            found.append(f"{where}: scores")
        if r["role"] == noise and r["topics"]:
            found.append(f"{where}: noise with topics")
        if r["level"] < 0 or not all(isinstance(heading, str) for heading in r["path"]):
            found.append(f"{where}: outline")
    found += [
        f"character {at} {ch!r} is in {cover[at]} records"
        for at, ch in enumerate(source)
        if cover[at] != 1 and not ch.isspace() and ch != "\ufeff"
    ]
    articles = [r["article"] for r in records]
    if articles[:1] != [1] or any(b - a not in (0, 1) for a, b in pairwise(articles)):
        found.append(f"articles {articles}")
    return found


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_examples(tagger: Tagger, path: Path, codec: str, tmp_path: Path) -> None:
    source = path.read_bytes().decode("utf-8")
    copy = tmp_path / path.name
    copy.write_bytes(source.encode(codec))
    _check(tagger, copy, source)


def test_an_ugly_file(tagger: Tagger, tmp_path: Path) -> None:
    path = tmp_path / "ugly.txt"
    path.write_bytes(UGLY.encode())
    records = _check(tagger, path, UGLY)
    assert any("joined" in r["flags"] for r in records)


def _check(tagger: Tagger, path: Path, source: str) -> list[dict[str, Any]]:
    records = [json.loads(json.dumps(record.to_dict())) for record in tagger.tag_file(path)]
    labels = tagger.labels
    noise = next(key for key in labels.role_keys if labels.role_kind(key) == "noise")
    assert problems(records, source, set(labels.topic_keys), set(labels.role_keys), noise) == []
    return records
