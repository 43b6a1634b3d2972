"""Packed encoder → a standard `transformers` folder: config.json, model.safetensors, tokenizer.json.

The vocabulary is cut to the Chinese part (`vocabulary.needed`); special tokens keep the order of XLM-R
(``<s>``, ``<pad>``, ``</s>``, ``<unk>``, pieces…, ``<mask>``). After that, the folder is a plain ``BertModel``.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import MissingExtraError
from .e5pack import MASK_ID, Float, Pack
from .vocabulary import needed

BOS, PAD, EOS, UNK, MASK = "<s>", "<pad>", "</s>", "<unk>", "<mask>"
_LAYER = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
    "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense",
    "aln": "attention.output.LayerNorm", "oln": "output.LayerNorm",
}  # fmt: skip


@dataclass(frozen=True)
class Conversion:
    """What `convert` wrote."""

    folder: Path
    pieces: int
    pieces_before: int
    parameters: int


def convert(pack: Pack, folder: Path, keep: Callable[[str], bool] = needed) -> Conversion:
    """Write the folder; returns counts. Weights are stored as float32 safetensors."""
    try:
        from safetensors.numpy import save_file  # noqa: PLC0415
    except ImportError as error:
        raise MissingExtraError("importing an encoder", "train", error.name or "safetensors") from error
    special = {pack.bos, pack.pad, pack.eos, pack.unk}
    kept = [i for i, piece in enumerate(pack.pieces) if i not in special and i != MASK_ID and keep(piece)]
    rows = [pack.bos, pack.pad, pack.eos, pack.unk, *kept]
    mask_row = MASK_ID if pack.architecture.vocabulary > MASK_ID else pack.unk
    tensors = _tensors(pack, [*rows, mask_row])
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    _write_json(folder / "config.json", _config(pack, len(rows) + 1))
    _write_tokenizer(pack, kept, folder)
    parameters = sum(int(tensor.size) for tensor in tensors.values())
    return Conversion(folder, len(rows) + 1, len(pack.pieces), parameters)


def _tensors(pack: Pack, rows: list[int]) -> dict[str, Float]:
    arch = pack.architecture
    tensors = {
        "embeddings.word_embeddings.weight": pack.matrix("emb.word", arch.hidden)[rows],
        "embeddings.position_embeddings.weight": pack.matrix("emb.pos", arch.hidden),
        "embeddings.token_type_embeddings.weight": pack.matrix("emb.type", arch.hidden),
        "embeddings.LayerNorm.weight": pack.vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": pack.vector("emb.ln.b"),
    }
    for layer in range(arch.layers):
        for short, name in _LAYER.items():
            target = f"encoder.layer.{layer}.{name}"
            source = f"l{layer}.{short}"
            if short.endswith("ln"):
                tensors[f"{target}.weight"] = pack.vector(f"{source}.w")
            else:
                tensors[f"{target}.weight"] = pack.matrix(f"{source}.w", arch.ffn if short == "fo" else arch.hidden)
            tensors[f"{target}.bias"] = pack.vector(f"{source}.b")
    return {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}


def _config(pack: Pack, vocabulary: int) -> dict[str, object]:
    arch = pack.architecture
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_act": "gelu",
        "hidden_size": arch.hidden,
        "num_hidden_layers": arch.layers,
        "num_attention_heads": arch.heads,
        "intermediate_size": arch.ffn,
        "max_position_embeddings": arch.positions,
        "type_vocab_size": arch.types,
        "layer_norm_eps": round(arch.epsilon, 15),
        "vocab_size": vocabulary,
        "bos_token_id": 0,
        "pad_token_id": 1,
        "eos_token_id": 2,
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
    }


def _write_tokenizer(pack: Pack, kept: list[int], folder: Path) -> None:
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors  # noqa: PLC0415

    scores = pack.scores
    vocabulary = [(BOS, 0.0), (PAD, 0.0), (EOS, 0.0), (UNK, 0.0)]
    vocabulary += [(pack.pieces[i], float(scores[i])) for i in kept]
    vocabulary.append((MASK, 0.0))
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=3, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFKC(), normalizers.Replace(Regex(r"[\s\u200b\ufeff]+"), " "), normalizers.Strip()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A {EOS}", pair=f"{BOS} $A {EOS} {EOS} $B {EOS}", special_tokens=[(BOS, 0), (EOS, 2)]
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in (BOS, PAD, EOS, UNK, MASK)])
    tokenizer.save(str(folder / "tokenizer.json"))
    roles = {"bos_token": BOS, "pad_token": PAD, "eos_token": EOS, "unk_token": UNK, "cls_token": BOS, "sep_token": EOS}
    _write_json(
        folder / "tokenizer_config.json",
        {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": pack.architecture.positions,
            "mask_token": MASK,
            **roles,
        },
    )


def _write_json(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
