"""Records as rows of a table, for people: Chinese column names and labels."""

from collections.abc import Mapping
from typing import Any

from ..labels import LabelSet

FLAGS = {"joined": "多行合并", "unsure": "待人工核对"}
TEXT = "正文"


def columns(labels: LabelSet) -> list[str]:
    """Names of the columns."""
    chances = [f"{topic.name}概率" for topic in labels.topics]
    return [
        "文件", "篇", "段", "位置", "角色", "角色概率", "主题", *chances,
        "层级", "所属标题", "备注", "近似于", TEXT, "起", "止",
    ]  # fmt: skip


def row(record: Mapping[str, Any], labels: LabelSet) -> list[str | int | float]:
    """Cells of a record (`Record.to_dict`) in the order of `columns`."""
    return [
        record["doc"],
        record["article"],
        record["paragraph"],
        record["ref"],
        labels.names[record["role"]],
        record["role_score"],
        "；".join(labels.names[key] for key in record["topics"]),
        *(record["topic_scores"][key] for key in labels.topic_keys),
        record["level"],
        " / ".join(record["path"]),
        "；".join(FLAGS.get(flag, flag) for flag in record["flags"]),
        record["duplicate_of"] or "",
        record["text"],
        record["start"],
        record["end"],
    ]
