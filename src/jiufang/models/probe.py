"""Turn the machine at hand into an answer: does it multiply bytes exactly, as the fast recipe needs?"""

from __future__ import annotations

from typing import cast

import numpy as np
from onnx import TensorProto, helper, numpy_helper

DEPTH = 64


def integers_are_exact() -> bool:
    """Multiply the largest unsigned by the largest signed bytes and compare with the true sum.

    The instruction vpmaddubsw of x86 processors before VNNI clips the sum of two products at 32,767;
    there the 4-bit recipe with float32 activations is used instead.
    """
    import onnxruntime

    left = np.full((4, DEPTH), 255, np.uint8)
    right = np.full((DEPTH, 16), 127, np.int8)
    node = helper.make_node("MatMulInteger", ["a", "b"], ["c"])
    inside = [helper.make_tensor_value_info("a", TensorProto.UINT8, left.shape)]
    outside = [helper.make_tensor_value_info("c", TensorProto.INT32, (4, 16))]
    graph = helper.make_graph([node], "probe", inside, outside, [numpy_helper.from_array(right, "b")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    product = cast("np.ndarray[tuple[int, int], np.dtype[np.int32]]", session.run(None, {"a": left})[0])
    return bool((product == 255 * 127 * DEPTH).all())
