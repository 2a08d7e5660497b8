"""Small `E5S1` files with random weights, and the forward pass of such an encoder in plain numpy."""

from __future__ import annotations

import math
import struct
from pathlib import Path
from typing import Any

import numpy as np

HIDDEN, LAYERS, HEADS, FFN, VOCABULARY, POSITIONS = 64, 2, 2, 128, 50, 64
EPSILON = 1e-12

Array = np.ndarray[Any, np.dtype[np.float32]]


def _quantise(matrix: Array) -> tuple[bytes, Array]:
    """Return Q4_0 bytes and the matrix that they stand for."""
    blocks = matrix.reshape(-1, 32)
    scales = (np.abs(blocks).max(axis=1) / 7).astype("<f2")
    nibbles = np.clip(np.rint(blocks / scales[:, None].astype(np.float32)) + 8, 0, 15).astype(np.uint8)
    packed = nibbles[:, :16] | (nibbles[:, 16:] << 4)
    data = b"".join(s.tobytes() + p.tobytes() for s, p in zip(scales, packed, strict=True))
    return data, ((nibbles.astype(np.float32) - 8) * scales[:, None].astype(np.float32)).reshape(matrix.shape)


def write_e5s1(path: Path, seed: int = 0) -> dict[str, Array]:
    """Write a file of two layers and return its tensors as they read back."""
    rng = np.random.default_rng(seed)
    stored: dict[str, tuple[int, int, bytes]] = {}
    tensors: dict[str, Array] = {}

    def keep(name: str, value: Array, quantised: bool = False) -> None:
        value = value.astype(np.float32)
        data = value.astype("<f4").tobytes()
        if quantised:
            data, value = _quantise(value)
        stored[name], tensors[name] = (int(quantised), value.size, data), value

    def norm(name: str) -> None:
        keep(name + ".w", 1 + 0.1 * rng.standard_normal(HIDDEN))
        keep(name + ".b", 0.1 * rng.standard_normal(HIDDEN))

    keep("emb.word", rng.standard_normal((VOCABULARY, HIDDEN)), quantised=True)
    keep("emb.pos", rng.standard_normal((POSITIONS, HIDDEN)))
    keep("emb.type", rng.standard_normal((2, HIDDEN)))
    norm("emb.ln")
    for layer in range(LAYERS):
        for name, rows, columns in (
            ("q", HIDDEN, HIDDEN),
            ("k", HIDDEN, HIDDEN),
            ("v", HIDDEN, HIDDEN),
            ("ao", HIDDEN, HIDDEN),
            ("fi", FFN, HIDDEN),
            ("fo", HIDDEN, FFN),
        ):
            keep(f"l{layer}.{name}.w", rng.standard_normal((rows, columns)) / math.sqrt(columns), quantised=True)
            keep(f"l{layer}.{name}.b", 0.1 * rng.standard_normal(rows))
        norm(f"l{layer}.aln")
        norm(f"l{layer}.oln")
    path.write_bytes(_file(stored))
    return tensors


def _file(stored: dict[str, tuple[int, int, bytes]]) -> bytes:
    head = b"E5S1" + struct.pack("<I7if i", 1, HIDDEN, LAYERS, HEADS, FFN, VOCABULARY, POSITIONS, 2, EPSILON, 32)
    pieces = b"abc"
    vocabulary = struct.pack("<5iQ", 3, 0, 2, 1, 3, len(pieces)) + struct.pack("<4I3f", 0, 1, 2, 3, 0, -1, -2) + pieces
    norms = struct.pack("<iI", 1, 5) + b"norms"
    size = len(head + vocabulary + norms) + 4 + sum(2 + len(n) + 21 for n in stored)
    directory, body = struct.pack("<i", len(stored)), b""
    for name, (kind, count, data) in stored.items():
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, size + len(body), len(data))
        body += data
    return head + vocabulary + norms + directory + body


def forward(tensors: dict[str, Array], ids: list[int]) -> Array:
    """Return the last hidden state, float32 [length, hidden]."""

    def norm(x: Array, name: str) -> Array:
        centred = x - x.mean(-1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON) * tensors[name + ".w"] + tensors[name + ".b"]

    def linear(x: Array, name: str) -> Array:
        return x @ tensors[name + ".w"].T + tensors[name + ".b"]

    x = norm(tensors["emb.word"][ids] + tensors["emb.pos"][: len(ids)] + tensors["emb.type"][0], "emb.ln")
    for layer in range(LAYERS):
        q, k, v = (linear(x, f"l{layer}.{part}").reshape(len(ids), HEADS, -1).swapaxes(0, 1) for part in "qkv")
        scores = np.exp(q @ k.swapaxes(1, 2) / math.sqrt(HIDDEN / HEADS))
        mixed = ((scores / scores.sum(-1, keepdims=True)) @ v).swapaxes(0, 1).reshape(len(ids), HIDDEN)
        x = norm(x + linear(mixed, f"l{layer}.ao"), f"l{layer}.aln")
        wide = linear(x, f"l{layer}.fi")
        gelu = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        x = norm(x + linear(gelu, f"l{layer}.fo"), f"l{layer}.oln")
    return x.astype(np.float32)
