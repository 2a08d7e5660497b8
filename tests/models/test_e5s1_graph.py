from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from e5s1_files import HIDDEN, VOCABULARY, forward, write_e5s1

from jiufang.errors import BadInput
from jiufang.models.e5s1 import read_weights
from jiufang.models.graph import Recipe, write_graph

IDS = [0, 7, 3, 3, 49, 12, 2]


def _run(folder: Path, ids: list[list[int]]) -> np.ndarray:
    session = onnxruntime.InferenceSession(folder / "model.onnx", providers=["CPUExecutionProvider"])
    batch = np.array(ids, np.int64)
    return np.asarray(session.run(None, {"input_ids": batch, "attention_mask": np.ones_like(batch)})[0])


def _cosine(a: np.ndarray, b: np.ndarray) -> float:
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum()))


def test_tensors_read_back_as_they_were_written(tmp_path: Path) -> None:
    """A matrix in Q4_0 and a vector in float32 come back bit for bit."""
    tensors = write_e5s1(tmp_path / "w.bin")
    weights = read_weights(tmp_path / "w.bin")
    np.testing.assert_array_equal(weights.matrix("emb.word", rows=VOCABULARY).dense(), tensors["emb.word"])
    np.testing.assert_array_equal(weights.vector("l1.fo.b"), tensors["l1.fo.b"])
    assert weights.shape.hidden == HIDDEN


def test_the_4_bit_graph_is_the_reference_forward_pass(tmp_path: Path) -> None:
    """The graph over the 4-bit weights computes what plain numpy computes over the same weights."""
    tensors = write_e5s1(tmp_path / "w.bin")
    write_graph(read_weights(tmp_path / "w.bin"), tmp_path, recipe="q4")
    np.testing.assert_allclose(_run(tmp_path, [IDS])[0], forward(tensors, IDS), atol=2e-4)


def test_the_8_bit_graph_is_near_the_reference(tmp_path: Path) -> None:
    """Rounding weights and activations to 8 bits turns no token's state by more than a hair."""
    tensors = write_e5s1(tmp_path / "w.bin")
    write_graph(read_weights(tmp_path / "w.bin"), tmp_path, recipe="int8")
    for got, wanted in zip(_run(tmp_path, [IDS])[0], forward(tensors, IDS), strict=True):
        assert _cosine(got, wanted) > 0.999


def test_smoothing_changes_the_rounding_and_nothing_else(tmp_path: Path) -> None:
    """Dividing a channel and multiplying its weights leaves the function as it was."""
    tensors = write_e5s1(tmp_path / "w.bin")
    divisors = np.ones(HIDDEN, np.float32)
    divisors[[3, 9]] = 4.0
    write_graph(read_weights(tmp_path / "w.bin"), tmp_path, recipe="int8", smoothing={"l0.attention": divisors, "l1.ffn": divisors})
    assert _cosine(_run(tmp_path, [IDS])[0], forward(tensors, IDS)) > 0.999


@pytest.mark.parametrize("recipe", ["int8", "q4"])
def test_neighbours_in_a_batch_change_no_bit(tmp_path: Path, recipe: Recipe) -> None:
    """A text has the same state alone and beside texts with far larger activations."""
    write_e5s1(tmp_path / "w.bin")
    write_graph(read_weights(tmp_path / "w.bin"), tmp_path, recipe=recipe)
    together = _run(tmp_path, [IDS, [1] * len(IDS), list(reversed(IDS))])
    np.testing.assert_array_equal(together[0], _run(tmp_path, [IDS])[0])


def test_assembling_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """The same weights make the same files, so a folder can be compared by hash."""
    write_e5s1(tmp_path / "w.bin")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_graph(read_weights(tmp_path / "w.bin"), tmp_path / name)
    for file in ("model.onnx", "model.onnx.data"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_the_graph_passes_the_onnx_checker(tmp_path: Path) -> None:
    """Structure, types and opsets are valid ONNX."""
    write_e5s1(tmp_path / "w.bin")
    write_graph(read_weights(tmp_path / "w.bin"), tmp_path)
    onnx.checker.check_model(tmp_path / "model.onnx")


@pytest.mark.parametrize("damage", [b"", b"E5S2", "short"])
def test_damaged_weights_are_refused(tmp_path: Path, damage: bytes | str) -> None:
    """An empty, foreign or cut file is bad input, never a crash."""
    path = tmp_path / "w.bin"
    write_e5s1(path)
    path.write_bytes(path.read_bytes()[:3000] if isinstance(damage, str) else damage)
    with pytest.raises(BadInput):
        read_weights(path)
