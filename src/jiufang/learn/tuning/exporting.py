"""Write a trained model as an ONNX graph for serving without torch: with our own graph builder where the base is the
embedded encoder and what was learnt fits into its matrices, else with torch's exporter, which takes the net as a whole.

Needs torch.
"""

from __future__ import annotations

import copy
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from jiufang.errors import BadInput
from jiufang.learn.tuning.cards import FOLDERS
from jiufang.learn.tuning.config import Config
from jiufang.learn.tuning.embedded import tuned, weights_file
from jiufang.learn.tuning.methods import can_merge, merged
from jiufang.learn.tuning.nets import Net
from jiufang.learn.tuning.reading import Reader
from jiufang.learn.tuning.serving import FOLDER, GRAPH, HEAD, WHOLE, graph_sha256
from jiufang.models.folders import building

OPSET = 17
NEAR = 1e-4  # by which a graph and its net may differ
HINT = 'export.onnx = "no" leaves it to torch'

assert FOLDER in FOLDERS


def export(net: Net, reader: Reader, config: Config, folder: Path, *, embedded: bool, models_dir: Path) -> str:
    """Write `onnx/` into the folder of a trained model.

    Args:
        net: with its trained weights; it is left as it is.
        reader: of its texts.
        config: says whether, and how.
        folder: of the model.
        embedded: the base is the embedded encoder.
        models_dir: the folder of the model folders.

    Returns:
        How it multiplies and the hash of its files, `int8@…`; empty if none was wanted.

    Raises:
        BadInput: torch cannot export the architecture.
    """
    fits = embedded and can_merge(config.method) and not config.method.words
    if config.export.onnx == "no" or (config.export.onnx == "auto" and not fits):
        return ""
    with building(folder / FOLDER) as made:
        recipe = _ours(net, config, made, models_dir) if fits else _whole(net, reader, made)
        reader.save(made)
        head = net.head if net.kind == "cross-encoder" else nn.Linear(1, 1)
        np.savez(made / HEAD, weight=_numpy(head.weight), bias=_numpy(head.bias), width=np.int64(net.base.config.hidden_size))
    return f"{recipe}@{graph_sha256(folder / FOLDER)}"


def _ours(net: Net, config: Config, folder: Path, models_dir: Path) -> str:
    from jiufang.models.e5s1 import read_weights
    from jiufang.models.graph import Recipe, load_smoothing, write_graph
    from jiufang.models.probe import integers_are_exact

    wanted = config.export.recipe
    recipe: Recipe = ("int8" if integers_are_exact() else "float32") if wanted == "auto" else wanted
    weights = tuned(read_weights(weights_file(models_dir)), merged(copy.deepcopy(net.base)))
    write_graph(weights, folder, recipe=recipe, smoothing=load_smoothing(weights.shape))
    return recipe


class _Alone(nn.Module):
    """The net as a graph of ids and mask: token types are counted from the separators, and a pooled row stands as one state."""

    def __init__(self, net: Net, separator: int | None, *, counted: bool) -> None:
        super().__init__()
        self.net = net
        self.separator = separator
        self.counted = counted

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Return [batch, 1, width]."""
        types = places = None
        if self.separator is not None:
            ends = (input_ids == self.separator).long()
            types = ((ends.cumsum(1) - ends) > 0).long()
        if self.counted:
            places = attention_mask.cumsum(1) - 1
        out: Tensor = self.net(input_ids, attention_mask, types, places)
        return out[:, None]


def _whole(net: Net, reader: Reader, folder: Path) -> str:
    rows = reader.pairs(["a b c", "a", "a b c d e f g h"], ["d e", "f", "g h i"])
    separator = rows[0].ids[-1] if reader.manner.typed else None
    model = _Alone(copy.deepcopy(net).cpu(), separator, counted=reader.manner.joined).eval()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            _traced(model, [rows[0].ids] * 2, folder / GRAPH)
        _same(model, [row.ids for row in rows], folder / GRAPH)
    except Exception as error:  # the exporter and the runtime raise whatever they like
        raise BadInput(f"torch cannot export this: {str(error).splitlines()[0]}", subject=type(net.base).__name__, hint=HINT) from error
    return WHOLE


def _traced(model: _Alone, rows: Sequence[Sequence[int]], file: Path) -> None:
    ids = torch.tensor(rows)
    axes = {name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask")}
    torch.onnx.export(
        model,
        (ids, torch.ones_like(ids)),
        str(file),
        input_names=list(axes),
        output_names=["pooled"],
        dynamic_axes={**axes, "pooled": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,  # the newer exporter needs onnxscript
    )


def _same(model: _Alone, rows: Sequence[Sequence[int]], file: Path) -> None:
    """Make sure that the graph says what the net says of other lengths than it was traced with."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    for row in rows:
        ids = torch.tensor([list(row)])
        with torch.no_grad():
            wanted = model(ids, torch.ones_like(ids)).numpy()
        told = {"input_ids": ids.numpy(), "attention_mask": np.ones_like(ids.numpy())}
        found = session.run(None, {i.name: told[i.name] for i in session.get_inputs()})[0]
        if not np.allclose(found, wanted, atol=NEAR):
            raise ValueError("the graph says something else than the net")


def _numpy(tensor: Tensor) -> Any:
    return tensor.detach().float().cpu().numpy()
