"""Records as an outline for a person at a terminal."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from ..labels import LabelSet
from ..runtime.record import Record

_TOPIC_STYLES = (
    "black on cyan",
    "black on yellow",
    "white on red",
    "black on green",
    "white on magenta",
    "white on blue",
)
_ROLE_STYLES = {"title": "bold underline", "heading": "bold", "noise": "dim", "body": ""}


def print_outline(records: Sequence[Record], labels: LabelSet, console: Console) -> None:
    """Print one document: its articles, headings as a tree, and each paragraph with role, topics and scores."""
    if not records:
        return
    console.print(Text(records[0].doc, style="bold blue"), soft_wrap=True)
    several = records[-1].article > 1
    article = 0
    for record in records:
        if several and record.article != article:
            article = record.article
            console.print(Text(f"── 第 {article} 篇 ──", style="blue"))
        console.print(_line(record, labels), no_wrap=True, overflow="ellipsis", crop=True)
    console.print(Text(_summary(records, labels), style="dim"), soft_wrap=True)


def _line(record: Record, labels: LabelSet) -> Text:
    kind = labels.role_kind(record.role)
    name = labels.names[record.role]
    depth = record.level - 1 if record.level else len(record.path)
    line = Text(f"{record.paragraph:>4}  ", style="dim")
    line.append(f"{name}{'　' * (3 - len(name))} ", style="magenta" if kind == "body" else "bold magenta")
    line.append(f"{record.role_score:4.0%}  ", style="dim")
    line.append("  " * depth)
    for topic in record.topics:
        style = _TOPIC_STYLES[labels.topic_keys.index(topic) % len(_TOPIC_STYLES)]
        line.append(f" {labels.names[topic]} {record.topic_scores[topic]:.0%} ", style=style)
        line.append(" ")
    line.append(" ".join(record.text.split()), style=_ROLE_STYLES[kind])
    return line


def _summary(records: Sequence[Record], labels: LabelSet) -> str:
    roles = Counter(record.role for record in records)
    topics = Counter(topic for record in records for topic in record.topics)
    said = [f"{labels.names[key]} {topics[key]}" for key in labels.topic_keys if topics[key]]
    counted = [f"{labels.names[key]} {roles[key]}" for key in labels.role_keys if roles[key]]
    return f"      {len(records)} 段 · 主题：{'，'.join(said) or '无'} · 角色：{'，'.join(counted)}\n"
