"""A project so small that every baseline takes seconds, with labels of the shipped table, which the rules know."""

import json
from pathlib import Path

import pytest

from ..training.tiny import tiny_encoder

LINES = [
    ("一、招商引资工作", [], "heading"),
    ("今年外出招商十次，签约项目三个，到位资金两亿元。", ["zhaoshang"], "measure"),
    ("明年计划引进亿元项目五个，办好推介会。", ["zhaoshang"], "plan"),
    ("二、信访工作", [], "heading"),
    ("今年接待来访群众百余批次，调处矛盾纠纷八十起。", ["xinfang"], "measure"),
    ("明年将继续开展干部下访，化解积案。", ["xinfang"], "plan"),
    ("今年既签约招商项目，又办结信访案件，群众满意。", ["zhaoshang", "xinfang"], "measure"),
    ("来源：青岭镇政府网站", [], "other"),
    ("青岭镇全年工作总结", [], "title"),
    ("现将全年情况总结如下。", [], "lead"),
    ("青岭镇辖九个村，人口两万。", [], "overview"),
    ("科普活动办了十二场，党员到会八成。", ["kepu", "dangjian"], "result"),
    ("办好事情，贵在群众参与。", [], "lesson"),
    ("村里道路仍然不足。", [], "problem"),
    ("成绩属于过去，明年再办好事。", [], "closing"),
]
SPLITS = {"train": ["mine:a", "mine:b"], "dev": ["mine:c"], "test": ["mine:d", "mine:e"]}


def write_project(project: Path) -> Path:
    folder = project / "data"
    (folder / "mine").mkdir(parents=True)
    (folder / "labels").mkdir()
    rows = []
    for name in "abcde":
        text = "\n".join(text for text, *_ in LINES * 3) + "\n"
        (folder / "mine" / f"{name}.txt").write_text(text, encoding="utf-8")
        for line, (_, topics, role) in enumerate(LINES * 3, 1):
            rows.append({"source": f"mine:{name}", "line": line, "topics": topics, "role": role})
    (folder / "labels" / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "splits.json").write_text(json.dumps(SPLITS))
    tiny_encoder(project / "encoder", {ch for text, *_ in LINES for ch in text})
    return project


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("bench"))
