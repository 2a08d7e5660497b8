"""Turn the tensors of a BERT encoder into an ONNX graph that does as little as possible: scales are fixed before, nothing is masked.

Beside `graph`, with the same weights in 8 bits: activations are rounded by scales that were measured on texts once, not found anew for
each token, so biases and scales go into the products; what is added is added before the norm, whose kernel alone is vectorised; and since
`TokenGraph` puts only texts of one length together, no attention mask is asked for. A row still never sees its neighbour.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

from jiufang.models.e5s1 import BLOCK, Weights
from jiufang.models.graph import DATA_FILE, EXTERNAL_FROM, IR_VERSION, LARGEST, MICROSOFT, OPSET, GraphWriter

LeanRecipe = Literal["static", "q4", "float32"]
"""How the lean graph multiplies: `static` in 8 bits on both sides, `q4` with 4-bit weights and float32 activations, `float32` exactly."""

STEPS = 255
SMOOTHING = 0.8  # SmoothQuant's α, arXiv 2211.10438: at .5 what leaves the GELU loses fifteen times as much (docs/compression.md)
TOWERING = 2.0  # times the median of the peaks; as benchmarks/centring
WIDEST = 1e4  # no channel is divided by more, or its weights' neighbours would be rounded away

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Range:
    """What each channel of a matrix's input took on over texts, float32 [channels].

    Args:
        low: smallest value.
        high: largest value.
        mean: over all tokens.
        square: mean of the squares.
        count: of tokens.
    """

    low: Floats
    high: Floats
    mean: Floats
    square: Floats
    count: int

    @classmethod
    def of(cls, values: Floats) -> Range:
        """Return what [tokens, channels] took on."""
        squares = np.asarray((values * values).mean(axis=0), np.float32)
        return cls(values.min(axis=0), values.max(axis=0), np.asarray(values.mean(axis=0), np.float32), squares, len(values))

    def over(self, other: Range) -> Range:
        """Return the range of both."""
        count = self.count + other.count
        mean, square = (
            np.asarray((a * self.count + b * other.count) / count, np.float32)
            for a, b in ((self.mean, other.mean), (self.square, other.square))
        )
        return Range(np.minimum(self.low, other.low), np.maximum(self.high, other.high), mean, square, count)

    @property
    def spread(self) -> Floats:
        """Return the standard deviation of each channel."""
        return np.asarray(np.sqrt(np.maximum(self.square - self.mean**2, 0)), np.float32)

    def divided(self, divisors: Floats) -> tuple[float, int]:
        """Return scale and zero point of unsigned bytes that hold the whole range once each channel was divided."""
        low = min(0.0, float((self.low / divisors).min()))
        high = max(0.0, float((self.high / divisors).max()))
        scale = max((high - low) / STEPS, 1e-12)
        return scale, round(-low / scale)


Ranges = Mapping[str, Range]


def write_lean_graph(weights: Weights, folder: Path, *, recipe: LeanRecipe = "static", ranges: Ranges | None = None) -> None:
    """Write `model.onnx` and its data file: input_ids -> last_hidden_state.

    Args:
        weights: the tensors; layers may have fewer heads and narrower middles than each other.
        folder: where the two files go.
        recipe: how matrices are multiplied.
        ranges: what enters each matrix (`measure_ranges`); `static` needs them.
    """
    model = LeanWriter(weights, recipe, ranges or {}).model()
    target = folder / "model.onnx"
    onnx.save(model, target, save_as_external_data=True, location=DATA_FILE, size_threshold=EXTERNAL_FROM)
    (folder / DATA_FILE).chmod(target.stat().st_mode)


def measure_ranges(weights: Weights, rows: Iterable[Sequence[int]]) -> dict[str, Range]:
    """Return what enters each matrix while the exact graph reads texts.

    Args:
        weights: the tensors.
        rows: token ids of texts, with prefix and special tokens.
    """
    import onnxruntime

    writer = LeanWriter(weights, "float32", {})
    model = writer.model()
    names = sorted(set(writer.entering.values()))
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    found: dict[str, Range] = {}
    for row in rows:
        for name, value in zip(names, session.run(names, {"input_ids": np.array([row], np.int64)}), strict=True):
            here = Range.of(value[0])
            found[name] = found[name].over(here) if name in found else here
    return {matrix: found[name] for matrix, name in writer.entering.items()}


def towering(found: Range) -> Floats:
    """Return divisors of the few channels whose values tower above the others', 1 for the rest, as `graph` smooths them."""
    peak = np.maximum(np.abs(found.low), np.abs(found.high))
    return np.asarray(np.maximum(1, peak / np.maximum(np.median(peak), 1e-6) / TOWERING), np.float32)


class LeanWriter(GraphWriter):
    """Collects the nodes and constants of one lean graph."""

    def __init__(self, weights: Weights, recipe: LeanRecipe, ranges: Ranges) -> None:
        super().__init__(weights, "q4" if recipe == "q4" else "float32", {})
        self.lean = recipe
        self.ranges = ranges
        self.entering: dict[str, str] = {}

    def model(self) -> Any:
        """Return the graph."""
        state = self._embed()
        for layer in range(self.shape.layers):
            state = self._attend(f"l{layer}.", state)
            state = self._feed(f"l{layer}.", state, output="last_hidden_state" if layer == self.shape.layers - 1 else f"l{layer}.out")
        ids = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])]
        out = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "length", self.shape.hidden])
        graph = helper.make_graph(self.nodes, "encoder", ids, [out], list(self.constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="jiufang")

    def _embed(self) -> str:
        shape = self.shape
        table = self.weights.matrix("emb.word", rows=shape.vocabulary)
        signed = (table.packed ^ 0x88).reshape(shape.vocabulary, -1).tobytes()
        self.constants["emb.word"] = helper.make_tensor("emb.word", TensorProto.INT4, [shape.vocabulary, shape.hidden], signed, raw=True)
        # Every scale was a half-precision number from the start.
        self.constant("emb.word.scales", table.scales.astype(np.float16))
        words = ["emb.word", "input_ids", "emb.word.scales"]
        self.node("GatherBlockQuantized", words, "words.half", domain=MICROSOFT, block_size=BLOCK, gather_axis=0, quantize_axis=1)
        self.node("Cast", ["words.half"], "words", to=TensorProto.FLOAT)
        places = self.weights.vector("emb.pos").reshape(shape.positions, shape.hidden) + self.weights.vector("emb.type")[: shape.hidden]
        self.constant("emb.pos", places)
        self.constant("start", np.zeros(1, np.int64))
        self.node("Shape", ["input_ids"], "length", start=1, end=2)
        self.node("Slice", ["emb.pos", "start", "length", "start"], "places")
        return self._normed(["words", "places"], "emb.ln", "emb.out")

    def _attend(self, layer: str, state: str) -> str:
        width = self.shape.hidden // self.shape.heads
        heads = len(self.weights.vector(layer + "q.b")) // width
        rounded = self._rounded(state, layer + "qkv", [layer + part for part in "qkv"])
        parts = [self._product(rounded, layer + part, layer + "qkv") for part in "qkv"]
        # The scale is told: without all heads the kernel would still guess it right, but a reader would wonder.
        self.node("MultiHeadAttention", parts, layer + "mixed", domain=MICROSOFT, num_heads=heads, scale=float(width**-0.5))
        mixed = self._product(self._rounded(layer + "mixed", layer + "ao", [layer + "ao"]), layer + "ao", layer + "ao")
        return self._normed([mixed, state], layer + "aln", layer + "attended")

    def _feed(self, layer: str, state: str, *, output: str) -> str:
        wide = self._product(self._rounded(state, layer + "fi", [layer + "fi"]), layer + "fi", layer + "fi")
        self.node("Gelu", [wide], layer + "gelu", domain=MICROSOFT)
        narrow = self._product(self._rounded(layer + "gelu", layer + "fo", [layer + "fo"]), layer + "fo", layer + "fo")
        return self._normed([narrow, state], layer + "oln", output)

    def _normed(self, added: Sequence[str], norm: str, output: str) -> str:
        total = self.node("Add", added, output + ".sum")
        return self.node(
            "LayerNormalization", [total, self.vector(norm + ".w"), self.vector(norm + ".b")], output, epsilon=self.shape.epsilon
        )

    def _rounded(self, state: str, name: str, matrices: Sequence[str]) -> str:
        """Return the input of matrices in bytes, each channel divided first; the input as it is where products are not in bytes."""
        self.entering[name] = state
        if self.lean != "static":
            return state
        scale, zero = self.ranges[name].divided(self._divisors(name, matrices))
        factor = (1 / (self._divisors(name, matrices) * scale)).astype(np.float32)
        self.node("Mul", [state, self.constant(name + ".factor", factor)], name + ".divided")
        unit, middle = self.constant("unit", np.float32(1)), self.constant(name + ".zero", np.uint8(zero))  # type: ignore[arg-type]
        return self.node("QuantizeLinear", [name + ".divided", unit, middle], name + ".bytes")

    def _divisors(self, name: str, matrices: Sequence[str]) -> Floats:
        peak = np.maximum(np.abs(self.ranges[name].low), np.abs(self.ranges[name].high))
        reach = np.max([np.abs(self._dense(m)).max(axis=0) for m in matrices], axis=0)
        found = np.maximum(peak, 1e-5) ** SMOOTHING / np.maximum(reach, 1e-5) ** (1 - SMOOTHING)
        return np.asarray(np.clip(found / np.median(found), 1 / WIDEST, WIDEST), np.float32)

    def _product(self, state: str, matrix: str, entering: str) -> str:
        bias = self.weights.vector(matrix + ".b")
        if self.lean == "static":
            return self._static(state, matrix, entering, bias)
        if self.lean == "q4":
            table = self.weights.matrix(matrix + ".w", rows=len(bias))
            out = self._multiply_q4(state, table.packed, table.scales, matrix)
        else:
            out = self.node("MatMul", [state, self.constant(matrix + ".w", self._dense(matrix).T)], matrix + ".out")
        return self.node("Add", [out, self.vector(matrix + ".b")], matrix + ".biased")

    def _static(self, state: str, matrix: str, entering: str, bias: Floats) -> str:
        group = [matrix[:-1] + part for part in "qkv"] if entering.endswith("qkv") else [matrix]
        divisors = self._divisors(entering, group)
        scale, zero = self.ranges[entering].divided(divisors)
        values = self._dense(matrix) * divisors
        steps = np.maximum(np.abs(values).max(axis=1) / LARGEST, np.finfo(np.float32).tiny).astype(np.float32)
        inputs = [
            state,
            self.constant(matrix + ".w", np.rint(values / steps[:, None]).astype(np.int8).T),
            self.constant(entering + ".scale", np.float32(scale)),  # type: ignore[arg-type]
            self.constant(matrix + ".scales", steps),
            self.constant(entering + ".zero", np.uint8(zero)),  # type: ignore[arg-type]
            self.constant("nought", np.int8(0)),  # type: ignore[arg-type]
            self.constant(matrix + ".b", bias),
        ]
        return self.node("MatMulIntegerToFloat", inputs, matrix + ".out", domain=MICROSOFT)

    def _dense(self, matrix: str) -> Floats:
        return self.weights.dense(matrix + ".w", rows=len(self.weights.vector(matrix + ".b")))
