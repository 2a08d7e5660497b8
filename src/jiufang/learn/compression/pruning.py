"""Turn layers into narrower ones, and say which layers matter least: by what they do to texts, not by where they stand.

A neuron or head that always says the same says it in a bias as well: what counts is how much it varies, times what is made of it. Its mean
goes into the bias when it is taken out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from jiufang.learn.compression.dense import DenseWeights
from jiufang.models.lean_graph import Range, Ranges

Floats = NDArray[np.float32]
Error = Callable[[Sequence[int]], float]
"""Says how far an encoder of these layers is from the whole one."""


def evenly(layers: int, count: int) -> tuple[int, ...]:
    """Return so many layers at even distances, the first and the last among them.

    >>> evenly(12, 4)
    (0, 4, 7, 11)
    """
    return tuple(round(n * (layers - 1) / max(1, count - 1)) for n in range(count))


def least_missed(layers: int, counts: Sequence[int], error: Error) -> dict[int, tuple[int, ...]]:
    """Return for each count the layers that are left when the one that is missed least is taken out again and again.

    Args:
        layers: of the encoder.
        counts: how many should be left.
        error: is asked about each choice of layers.
    """
    left = tuple(range(layers))
    found = {layers: left}
    while len(left) > min(counts):
        left = min((tuple(n for n in left if n != out) for out in left), key=error)
        found[len(left)] = left
    return {count: found[count] for count in counts}


def narrow(weights: DenseWeights, ranges: Ranges, *, heads: int | None = None, middle: int | None = None) -> DenseWeights:
    """Return the encoder with so many heads and so many inner neurons in each layer, the most telling ones.

    Args:
        weights: the encoder.
        ranges: what enters its matrices (`measure_ranges`).
        heads: to keep in each layer; all of them when None.
        middle: neurons between the two matrices of the feed-forward part to keep; all of them when None.
    """
    arrays = dict(weights.arrays)
    for number in range(weights.shape.layers):
        layer = f"l{number}."
        if middle is not None:
            kept = _telling(ranges[layer + "fo"], arrays[layer + "fo.w"], middle, width=1)
            _take_out(arrays, layer, ranges[layer + "fo"], before=("fi",), after="fo", kept=kept)
        if heads is not None:
            width = weights.shape.hidden // weights.shape.heads
            kept = _telling(ranges[layer + "ao"], arrays[layer + "ao.w"], heads, width=width)
            _take_out(arrays, layer, ranges[layer + "ao"], before=("q", "k", "v"), after="ao", kept=kept)
    return replace(weights, arrays=arrays)


def _telling(entering: Range, matrix: Floats, count: int, *, width: int) -> NDArray[np.int64]:
    """Return the channels of the groups (heads, or single neurons) that move the output most, in their order."""
    moved = (entering.spread * np.linalg.norm(matrix, axis=0)) ** 2
    groups = moved.reshape(-1, width).sum(axis=1)
    kept = np.sort(np.argsort(-groups, kind="stable")[:count])
    return np.asarray((kept[:, None] * width + np.arange(width)).ravel(), np.int64)


def _take_out(
    arrays: dict[str, Floats], layer: str, entering: Range, *, before: Sequence[str], after: str, kept: NDArray[np.int64]
) -> None:
    lost = np.setdiff1d(np.arange(len(entering.mean)), kept)
    matrix = arrays[f"{layer}{after}.w"]
    arrays[f"{layer}{after}.b"] = arrays[f"{layer}{after}.b"] + matrix[:, lost] @ entering.mean[lost]
    arrays[f"{layer}{after}.w"] = np.ascontiguousarray(matrix[:, kept])
    for name in before:
        arrays[f"{layer}{name}.w"], arrays[f"{layer}{name}.b"] = arrays[f"{layer}{name}.w"][kept], arrays[f"{layer}{name}.b"][kept]
