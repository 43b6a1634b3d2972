"""Sentences of a paragraph."""

import pytest

from gongwen.documents.sentences import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一是修路；二是办学。三是防汛！", ["一是修路；", "二是办学。", "三是防汛！"]),
        ("他说：“路修好了。”大家都笑了。", ["他说：“路修好了。”", "大家都笑了。"]),
        ("（见附件。）全年增收3.5%，比2019.12.1前好", ["（见附件。）", "全年增收3.5%，比2019.12.1前好"]),
        ("  上半年……\n 下半年?! ", ["上半年……", "下半年?!"]),
        ("没有句号", ["没有句号"]),
        ("。", ["。"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences_are_whole(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_nothing_but_white_space_lies_between() -> None:
    text = "党员带头；干部下访。 问题解决了吗？\n解决了。其他"
    covered = "".join(text[start:end] for start, end in sentences(text))
    assert covered == "".join(text.split())
