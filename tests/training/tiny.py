"""A label table, labelled lines, an encoder so small that a whole run takes seconds, and a project of them."""

import json
from pathlib import Path

import torch
import yaml
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

LABELS = {
    "version": 1,
    "topics": [{"key": "water", "name": "水利"}, {"key": "road", "name": "交通"}],
    "roles": [
        {"key": "head", "name": "小标题", "kind": "heading"},
        {"key": "done", "name": "已办"},
        {"key": "todo", "name": "待办"},
    ],
}
LINES = [
    ("一、水利工作", [], "head"),
    ("今年修建水渠三条，清淤河道两公里。", ["water"], "done"),
    ("明年计划修建水库一座，加固堤坝。", ["water"], "todo"),
    ("二、道路工作", [], "head"),
    ("今年硬化村道五公里，安装护栏。", ["road"], "done"),
    ("明年计划拓宽县道，新建桥梁两座。", ["road"], "todo"),
    ("今年既修建水渠，又硬化村道，群众满意。", ["water", "road"], "done"),
]
# Special tokens in an order of their own: nothing may assume the ids of another tokenizer.
SPECIALS = ["[PAD]", "[MASK]", "[UNK]", "[SEP]", "[CLS]"]


def tiny_encoder(folder: Path, letters: set[str] | None = None) -> None:
    letters = letters or {ch for text, *_ in LINES for ch in text}
    vocabulary = {token: n for n, token in enumerate([*SPECIALS, *sorted(letters)])}
    raw = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    raw.normalizer = normalizers.NFKC()
    raw.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    PreTrainedTokenizerFast(
        tokenizer_object=raw,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    ).save_pretrained(folder)
    torch.manual_seed(0)
    BertModel(
        BertConfig(vocab_size=len(vocabulary), hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=64,
                   max_position_embeddings=64)
    ).save_pretrained(folder)  # fmt: skip


def tiny_project(project: Path) -> Path:
    """A user's project: texts, labels, their own label table, a tiny encoder. Returns its config."""
    folder = project / "data"
    (folder / "mine").mkdir(parents=True)
    rows = []
    for name in "abcd":
        (folder / "mine" / f"{name}.txt").write_text("\n".join(text for text, *_ in LINES * 3) + "\n", encoding="utf-8")
        for line, (_, topics, role) in enumerate(LINES * 3, 1):
            rows.append({"source": f"mine:{name}", "line": line, "topics": topics, "role": role})
    (folder / "labels").mkdir()
    (folder / "labels" / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (folder / "splits.json").write_text(json.dumps({"train": ["mine:a", "mine:b", "mine:c"], "dev": ["mine:d"]}))
    (folder / "labels.yaml").write_text(yaml.safe_dump(LABELS, allow_unicode=True), encoding="utf-8")
    tiny_encoder(project / "encoder")
    config = {
        "name": "tiny",
        "output": str(project / "run"),
        "data": {"folder": str(folder)},
        "windows": {"max_tokens": 64, "margin_tokens": 6, "heading_tokens": 10},
        "model": {"encoder": str(project / "encoder"), "encoder_dropout": 0.0},
        "optimization": {"epochs": 6, "learning_rate": 1e-3, "head_learning_rate": 1e-3, "precision": "fp32"},
    }
    (project / "config.yaml").write_text(yaml.safe_dump(config))
    return project / "config.yaml"
