"""What matters least is taken out, and what it always said is kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime

from jiufang.learn.compression.dense import DenseWeights, dense, quantise, with_layers, with_pieces
from jiufang.learn.compression.pruning import evenly, least_missed, narrow
from jiufang.models.e5s1 import read_weights
from jiufang.models.lean_graph import Ranges, measure_ranges, write_lean_graph

ROWS = [[0, 7, 9, 2], [0, 31, 12, 40, 17, 2], [0, 22, 25, 2]]


def _states(weights: DenseWeights, folder: Path) -> list[np.ndarray]:
    folder.mkdir(exist_ok=True)
    write_lean_graph(weights, folder, recipe="float32")
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    return [session.run(None, {"input_ids": np.array([row])})[0] for row in ROWS]


def _small(base: Path) -> tuple[DenseWeights, Ranges]:
    weights = dense(read_weights(base / "weights.bin"))
    return weights, measure_ranges(weights, ROWS * 4)


def test_neurons_that_never_vary_are_not_missed(base: Path, tmp_path: Path) -> None:
    """A neuron that says the same to every token goes, its word goes into the bias: the states stay as they were."""
    weights, _ = _small(base)
    arrays = dict(weights.arrays)
    arrays["l0.fi.w"] = arrays["l0.fi.w"].copy()
    arrays["l0.fi.w"][:64] = 0
    dull = replace(weights, arrays=arrays)
    kept = narrow(dull, measure_ranges(dull, ROWS * 4), middle=None)
    assert all(np.allclose(a, b) for a, b in zip(_states(dull, tmp_path / "a"), _states(kept, tmp_path / "b"), strict=True))
    only = {name: value for name, value in measure_ranges(dull, ROWS * 4).items() if name.startswith("l0")}
    first = with_layers(dull, [0])
    narrowed = narrow(first, only, middle=64)
    assert narrowed.arrays["l0.fo.w"].shape == (384, 64)
    assert all(np.allclose(a, b, atol=1e-4) for a, b in zip(_states(first, tmp_path / "c"), _states(narrowed, tmp_path / "d"), strict=True))


def test_the_head_that_tells_less_goes(base: Path, tmp_path: Path) -> None:
    """Of twelve heads the one whose output hardly moves anything is taken out, and the graph runs with eleven."""
    weights, _ = _small(base)
    first = with_layers(weights, [0])
    arrays = dict(first.arrays)
    arrays["l0.ao.w"] = arrays["l0.ao.w"].copy()
    arrays["l0.ao.w"][:, :32] *= 0.001
    first = replace(first, arrays=arrays)
    narrowed = narrow(first, measure_ranges(first, ROWS * 4), heads=11)
    assert np.array_equal(narrowed.arrays["l0.q.w"], arrays["l0.q.w"][32:])
    assert all(np.allclose(a, b, atol=0.02) for a, b in zip(_states(first, tmp_path / "a"), _states(narrowed, tmp_path / "b"), strict=True))


def test_layers_go_in_the_order_in_which_they_are_missed() -> None:
    """The layer whose loss costs least is taken out first, and each count keeps what was left then."""
    worth = [5, 1, 4, 2, 6]
    found = least_missed(5, (4, 2), lambda left: sum(worth) - sum(worth[n] for n in left))
    assert found == {4: (0, 2, 3, 4), 2: (0, 4)}
    assert evenly(12, 3) == (0, 6, 11)


def test_chosen_rows_of_the_table_are_the_base_s(base: Path) -> None:
    """The table of a trimmed encoder holds the rows of the kept pieces, bit for bit."""
    weights, _ = _small(base)
    whole = weights.matrix("emb.word", rows=weights.shape.vocabulary)
    few = with_pieces(weights, [3, 0, 11])
    found = few.matrix("emb.word", rows=3)
    assert np.array_equal(found.nibbles, whole.nibbles[[3, 0, 11]])
    assert np.array_equal(found.scales, whole.scales[[3, 0, 11]])


def test_four_bits_hold_a_matrix_to_an_eighth_of_its_peak() -> None:
    """No value of a block is further off than the step between two of its sixteen numbers."""
    matrix = np.random.default_rng(0).standard_normal((4, 64)).astype(np.float32)
    blocks = np.abs(matrix.reshape(4, 2, 32))
    off = np.abs(quantise(matrix).dense() - matrix).reshape(4, 2, 32)
    assert (off <= blocks.max(-1, keepdims=True) / 8 * 1.01).all()
