"""Splits: families stay together, formulae are masked, nothing asked in test is learnt in train."""

import json
from pathlib import Path

import pytest

from gongwen.data import DataFolder, Splits, assign, leaks, read_splits
from gongwen.errors import DataError

from ..test_copies import DISGUISED, ORIGINAL, SAME_SUBJECT
from .conftest import Write

FORMULA = "现在，我代表镇人民政府向大会报告工作，请予审议，并请列席会议的各位同志提出宝贵意见。"
SHARES = {"train": 0.6, "dev": 0.2, "test": 0.2}


def lines(*texts: str) -> list[tuple[str, list[str], str]]:
    return [(text, ["xinfang"], "measure") for text in texts]


def filler(n: int) -> list[tuple[str, list[str], str]]:
    """Three lines that resemble no other document's."""
    letters = "".join(chr(0x4E00 + 37 * n + k) for k in range(36))
    return lines(letters, letters[::-1] + "甲", letters[1::2] + letters[::2] + "乙")


def test_documents_that_share_near_copies_go_to_one_split(write: Write) -> None:
    folder = write({"a:1": lines(ORIGINAL), "a:2": lines(DISGUISED), "a:3": lines(SAME_SUBJECT)})
    for fixed in ("train", "dev", "test"):
        splits = assign(folder.documents, Splits({"a:2": fixed}), SHARES)
        assert splits.of["a:1"] == fixed
    assert set(splits.of) == {"a:1", "a:2", "a:3"}


def test_near_copies_in_different_splits_are_refused(write: Write) -> None:
    folder = write({"a:1": lines(ORIGINAL), "a:2": lines(DISGUISED)})
    with pytest.raises(DataError, match=r"different splits: a:1 \(train\), a:2 \(test\)"):
        assign(folder.documents, Splits({"a:1": "train", "a:2": "test"}), SHARES)


def test_a_formula_is_masked_where_it_would_be_learnt(write: Write) -> None:
    long = filler(1) + filler(2) + filler(3)
    folder = write({"a:1": lines(FORMULA) + long, "a:2": lines(FORMULA) + filler(4) + filler(5) + filler(6)})
    fixed = Splits({"a:1": "test", "a:2": "train"})
    assert len(leaks(folder.documents, fixed)) == 1
    splits = assign(folder.documents, fixed, SHARES)
    assert splits.masked == {"a:2": frozenset({1})}
    assert leaks(folder.documents, splits) == []
    (train,) = splits.parts(folder.documents)["train"]
    assert train.rows[0] is None
    assert train.labelled == 9


def test_assignment_is_balanced_and_does_not_change_what_is_assigned(write: Write) -> None:
    folder = write({f"a:{n}": filler(n) for n in range(40)})
    splits = assign(folder.documents, Splits(), SHARES)
    counts = [list(splits.of.values()).count(split) for split in SHARES]
    assert counts == [24, 8, 8]
    grown = write({f"a:{n}": filler(n) for n in range(50)})
    again = assign(grown.documents, splits, SHARES)
    assert {source: again.of[source] for source in splits.of} == splits.of
    assert len(again.of) == 50


def test_splits_files(tmp_path: Path, write: Write) -> None:
    folder = write({"a:1": lines(ORIGINAL)})
    file = tmp_path / "splits.json"
    Splits({"a:1": "dev"}, {"a:1": frozenset({1})}).save(file)
    splits = read_splits(file)
    assert (splits.of, splits.masked) == ({"a:1": "dev"}, {"a:1": frozenset({1})})
    for content, message in (
        ("{}", "'a:1' has labels but stands in no split"),
        ('{"train": ["a:1"], "test": ["a:1"]}', "stands in 'train' and in 'test'"),
        ('{"training": []}', "unknown split 'training'"),
        ('{"train": [}', r"splits\.json:1: not valid JSON"),
        ('{"train": [], "masked": []}', "'masked' must be"),
    ):
        file.write_text(content)
        with pytest.raises(DataError, match=message):
            read_splits(file).parts(folder.documents)


def test_no_test_paragraph_has_a_near_copy_in_train(everything: DataFolder) -> None:
    """Of all texts at hand; on a machine with the public texts of all of them."""
    assert len(everything.documents) > 240
    assert leaks(everything.documents, everything.splits) == []


def test_the_committed_splits_are_what_the_command_gives(everything: DataFolder) -> None:
    """`assign` with everything assigned already only works out the masks anew; needs all texts."""
    splits = everything.splits
    if everything.absent:
        written = [d for d in everything.documents if d.source in splits.of]
        masked = assign(written, splits, SHARES).masked
        assert set(masked) <= set(splits.masked)
        return
    assert assign(everything.documents, splits, SHARES).masked == splits.masked


def test_every_split_holds_every_label(ours: DataFolder) -> None:
    for split, documents in ours.parts().items():
        rows = [row for d in documents for row in d.rows if row is not None]
        assert {row.role for row in rows} == set(ours.labels.role_keys), split
        assert {topic for row in rows for topic in row.topics} == set(ours.labels.topic_keys), split
    assert json.loads(ours.splits_path.read_text(encoding="utf-8"))["test"]
