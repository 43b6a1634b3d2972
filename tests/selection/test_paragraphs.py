"""Which paragraphs are chosen, and which never are."""

import gc
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from gongwen.runtime.decide import confidence
from gongwen.runtime.record import Record
from gongwen.selection import Chosen, Policy, choose_paragraphs, doubt
from gongwen.selection.paragraphs import POOL

from .invented import DEEDS, LABELS, places, record


def take(records: list[Record], count: int = 10, **options: Any) -> Chosen:
    return choose_paragraphs(records, LABELS, count, **options)


def test_doubt_is_what_the_tagger_lacks_of_confidence() -> None:
    scores = {"kepu": 0.62, "xinfang": 0.3, "dangjian": 0.01, "zhaoshang": 0.02}
    one = doubt(record(topics=["kepu"], topic_scores=scores, role_score=0.8), LABELS)
    given = np.array([[True, False, False, False]])
    expected = 1 - confidence(np.array([0.8]), np.array([list(scores.values())]), given)[0]
    assert one.value == pytest.approx(expected, abs=1e-6)
    assert (one.reason, one.label) == ("topic", "kepu")
    noise = doubt(record(role="other", topic_scores=scores, role_score=0.8), LABELS)
    assert (round(noise.value, 6), noise.reason, noise.label) == (0.2, "role", "other")


def test_copies_blanks_and_crumbs_are_left_out() -> None:
    text = "明年要把东沟的机耕路修到地头，让收谷子的车开得进去，再给三道弯各装一面凸面镜。"
    records = [
        record(1, text, role_score=0.4),
        record(2, f"3. {text}", role_score=0.35),  # the same but for a number, and more doubtful
        record(3, text.replace("东沟", "柳塘"), role_score=0.38),  # a near-copy
        record(4, role_score=0.3, duplicate_of="archive/b.txt#1"),
        record(5, "— 12 —", role_score=0.3),
        record(6, "上一篇", role="other", role_score=0.5),
        record(7, "下一篇", role="other", role_score=0.5, flags=["unsure"]),
        record(8, "本站所载文章版权归原作者所有，转载请注明出处。", role="other", role_score=0.6),
    ]
    assert places(take(records)) == [("reports/a.txt", n) for n in (2, 7, 8)]


def test_a_rare_doubtful_role_comes_before_the_hundredth_common_one() -> None:
    common = [record(n, doc=f"reports/{n:03d}.txt", role="measure", role_score=0.45) for n in range(1, 301)]
    rare = record(1, "回头看，最要紧的一条是干部自己先下田。", doc="reports/999.txt", role="lesson", role_score=0.5)
    chosen = take([*common, rare], 20)
    assert ("reports/999.txt", 1) in places(chosen)
    assert ("reports/999.txt", 1) not in places(take([*common, rare], 20, policy=Policy(balance=0, novelty=0)))


def test_what_is_chosen_is_not_all_of_a_kind() -> None:
    alike = [
        record(n, f"镇信访室第{n}次接待来访群众，当场答复水费和田界的事。", doc=f"reports/{n:03d}.txt", role_score=0.4)
        for n in range(1, 61)
    ]
    others = [record(n, doc=f"other/{n:03d}.txt", role_score=0.5) for n in range(60)]
    chosen = places(take([*alike, *others], 20))
    assert sum(doc.startswith("other/") for doc, _ in chosen) > 10


def test_documents_share_the_choice() -> None:
    first = [record(n, doc="reports/a.txt", role_score=0.4) for n in range(1, 40)]
    second = [record(n, doc="reports/b.txt", role_score=0.45) for n in range(40, 60)]
    docs = [doc for doc, _ in places(take([*first, *second], 10))]
    assert docs.count("reports/b.txt") >= 3


def test_the_seed_decides_and_nothing_else() -> None:
    records = [record(n, role_score=0.5, doc=f"reports/{n:03d}.txt") for n in range(400)]
    once, again, other = (take(records, 20, seed=seed) for seed in (1, 1, 2))
    assert [(r, c.record) for r, c in once.candidates] == [(r, c.record) for r, c in again.candidates]
    assert places(once) != places(other)
    assert sorted(rank for rank, _ in once.candidates) == list(range(1, 21))
    assert places(once) == sorted(places(once))


def test_a_great_archive_is_read_in_bounded_memory() -> None:
    most = 0

    def archive() -> Iterator[Record]:
        nonlocal most
        for n in range(50_000):
            if n % 10_000 == 9_999:
                most = max(most, sum(isinstance(one, Record) for one in gc.get_objects()))
            yield record(
                n % 20 + 1,
                f"{chr(0x4E00 + n // 2500)}{chr(0x5E00 + n % 2500)}：{DEEDS[n % 6]}。",
                doc=f"archive/{n // 20:04d}.txt",
                role_score=n * 7919 % 997 / 1000,
            )

    chosen = choose_paragraphs(archive(), LABELS, 50)
    assert (chosen.records, chosen.documents, len(chosen.candidates)) == (50_000, 2_500, 50)
    assert POOL <= chosen.compared <= 2 * POOL
    assert most < 4 * POOL + 100
    assert all(candidate.record.role_score < 0.3 for _, candidate in chosen.candidates)
