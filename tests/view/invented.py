"""Invented records for the reading page, plain ones and hostile ones."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOSTILE = [
    "</script><script>document.title='taken'</script>",
    "<img src=x onerror=\"document.title='taken'\"><b>粗体</b> &lt;i&gt; &amp;amp;",
    "<!-- <script> 注释里的脚本",
    "行分隔\u2028段分隔\u2029完",
    "半个代理\ud83d完，倒序\u202e文字\u202c完，零宽\u200b空格，标记\ufeff，标签\U000e0041",
    "{{data}} {{script}} ${document.title='taken'} \\u003c/script>",
    "عربي 与中文 混排",
    "\x00控制\x07字符\x1b[31m",
    "x" * 5_000,
    "𠀀𠀁信访𠀂。群众来访𠀃批次。",
]


def record(paragraph: int = 1, text: str = "今年办科普讲座7场。", **changes: Any) -> dict[str, Any]:
    """One record as `gongwen tag` writes it."""
    start = changes.pop("start", 100 * paragraph)
    return {
        "doc": "reports/a.txt", "article": 1, "paragraph": paragraph, "start": start, "end": start + len(text),
        "ref": f"line {paragraph}", "text": text, "topics": [],
        "topic_scores": {"kepu": 0.1, "xinfang": 0.02, "dangjian": 0.01, "zhaoshang": 0.01},
        "role": "measure", "role_score": 0.9, "level": 0, "path": [], "flags": [], "duplicate_of": None, "evidence": {},
        **changes,
    }  # fmt: skip


def write(path: Path, records: Any) -> Path:
    """A file of JSON lines, as the package's own writer gives it."""
    lines = (json.dumps(one, ensure_ascii=False).encode("utf-8", "backslashreplace") for one in records)
    path.write_bytes(b"\n".join(lines) + b"\n")
    return path


def many(count: int, documents: int = 10) -> Iterator[dict[str, Any]]:
    """Documents of about the look of reports: a title, headings, paragraphs of different lengths, some topics."""
    each = -(-count // documents)
    roles = ("measure", "result", "problem", "plan")
    for n in range(count):
        document, at = divmod(n, each)
        name = f"archive/{document:03d}.txt"
        if at % 10 == 0:
            role = "title" if at == 0 else "heading"
            text = f"第{document}号工作总结" if at == 0 else f"{'一二三四五'[at // 10 % 5]}、第{at // 10}部分"
            yield record(at + 1, text, doc=name, role=role, level=int(at > 0), start=300 * at)
            continue
        text = f"第{n}段。" + "全镇共修建水渠十二条，新增灌溉面积1200亩。" * (1 + n * 7 % 11)
        topics = ["kepu"] if n % 5 == 0 else []
        said = {"kepu": [{"start": 300 * at, "end": 300 * at + 5, "score": 0.9}]} if topics else {}
        score = 0.5 + n % 50 / 100
        yield record(
            at + 1, text, doc=name, start=300 * at, role=roles[n % 4], role_score=score, topics=topics, evidence=said,
            flags=["unsure"] if n % 97 == 0 else [],
        )  # fmt: skip
