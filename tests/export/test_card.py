"""The model card, letter by letter: what a run and an export know must stand in it, and nothing else.

After a wanted change of the card: `GONGWEN_REWRITE_GOLDEN=1 pytest tests/export/test_card.py`, then read the difference.
"""

import os
import re
from pathlib import Path

import numpy as np
import pytest

from gongwen.evaluation import Predictions
from gongwen.export.card import Report, write_card
from gongwen.export.parity import Parity
from gongwen.labels import LabelSet
from gongwen.runtime import Calibration

GOLDEN = Path(__file__).parent / "card.golden.md"
LABELS = LabelSet.from_dict(
    {
        "version": 1,
        "topics": [{"key": "water", "name": "水利"}, {"key": "road", "name": "交通"}],
        "roles": [
            {"key": "done", "name": "已办"},
            {"key": "todo", "name": "待办"},
            {"key": "other", "name": "杂项", "kind": "noise"},
        ],
    }
)
FACTS = {
    "config": {
        "name": "tiny",
        "output": "runs/tiny",
        "model": {"encoder": "runs/encoder/tiny", "layers": 6, "ngram_bits": 18},
        "windows": {"max_tokens": 64},
        "optimization": {"seed": 3},
    },
    "command": "gongwen train configs/cpu.yaml optimization.seed=3",
    "seconds": 1234.5,
    "device": {"kind": "cpu", "precision": "fp32"},
    "documents": {"train": ["written:a", "written:b", "news:c"], "dev": ["written:d", "news:e"], "test": ["written:f", "news:g"]},
    "paragraphs": {"train": 1200, "dev": 80, "test": 80},
    "versions": {"python": "3.11", "torch": "2.13"},
}  # fmt: skip


def _predictions(sources: tuple[str, ...], every: int) -> Predictions:
    """Forty paragraphs a document, every so-manieth wrong."""
    n = 40 * len(sources)
    at = np.arange(n)
    gold_topics = np.stack([at % 2 == 0, at % 5 == 0], -1)
    wrong = at % every == 0
    return Predictions(
        sources,
        np.repeat(np.arange(len(sources)), 40),
        gold_topics,
        at % 3,
        gold_topics ^ wrong[:, None],
        np.where(wrong, (at + 1) % 3, at % 3),
        np.where(gold_topics ^ wrong[:, None], 0.9, 0.1).astype(np.float32),
        np.where(wrong, 0.6, 0.95).astype(np.float32),
        wrong & (at % 2 == 0),
    )


def _report(test: bool = True) -> Report:
    return Report(
        FACTS,
        Calibration(1.25, 0.8, {"water": 0.41, "road": 0.6}, {}, 1.0, 1.5, 0.75, 0.55, 0.05, [], 0.25),
        _predictions(("written:d", "news:e"), 10),
        _predictions(("written:f", "news:g"), 7) if test else None,
        Parity(3.2e-5, 0.985, 0.991),
        LABELS,
    )


def test_the_card_is_the_golden_one(tmp_path: Path) -> None:
    write_card(tmp_path, _report())
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    if os.environ.get("GONGWEN_REWRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "fact",
    [
        "| test, written | 40 |",
        "| test, public | 40 |",
        "| test, all | 80 |",
        "| dev, all | 80 |",
        "| train | 3 | 2 | 1,200 |",
        "| water | 水利 |",
        "| 0.41 |",
        "below 0.55",
        "its 6 lowest layers",
        "hashed into 262,144 buckets",
        "topics\n1.50, roles 0.75",
        "5% of the others have a wrong label",
        "gongwen train configs/cpu.yaml optimization.seed=3",
        "Trained in 21 minutes on cpu with fp32",
        "98.5%",
    ],
)
def test_every_fact_stands_in_the_golden_card(fact: str) -> None:
    assert fact in GOLDEN.read_text(encoding="utf-8")


def test_a_run_without_a_test_split_has_a_card_too(tmp_path: Path) -> None:
    write_card(tmp_path, _report(test=False))
    text = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "dev, all" in text
    assert not re.search(r"test, (all|written|public)", text)
    assert "F1 on dev, all" in text
