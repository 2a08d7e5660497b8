"""Turn a small trained difference (low-rank factors, norms, a head) and the base weights into the weights of another model.

A fine-tuned copy of the encoder would weigh 21 million numbers; the difference that training makes is kept as two
thin matrices for each matrix (LoRA, arXiv 2106.09685), so a model of a few megabytes ships inside the package.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import BadInput
from jiufang.models.e5s1 import Weights
from jiufang.models.folders import sha256_text
from jiufang.models.wheels import sha256

ARRAYS = "adapter.npz"
CARD = "adapter.json"
DOWN, UP = ".down", ".up"
HEAD = "head."

Arrays = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Adapter:
    """What training changed.

    Args:
        name: name and version of the model that base and difference make together.
        arrays: `l<i>.<q|k|v|ao|fi|fo>.w.down` [rank, inputs] and `.up` [outputs, rank], whose product is added to the
            base matrix; whole vectors that replace those of the base, under the base's names; `head.<name>` arrays
            that belong to no layer.
        settings: plain numbers and texts that the reader of the model needs; `layers`, how many of the base's it has, all when absent.
    """

    name: str
    arrays: Arrays
    settings: Mapping[str, object] = field(default_factory=dict)

    def head(self) -> dict[str, NDArray[np.float32]]:
        """Return the arrays of the head by their short names."""
        return {name.removeprefix(HEAD): value for name, value in self.arrays.items() if name.startswith(HEAD)}


@dataclass(frozen=True, slots=True)
class AdaptedWeights(Weights):
    """The tensors of the base with the difference of an adapter in them."""

    adapter: Adapter = field(kw_only=True)

    def vector(self, name: str) -> NDArray[np.float32]:
        """Return an unquantised tensor, flat: the adapter's, where it has one."""
        own = self.adapter.arrays.get(name)
        return own if own is not None else Weights.vector(self, name)

    def dense(self, name: str, *, rows: int) -> NDArray[np.float32]:
        """Return a matrix with its difference added, float32 [rows, columns]."""
        base = Weights.dense(self, name, rows=rows)
        down, up = self.adapter.arrays.get(name + DOWN), self.adapter.arrays.get(name + UP)
        return base if down is None or up is None else base + up @ down


def adapt(weights: Weights, adapter: Adapter) -> AdaptedWeights:
    """Return the base weights with the difference in them."""
    layers = int(str(adapter.settings.get("layers", weights.shape.layers)))
    return AdaptedWeights(replace(weights.shape, layers=layers), weights.directory, adapter=adapter)


def save_adapter(adapter: Adapter, folder: Path) -> None:
    """Write an adapter as half-precision arrays and a card; the same adapter gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {name: adapter.arrays[name].astype(np.float16) for name in sorted(adapter.arrays)}
    np.savez(folder / ARRAYS, **arrays)  # type: ignore[arg-type]
    card = {"name": adapter.name, "sha256": sha256(folder / ARRAYS), "settings": dict(adapter.settings)}
    (folder / CARD).write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load_adapter(folder: Path) -> Adapter:
    """Read an adapter.

    Raises:
        BadInput: there is none, or its arrays are not those that its card names.
    """
    try:
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
        if sha256(folder / ARRAYS) != card["sha256"]:
            raise BadInput("the arrays are not those that the card names", subject=str(folder))
        with np.load(folder / ARRAYS, allow_pickle=False) as kept:
            arrays = {name: kept[name].astype(np.float32) for name in kept.files}
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"no adapter can be read: {error}", subject=str(folder)) from error
    return Adapter(f"{card['name']}@{sha256_text(card['sha256'])[:12]}", arrays, card["settings"])
