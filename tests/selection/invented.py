"""Invented records to choose from."""

from typing import Any

from gongwen.labels import LabelSet
from gongwen.runtime.record import Record
from gongwen.selection import Chosen
from tests.view import invented

LABELS = LabelSet.load()
PLACES = ("上坝", "石桥", "青岭", "下湾", "柳塘", "东沟", "桐木", "大坪", "红岩", "月亮湾")
DEEDS = (
    "村党支部组织党员到敬老院理发扫院子",
    "信访室把来访群众反映的水费纠纷当天交给水管站",
    "镇科普站在集上讲怎样辨认毒蘑菇",
    "招商小分队去外地拜访了三家竹器厂",
    "民政办给独居老人装了一键呼叫的电话",
    "林业站清点古树并挂上了牌子",
)


def record(paragraph: int = 1, text: str | None = None, **changes: Any) -> Record:
    place, deed = PLACES[paragraph % len(PLACES)], DEEDS[paragraph % len(DEEDS)]
    return Record(
        **invented.record(paragraph, text or f"{place}{deed}，共{'一二三四五六七八九'[paragraph % 9]}回。", **changes)
    )


def places(chosen: Chosen) -> list[tuple[str, int]]:
    return [(candidate.record.doc, candidate.record.paragraph) for _, candidate in chosen.candidates]
