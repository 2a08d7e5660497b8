"""Turn the tensors of a BERT encoder into an ONNX graph, with the light `onnx` package alone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from jiufang.models.e5s1 import BLOCK, Shape, Weights

Recipe = Literal["int8", "q4", "float32"]
"""How the graph multiplies: `q4` takes the 4-bit weights bit for bit (MatMulNBits, float32 activations); `int8` rounds
weights to 8 bits per output channel and activations to 8 bits per token, which is twice as fast (benchmarks/encoder);
`float32` is for adapted weights, which no longer are 4-bit numbers, where bytes are not multiplied exactly."""

MICROSOFT = "com.microsoft"
OPSET = 21
IR_VERSION = 10  # the newest that onnxruntime 1.20 reads
DATA_FILE = "model.onnx.data"
EXTERNAL_FROM = 1024  # bytes; smaller tensors stay in the graph file
MIDDLE = 128  # the unsigned byte that stands for zero
LARGEST = 127

Smoothing = dict[str, NDArray[np.float32]]


def write_graph(weights: Weights, folder: Path, *, recipe: Recipe = "int8", smoothing: Smoothing | None = None) -> None:
    """Write `model.onnx` and its data file: input_ids, attention_mask -> last_hidden_state.

    Args:
        weights: the tensors.
        folder: where the two files go.
        recipe: how matrices are multiplied.
        smoothing: per-channel divisors of the activations, see `load_smoothing`; none when left out.
    """
    model = GraphWriter(weights, recipe, smoothing or {}).model()
    target = folder / "model.onnx"
    onnx.save(model, target, save_as_external_data=True, location=DATA_FILE, size_threshold=EXTERNAL_FROM)
    (folder / DATA_FILE).chmod(target.stat().st_mode)  # onnx makes it private to one user


def exact_graph_with_inner_states(weights: Weights) -> tuple[bytes, dict[str, str]]:
    """Return the `q4` graph, and by its extra outputs the names under which their channels are smoothed."""
    model = GraphWriter(weights, "q4", {}).model()
    inputs = ["emb.out", *(f"l{layer}.out" for layer in range(weights.shape.layers - 1))]
    names = {state: f"l{layer}.attention" for layer, state in enumerate(inputs)}
    names |= {f"l{layer}.attended": f"l{layer}.ffn" for layer in range(weights.shape.layers)}
    model.graph.output.extend(helper.make_tensor_value_info(state, TensorProto.FLOAT, None) for state in names)
    return model.SerializeToString(), names


def load_smoothing(shape: Shape) -> Smoothing:
    """Return the measured divisors that ship with the package: `l<i>.attention` and `l<i>.ffn` -> float32 [hidden]; none for wider or deeper ones.

    A few channels of this model carry values many times larger than the rest; dividing them (and multiplying
    the weights alike) leaves the 8-bit steps fine enough for the others (SmoothQuant, arXiv 2211.10438).
    """
    table = json.loads((resources.files("jiufang.models") / "data" / "smoothing.json").read_text(encoding="utf-8"))
    if shape.layers > table["layers"] or shape.hidden != table["hidden"]:
        return {}
    divisors = {name: np.ones(shape.hidden, np.float32) for name in table["divisors"]}
    for name, channels in table["divisors"].items():
        for channel, divisor in channels.items():
            divisors[name][int(channel)] = divisor
    return divisors


class GraphWriter:
    """Collects the nodes and constants of one graph."""

    def __init__(self, weights: Weights, recipe: Recipe, smoothing: Smoothing) -> None:
        self.weights = weights
        self.shape = weights.shape
        self.recipe = recipe
        self.smoothing = smoothing
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def model(self) -> Any:
        """Return the graph."""
        state = self._embed()
        for layer in range(self.shape.layers):
            state = self._attend(f"l{layer}.", state)
            state = self._feed(f"l{layer}.", state, output="last_hidden_state" if layer == self.shape.layers - 1 else f"l{layer}.out")
        ids = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "length"]) for n in ("input_ids", "attention_mask")]
        out = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "length", self.shape.hidden])
        graph = helper.make_graph(self.nodes, "encoder", ids, [out], list(self.constants.values()))
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(MICROSOFT, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="jiufang")

    def node(self, operator: str, inputs: Sequence[str], output: str, *, domain: str = "", **attributes: Any) -> str:
        """Add an operator and return the name of its output."""
        self.nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain, **attributes))
        return output

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Add an array and return its name."""
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def vector(self, name: str) -> str:
        """Add a tensor of the weights and return its name."""
        return self.constant(name, self.weights.vector(name))

    def _embed(self) -> str:
        shape = self.shape
        table = self.weights.matrix("emb.word", rows=shape.vocabulary)
        # A nibble with its top bit flipped is the signed 4-bit number; signed ones need no zero points.
        signed = (table.packed ^ 0x88).reshape(shape.vocabulary, -1).tobytes()
        dims = [shape.vocabulary, shape.hidden]
        self.constants["emb.word"] = helper.make_tensor("emb.word", TensorProto.INT4, dims, signed, raw=True)
        self.constant("emb.word.scales", table.scales)
        words = ["emb.word", "input_ids", "emb.word.scales"]
        self.node("GatherBlockQuantized", words, "words", domain=MICROSOFT, block_size=BLOCK, gather_axis=0, quantize_axis=1)
        places = self.weights.vector("emb.pos").reshape(shape.positions, shape.hidden) + self.weights.vector("emb.type")[: shape.hidden]
        self.constant("emb.pos", places)
        self.constant("start", np.zeros(1, np.int64))
        self.node("Shape", ["input_ids"], "length", start=1, end=2)
        self.node("Slice", ["emb.pos", "start", "length", "start"], "places")
        self.node("Add", ["words", "places"], "embedded")
        self.node("Shape", ["input_ids"], "batch_and_length")
        self.node("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        norm = [self.vector("emb.ln.w"), self.vector("emb.ln.b")]
        return self.node("LayerNormalization", ["embedded", *norm], "emb.out", epsilon=shape.epsilon)

    def _attend(self, layer: str, state: str) -> str:
        parts = [layer + "q", layer + "k", layer + "v"]
        joined = self._multiply(state, parts, layer + "qkv", smooth=layer + "attention")
        outputs = [p + ".out" for p in parts]
        self.nodes.append(helper.make_node("Split", [joined], outputs, axis=-1, num_outputs=3))
        bias = self.constant(layer + "qkv.b", np.concatenate([self.weights.vector(p + ".b") for p in parts]))
        self.node("MultiHeadAttention", [*outputs, bias, "mask"], layer + "mixed", domain=MICROSOFT, num_heads=self.shape.heads)
        mixed = self._multiply(layer + "mixed", [layer + "ao"], layer + "ao")
        return self._add_and_norm(mixed, state, layer + "ao.b", layer + "aln", layer + "attended")

    def _feed(self, layer: str, state: str, *, output: str) -> str:
        wide = self._multiply(state, [layer + "fi"], layer + "fi", smooth=layer + "ffn")
        self.node("BiasGelu", [wide, self.vector(layer + "fi.b")], layer + "gelu", domain=MICROSOFT)
        narrow = self._multiply(layer + "gelu", [layer + "fo"], layer + "fo")
        return self._add_and_norm(narrow, state, layer + "fo.b", layer + "oln", output)

    def _add_and_norm(self, change: str, state: str, bias: str, norm: str, output: str) -> str:
        inputs = [change, state, self.vector(norm + ".w"), self.vector(norm + ".b"), self.vector(bias)]
        return self.node("SkipLayerNormalization", inputs, output, domain=MICROSOFT, epsilon=self.shape.epsilon)

    def _multiply(self, state: str, matrices: Sequence[str], name: str, *, smooth: str = "") -> str:
        rows = {m + ".w": len(self.weights.vector(m + ".b")) for m in matrices}
        if self.recipe == "q4":
            tables = [self.weights.matrix(m, rows=r) for m, r in rows.items()]
            packed, scales = (np.concatenate([getattr(t, part) for t in tables]) for part in ("packed", "scales"))
            return self._multiply_q4(state, packed, scales, name)
        matrix = np.concatenate([self.weights.dense(m, rows=r) for m, r in rows.items()])
        if self.recipe == "float32":
            return self.node("MatMul", [state, self.constant(name + ".w", matrix.T)], name + ".out")
        return self._multiply_int8(state, matrix, name, self.smoothing.get(smooth))

    def _multiply_q4(self, state: str, packed: NDArray[np.uint8], scales: NDArray[np.float32], name: str) -> str:
        inputs = [state, self.constant(name + ".w", packed), self.constant(name + ".scales", scales.reshape(-1))]
        size = {"K": packed.shape[1] * BLOCK, "N": len(packed), "bits": 4, "block_size": BLOCK}
        # Level 1 keeps activations in float32; level 4 rounds them to 8 bits and was no faster.
        return self.node("MatMulNBits", inputs, name + ".out", domain=MICROSOFT, accuracy_level=1, **size)

    def _multiply_int8(self, state: str, matrix: NDArray[np.float32], name: str, divisors: NDArray[np.float32] | None) -> str:
        if divisors is not None:
            state = self.node("Mul", [state, self.constant(name + ".smooth", 1 / divisors)], name + ".smoothed")
            matrix = matrix * divisors
        scales = np.maximum(np.abs(matrix).max(axis=1) / LARGEST, np.finfo(np.float32).tiny).astype(np.float32)
        weights = self.constant(name + ".w", np.rint(matrix / scales[:, None]).astype(np.int8).T)
        rounded, row_scales = self._round_rows(state, name, matrix.shape[1])
        middle, zero = self.constant("middle", np.uint8(MIDDLE)), self.constant("zero", np.int8(0))  # type: ignore[arg-type]
        unit = self.constant("unit", np.float32(1))  # type: ignore[arg-type]
        product = [rounded, weights, unit, self.constant(name + ".scales", scales), middle, zero]
        self.node("MatMulIntegerToFloat", product, name + ".product", domain=MICROSOFT)
        self.node("Mul", [name + ".product", row_scales], name + ".scaled")
        width = self.constant(f"width{len(matrix)}", np.array([len(matrix)], np.int64))
        shape = self.node("Concat", ["batch_and_length", width], name + ".shape", axis=0)
        return self.node("Reshape", [name + ".scaled", shape], name + ".out")

    def _round_rows(self, state: str, name: str, width: int) -> tuple[str, str]:
        """Round every token by its own scale, so that no text can touch the numbers of its neighbour in a batch."""
        rows = self.node("Reshape", [state, self.constant(f"rows{width}", np.array([-1, width], np.int64))], name + ".rows")
        last = self.constant("last", np.array([-1], np.int64))
        self.node("Abs", [rows], name + ".abs")
        self.node("ReduceMax", [name + ".abs", last], name + ".max", keepdims=1)
        self.node("Max", [name + ".max", self.constant("tiny", np.float32(1e-12))], name + ".peak")  # type: ignore[arg-type]
        step = self.constant("step", np.float32(1 / LARGEST))  # type: ignore[arg-type]
        scales = self.node("Mul", [name + ".peak", step], name + ".row_scales")
        self.node("Reshape", [scales, last], name + ".row_scales_flat")
        self.node("Shape", [name + ".row_scales_flat"], name + ".row_count")
        middles = self.node("Expand", [self.constant("middles", np.array([MIDDLE], np.uint8)), name + ".row_count"], name + ".middles")
        rounded = self.node("QuantizeLinear", [rows, name + ".row_scales_flat", middles], name + ".rounded", axis=0)
        return rounded, scales
