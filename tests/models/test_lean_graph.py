"""The lean graph computes what the encoder computes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from e5s1_files import forward, write_e5s1

from jiufang.models.e5s1 import Weights, read_weights
from jiufang.models.lean_graph import Range, Ranges, measure_ranges, write_lean_graph

ROWS = [[0, 7, 9, 2], [0, 31, 12, 40, 17, 2], [0, 22, 2]]


@pytest.fixture
def small(tmp_path: Path) -> tuple[Weights, dict[str, Any], Ranges]:
    """Weights of two layers, their tensors, and what enters each matrix."""
    tensors = write_e5s1(tmp_path / "weights.bin")
    weights = read_weights(tmp_path / "weights.bin")
    return weights, tensors, measure_ranges(weights, [[0, *np.random.default_rng(n).integers(3, 50, 12).tolist(), 2] for n in range(40)])


def _run(folder: Path, ids: list[list[int]]) -> np.ndarray[Any, Any]:
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), providers=["CPUExecutionProvider"])
    return session.run(None, {"input_ids": np.array(ids)})[0]


@pytest.mark.parametrize(("recipe", "distance"), [("float32", 1e-3), ("q4", 1e-3), ("static", 0.5)])
def test_states_are_those_of_the_encoder(small: Any, tmp_path: Path, recipe: Any, distance: float) -> None:
    """Every way to multiply gives the states that plain numpy computes, up to what its bits can hold."""
    weights, tensors, ranges = small
    write_lean_graph(weights, tmp_path, recipe=recipe, ranges=ranges)
    for ids in ROWS:
        assert np.abs(_run(tmp_path, [ids])[0] - forward(tensors, ids)).max() < distance


def test_a_row_sees_no_neighbour(small: Any, tmp_path: Path) -> None:
    """Fixed scales keep what per-token scales gave: the same states to the bit in any company."""
    weights, _, ranges = small
    write_lean_graph(weights, tmp_path, recipe="static", ranges=ranges)
    alone, beside = [0, 7, 9, 2], [0, 41, 3, 2]
    assert np.array_equal(_run(tmp_path, [alone])[0], _run(tmp_path, [beside, alone, beside])[1])


def test_ranges_of_parts_add_up() -> None:
    """What two batches took on is what both together took on."""
    values = np.random.default_rng(0).standard_normal((30, 5)).astype(np.float32)
    both, whole = Range.of(values[:10]).over(Range.of(values[10:])), Range.of(values)
    assert np.array_equal(both.low, whole.low)
    assert np.array_equal(both.high, whole.high)
    assert np.allclose(both.spread, values.std(axis=0), atol=1e-5)
    assert both.count == 30
