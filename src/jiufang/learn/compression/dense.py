"""Turn the weights of an encoder into others: some of its layers, some of its pieces, or tensors that were learnt anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import BadInput
from jiufang.models.e5s1 import Quantised, Weights

Arrays = Mapping[str, NDArray[np.float32]]
WORDS = "emb.word"
MATRICES = ("q", "k", "v", "ao", "fi", "fo")
FIXED = ("emb.pos", "emb.type", "emb.ln.w", "emb.ln.b")


@dataclass(frozen=True, slots=True)
class DenseWeights(Weights):
    """Weights of which the layers are plain arrays and the table of words is a choice of the base's rows.

    Args:
        arrays: tensors by their names; those that are missing are the base's.
        kept: row numbers of the base's table, in the order of the new token ids; all of them when None.
    """

    arrays: Arrays = field(kw_only=True)
    kept: NDArray[np.int64] | None = field(kw_only=True, default=None)

    def vector(self, name: str) -> NDArray[np.float32]:
        """Return a tensor, flat."""
        own = self.arrays.get(name)
        return own.reshape(-1) if own is not None else Weights.vector(self, name)

    def dense(self, name: str, *, rows: int) -> NDArray[np.float32]:
        """Return a matrix of so many rows as float32 [rows, columns]."""
        own = self.arrays.get(name)
        return own.reshape(rows, -1) if own is not None else Weights.dense(self, name, rows=rows)

    def matrix(self, name: str, *, rows: int) -> Quantised:
        """Return a quantised matrix of so many rows; learnt ones are rounded to 4 bits."""
        if name in self.arrays:
            return quantise(self.dense(name, rows=rows))
        if name != WORDS or self.kept is None:
            return Weights.matrix(self, name, rows=rows)
        base = self.directory[name][1].size * 32 // 18 // self.shape.hidden
        whole = Weights.matrix(self, name, rows=base)
        return Quantised(np.ascontiguousarray(whole.nibbles[self.kept]), np.ascontiguousarray(whole.scales[self.kept]))


def dense(weights: Weights) -> DenseWeights:
    """Return the same weights with every layer as plain arrays."""
    arrays = {f"l{n}.{name}": value for n in range(weights.shape.layers) for name, value in _layer(weights, n).items()}
    return DenseWeights(weights.shape, weights.directory, arrays=arrays)


def with_layers(weights: DenseWeights, layers: Sequence[int]) -> DenseWeights:
    """Return an encoder of these layers, in this order."""
    arrays = {f"l{new}.{name}": value for new, old in enumerate(layers) for name, value in _layer(weights, old).items()}
    return replace(weights, shape=replace(weights.shape, layers=len(layers)), arrays=arrays)


def with_arrays(weights: DenseWeights, arrays: Arrays) -> DenseWeights:
    """Return the encoder with the layers that were learnt instead of its own."""
    layers = 1 + max(int(name[1:].split(".")[0]) for name in arrays if name.startswith("l"))
    return replace(weights, shape=replace(weights.shape, layers=layers), arrays=dict(arrays))


def with_pieces(weights: DenseWeights, kept: Sequence[int]) -> DenseWeights:
    """Return the encoder with these rows of the table of words alone."""
    return replace(weights, shape=replace(weights.shape, vocabulary=len(kept)), kept=np.array(kept, np.int64))


def save_layers(weights: DenseWeights, file: Path) -> None:
    """Write the layers in half precision."""
    file.parent.mkdir(parents=True, exist_ok=True)
    np.savez(file, **{name: weights.arrays[name].astype(np.float16) for name in sorted(weights.arrays)})  # type: ignore[arg-type]


def load_layers(file: Path) -> Arrays:
    """Read layers.

    Raises:
        BadInput: there are none.
    """
    try:
        with np.load(file, allow_pickle=False) as kept:
            return {name: kept[name].astype(np.float32) for name in kept.files}
    except (OSError, ValueError) as error:
        raise BadInput(f"no layers can be read: {error}", subject=str(file)) from error


def quantise(matrix: NDArray[np.float32]) -> Quantised:
    """Round a matrix to Q4_0: blocks of 32 with one scale, the largest value of a block exactly."""
    blocks = matrix.reshape(len(matrix), -1, 32)
    peak = np.take_along_axis(blocks, np.abs(blocks).argmax(-1, keepdims=True), -1)[..., 0]
    scales = (peak / -8).astype(np.float16).astype(np.float32)
    safe = np.where(scales == 0, 1, scales)[..., None]
    return Quantised(np.clip(np.rint(blocks / safe) + 8, 0, 15).astype(np.uint8), scales)


def _layer(weights: Weights, number: int) -> dict[str, NDArray[np.float32]]:
    made: dict[str, NDArray[np.float32]] = {}
    for name in MATRICES:
        bias = weights.vector(f"l{number}.{name}.b")
        made[f"{name}.w"], made[f"{name}.b"] = weights.dense(f"l{number}.{name}.w", rows=len(bias)), bias
    for norm in ("aln", "oln"):
        made |= {f"{norm}.{end}": weights.vector(f"l{number}.{norm}.{end}") for end in "wb"}
    return made
