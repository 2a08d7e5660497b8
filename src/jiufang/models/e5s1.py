"""Turn an `E5S1` file (a BERT encoder with 4-bit weights) into named tensors, without copying them."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import BadInput

MAGIC = b"E5S1"
BLOCK = 32
BLOCK_BYTES = 18  # one fp16 scale and 32 nibbles
ZERO_POINT = 8
Q4_0 = 1


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of a BERT encoder."""

    hidden: int
    layers: int
    heads: int
    ffn: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Quantised:
    """A matrix in Q4_0: value = (nibble - 8) * scale, one scale for each 32 values of a row.

    Args:
        nibbles: uint8 [rows, blocks, 32], 0..15.
        scales: float32 [rows, blocks]; every one is an fp16 number, so nothing is rounded.
    """

    nibbles: NDArray[np.uint8]
    scales: NDArray[np.float32]

    @property
    def packed(self) -> NDArray[np.uint8]:
        """Return uint8 [rows, blocks, 16]: neighbours share a byte, the first in its low half, as ONNX stores them."""
        return np.ascontiguousarray(self.nibbles[..., 0::2] | (self.nibbles[..., 1::2] << 4))

    def dense(self) -> NDArray[np.float32]:
        """Return the matrix as float32 [rows, columns]."""
        values = (self.nibbles.astype(np.float32) - ZERO_POINT) * self.scales[..., None]
        return values.reshape(len(values), -1)


@dataclass(frozen=True, slots=True)
class Weights:
    """The tensors of an encoder by name: `emb.word`, `emb.ln.w`, `l0.q.w`, `l0.q.b`, …"""

    shape: Shape
    directory: dict[str, tuple[int, NDArray[np.uint8]]]

    def vector(self, name: str) -> NDArray[np.float32]:
        """Return an unquantised tensor, flat."""
        return np.array(self._find(name)[1].view("<f4"), dtype=np.float32)

    def matrix(self, name: str, *, rows: int) -> Quantised:
        """Return a quantised matrix of so many rows."""
        blocks = self._find(name)[1].reshape(rows, -1, BLOCK_BYTES)
        halves = blocks[..., 2:]
        return Quantised(
            nibbles=np.concatenate([halves & 15, halves >> 4], axis=-1),
            scales=np.ascontiguousarray(blocks[..., :2]).view("<f2")[..., 0].astype(np.float32),
        )

    def dense(self, name: str, *, rows: int) -> NDArray[np.float32]:
        """Return a matrix of so many rows as float32 [rows, columns]."""
        return self.matrix(name, rows=rows).dense()

    def _find(self, name: str) -> tuple[int, NDArray[np.uint8]]:
        if name not in self.directory:
            raise BadInput(f"the weights hold no tensor {name}", subject=MAGIC.decode())
        return self.directory[name]


class _Cursor:
    """Reads little-endian values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def skip(self, count: int) -> bytes:
        self.at += count
        return self.data[self.at - count : self.at]


def read_weights(path: Path) -> Weights:
    """Read the directory of an `E5S1` file; the tensors stay on disk until they are used.

    Args:
        path: the file.

    Returns:
        Its sizes and tensors.

    Raises:
        BadInput: the file is of another kind, cut short, or quantised differently.
    """
    with path.open("rb") as file:
        magic = file.read(len(MAGIC))
    if magic != MAGIC:
        raise BadInput("these are not E5S1 weights", subject=path.name)
    data = np.memmap(path, dtype=np.uint8, mode="r")
    try:
        cursor = _Cursor(memoryview(data))  # type: ignore[arg-type]
        shape = _read_shape(cursor)
        _skip_vocabulary(cursor)
        directory = dict(_read_entry(cursor, data) for _ in range(cursor.take("i")[0]))
    except (struct.error, ValueError) as error:
        raise BadInput(f"the weights cannot be read: {error}", subject=path.name) from error
    return Weights(shape, directory)


def _read_shape(cursor: _Cursor) -> Shape:
    cursor.skip(8)
    hidden, layers, heads, ffn, vocabulary, positions, types = cursor.take("7i")
    epsilon = float(cursor.take("f")[0])
    if cursor.take("i") != (BLOCK,):
        raise ValueError("blocks are not of 32")
    return Shape(hidden, layers, heads, ffn, vocabulary, positions, types, epsilon)


def _skip_vocabulary(cursor: _Cursor) -> None:
    pieces = cursor.take("5i")[0]
    blob = cursor.take("Q")[0]
    cursor.skip(4 * (pieces + 1) + 4 * pieces + blob)
    cursor.skip(cursor.take("iI")[1])


def _read_entry(cursor: _Cursor, data: NDArray[np.uint8]) -> tuple[str, tuple[int, NDArray[np.uint8]]]:
    name = bytes(cursor.skip(cursor.take("H")[0])).decode()
    kind, _, offset, size = cursor.take("BIQQ")
    if offset + size > len(data):
        raise ValueError(f"{name} reaches past the end")
    return name, (kind, data[offset : offset + size])
