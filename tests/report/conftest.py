"""A small evaluation of invented documents: some paragraphs are markup, some labels are wrong, one font-less name."""

import json
from pathlib import Path

import numpy as np
import pytest

from gongwen.data import Entry
from gongwen.data.assemble import assemble
from gongwen.data.rows import parse_row
from gongwen.evaluation import Evaluation, Predictions, gold, owners
from gongwen.evaluation.contexts import contexts
from gongwen.labels import LabelSet

HOSTILE = '</script><script>alert("坏")</script><img src=x onerror=alert(1)> & "引号" \u202e反向\u2028行'
LABELS = LabelSet.from_dict(
    {
        "version": 1,
        "topics": [
            {"key": "water", "name": "用水", "english": "water"},
            {"key": "road", "name": "<b>道路$x$</b>", "english": "roads"},
        ],
        "roles": [
            {"key": "title", "name": "标题", "english": "title", "kind": "title"},
            {"key": "done", "name": "已办", "english": "done"},
            {"key": "todo", "name": "待办", "english": "to do"},
            {"key": "other", "name": "杂项", "english": "other", "kind": "noise"},
        ],
    }
)
_LINES = (
    ("水渠与村道工作简报", [], "title"),
    ("今年清淤水渠三公里，修补村道两段。", ["water", "road"], "done"),
    (HOSTILE, ["water"], "done"),
    ("明年计划更换老旧水管。", ["water"], "todo"),
    ("来源：村委会", [], "other"),
)
DOCUMENTS = 12


def make(seed: int, share: float, *, probabilities: bool = True) -> Evaluation:
    """Every label is right but for a `share`, by chance."""
    documents = []
    for n in range(DOCUMENTS):
        source = f"{'written' if n % 2 else 'news'}:{n}"
        rows = [
            parse_row(json.dumps({"source": source, "line": k, "topics": topics, "role": role}), "rows")
            for k, (_, topics, role) in enumerate(_LINES, 1)
        ]
        documents.append(assemble(source, "\n".join(text for text, *_ in _LINES).replace("\u2028", " "), rows))
    gold_topics, gold_roles = gold(documents, LABELS)
    rng = np.random.default_rng(seed)
    size = len(gold_roles)
    scores = np.abs(gold_topics - rng.beta(1, 12, gold_topics.shape) - (rng.random(gold_topics.shape) < share) * 0.8)
    scores = np.clip(scores, 0.001, 0.999).astype(np.float32)
    said = np.where(rng.random(size) < share, (gold_roles + 1) % 4, gold_roles)
    roles = np.full((size, 4), 0.02, dtype=np.float32)
    roles[np.arange(size), said] = 0.94
    sure = (roles.max(axis=1), rng.random(size) < 0.2, roles) if probabilities else (None, None, None)
    return Evaluation(
        name="<i>小模型</i>",
        sha256="ab" * 32 if probabilities else "",
        split="test",
        labels=LABELS,
        documents=tuple(documents),
        predictions=Predictions(
            tuple(d.source for d in documents),
            owners(documents),
            gold_topics,
            gold_roles,
            scores >= 0.5,
            said,
            scores if probabilities else None,
            *sure,
        ),
        contexts=contexts(documents),
        thresholds={"water": 0.5, "road": 0.5} if probabilities else {},
        unsure_below=0.8 if probabilities else None,
        catalogue={"news:0": Entry("news:0", unit="<u>", year=2021)},
        absent={"letters": 7},
    )


@pytest.fixture(scope="session")
def evaluation() -> Evaluation:
    return make(1, 0.15)


@pytest.fixture(scope="session")
def rules() -> Evaluation:
    """Without probabilities."""
    return make(2, 0.3, probabilities=False)


@pytest.fixture(scope="session")
def report(evaluation: Evaluation, rules: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that a report was written to."""
    from gongwen.report import write_report

    output = tmp_path_factory.mktemp("report")
    write_report(evaluation, output, {"models/<另一个>": rules})
    return output
