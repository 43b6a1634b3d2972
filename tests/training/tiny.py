"""A label table, labelled lines and an encoder so small that a whole run takes seconds."""

from pathlib import Path

import torch
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
