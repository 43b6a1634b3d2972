"""Near-copies: disguised copies are found, unrelated texts are not, and the result does not depend on chance."""

import random

import pytest

from gongwen.copies import SHORTEST, families, grams, near_copies, similarity

ORIGINAL = (
    "今年以来，我镇坚持把矛盾纠纷排查化解作为信访工作的第一道关口，每月组织各村开展一次拉网式排查，"
    "对排查出来的问题逐件登记、逐件明确责任人，做到小事不出村、大事不出镇，全年没有发生一起越级上访。"
)
# The way copy sites disguise a text: every few words a synonym, the sense lost here and there.
DISGUISED = (
    "今年来，我镇坚持将矛盾纠纷排查化解当作信访工作的第一道关卡，每月组织各村进行一次拉网式排查，"
    "对排查出的问题逐件登记、逐件明确职责人，做到小事不出村、大事不出镇，全年未发生一起越级上访。"
)
SAME_SUBJECT = (
    "信访办实行首问负责，群众来访由第一个接待的干部一跟到底，镇领导每周三在便民大厅轮流接访，"
    "当场能答复的当场答复，需要几家一起办的由分管领导牵头，办完之后还要打电话回访，问群众满意不满意。"
)
TRADITIONAL = (
    "今年以來，我鎮堅持把矛盾糾紛排查化解作為信訪工作的第一道關口，每月組織各村開展一次拉網式排查，"
    "對排查出來的問題逐件登記、逐件明確責任人，做到小事不出村、大事不出鎮，全年沒有發生一起越級上訪。"
)


def test_a_disguised_copy_is_found_and_a_text_on_the_same_subject_is_not() -> None:
    ((first, second, value),) = near_copies([ORIGINAL, SAME_SUBJECT, DISGUISED])
    assert (first, second) == (0, 2)
    assert 0.4 <= value < 0.9


def test_script_layout_and_punctuation_make_no_difference() -> None:
    ((_, _, value),) = near_copies([ORIGINAL, "　　" + TRADITIONAL.replace("，", ",\n")])
    assert value == 1.0


def test_short_formulae_are_no_copies() -> None:
    assert list(near_copies(["一、加强组织领导，落实工作责任"] * 3)) == []
    assert grams("信" * (SHORTEST - 1)) == frozenset()


def test_similarity_is_jaccards() -> None:
    assert similarity(frozenset("abc"), frozenset("bcd")) == 0.5
    assert similarity(frozenset(), frozenset("a")) == 0.0


@pytest.mark.parametrize("seed", range(3))
def test_the_index_misses_next_to_nothing_that_comparing_all_with_all_finds(seed: int) -> None:
    draw = random.Random(seed)
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 400)]
    texts = ["".join(draw.choices(letters, k=draw.randint(40, 120))) for _ in range(60)]
    for text in texts[:40]:  # copies with every tenth letter changed: similarity of about 0.55
        changed = [draw.choice(letters) if draw.random() < 0.1 else letter for letter in text]
        texts.append("".join(changed))
    every = {(a, b) for b in range(len(texts)) for a in range(b) if similarity(grams(texts[a]), grams(texts[b])) >= 0.4}
    found = {(a, b) for a, b, _ in near_copies(texts)}
    assert found <= every
    assert len(found) >= 0.97 * len(every)
    assert len(every) > 25
    assert found == {(a, b) for a, b, _ in near_copies(texts)}


def test_families_are_connected_groups() -> None:
    assert families(5, [(0, 3), (3, 4)]) == [[0, 3, 4], [1], [2]]
