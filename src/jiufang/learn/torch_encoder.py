"""Turn the base weights into a torch encoder of which only thin matrices learn (LoRA, arXiv 2106.09685).

Needs torch; nothing outside training imports this module.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from jiufang.models.adapters import DOWN, UP
from jiufang.models.e5s1 import Weights

PARTS = {"qkv": ("q", "k", "v"), "ao": ("ao",), "fi": ("fi",), "fo": ("fo",)}
PADDING = 1  # the token id with which XLM-R fills a batch
MASKED = -1e4  # half precision has no room for less


class LowRankLinear(nn.Module):
    """A frozen matrix with a learnt difference of low rank: y = x (W + up down)ᵀ + b.

    Args:
        matrix: float32 [outputs, inputs], kept in `precision`.
        bias: float32 [outputs].
        rank: of the difference; 0 learns nothing.
        precision: in which products are computed.
    """

    def __init__(self, matrix: Tensor, bias: Tensor, *, rank: int, precision: torch.dtype) -> None:
        super().__init__()
        self.register_buffer("matrix", matrix.to(precision), persistent=False)
        self.register_buffer("bias", bias.to(precision), persistent=False)
        self.rank = rank
        if rank:
            self.down = nn.Parameter(torch.randn(rank, matrix.shape[1]) / math.sqrt(matrix.shape[1]))
            self.up = nn.Parameter(torch.zeros(matrix.shape[0], rank))

    def forward(self, x: Tensor) -> Tensor:
        """Return [..., outputs]."""
        out = functional.linear(x, self.matrix, self.bias)
        if not self.rank:
            return out
        return out + functional.linear(functional.linear(x, self.down.to(x.dtype)), self.up.to(x.dtype))


class Norm(nn.Module):
    """A layer norm whose scale and shift may learn."""

    def __init__(self, scale: Tensor, shift: Tensor, *, epsilon: float, learns: bool) -> None:
        super().__init__()
        self.scale = nn.Parameter(scale, requires_grad=learns)
        self.shift = nn.Parameter(shift, requires_grad=learns)
        self.epsilon = epsilon

    def forward(self, x: Tensor) -> Tensor:
        """Return x normalised over its last axis."""
        return functional.layer_norm(x, x.shape[-1:], self.scale.to(x.dtype), self.shift.to(x.dtype), self.epsilon)


class Layer(nn.Module):
    """One post-norm layer of BERT."""

    def __init__(self, weights: Weights, number: int, *, rank: int, precision: torch.dtype) -> None:
        super().__init__()
        # A compressed layer may have fewer heads than others, each as wide as ever.
        self.heads = len(weights.vector(f"l{number}.q.b")) // (weights.shape.hidden // weights.shape.heads)
        for part, names in PARTS.items():
            tensors = [_linear(weights, f"l{number}.{n}") for n in names]
            matrix, bias = torch.cat([m for m, _ in tensors]), torch.cat([b for _, b in tensors])
            self.add_module(part, LowRankLinear(matrix, bias, rank=rank, precision=precision))
        for norm in ("aln", "oln"):
            scale, shift = (torch.from_numpy(weights.vector(f"l{number}.{norm}.{end}")) for end in "wb")
            self.add_module(norm, Norm(scale, shift, epsilon=weights.shape.epsilon, learns=rank > 0))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return the states after this layer; `mask` is added to the attention scores."""
        x = self.aln(x + self.ao(self._attend(x, mask)))
        return self.oln(x + self.fo(functional.gelu(self.fi(x))))

    def _attend(self, x: Tensor, mask: Tensor) -> Tensor:
        # Written out: the fused kernel is six times slower in bfloat16 on processors.
        batch, length, _ = x.shape
        query, key, value = (t.view(batch, length, self.heads, -1).transpose(1, 2) for t in self.qkv(x).chunk(3, -1))
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(-1, -2) + mask
        return (torch.softmax(scores, -1) @ value).transpose(1, 2).reshape(batch, length, -1)


class TorchEncoder(nn.Module):
    """The embedded encoder for training: word table and matrices frozen, differences and norms learn.

    Args:
        weights: the base weights.
        rank: of the differences.
        layers: how many of the base's layers are used; all of them when None.
        precision: bfloat16 is four times as fast as float32 on processors with AMX.
    """

    def __init__(self, weights: Weights, *, rank: int, layers: int | None = None, precision: torch.dtype = torch.bfloat16) -> None:
        super().__init__()
        shape = weights.shape
        self.precision = precision
        self.rank = rank
        self.register_buffer("words", torch.from_numpy(weights.dense("emb.word", rows=shape.vocabulary)).to(precision), persistent=False)
        places = weights.vector("emb.pos").reshape(shape.positions, shape.hidden) + weights.vector("emb.type")[: shape.hidden]
        self.register_buffer("places", torch.from_numpy(places).to(precision), persistent=False)
        scale, shift = (torch.from_numpy(weights.vector(f"emb.ln.{end}")) for end in "wb")
        self.norm = Norm(scale, shift, epsilon=shape.epsilon, learns=False)
        count = shape.layers if layers is None else layers
        self.layers = nn.ModuleList(Layer(weights, n, rank=rank, precision=precision) for n in range(count))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return the states of the last layer, float32 [batch, length, hidden].

        Args:
            ids: int64 [batch, length].
            mask: bool [batch, length], False where a row is padded.
        """
        return self.onward(self.after(ids, mask, layers=0), mask, first=0)

    def after(self, ids: Tensor, mask: Tensor, *, layers: int) -> Tensor:
        """Return the states after so many layers, in the encoder's precision."""
        x: Tensor = self.norm(self.words[ids] + self.places[: ids.shape[1]])
        return self._through(x, mask, 0, layers)

    def onward(self, states: Tensor, mask: Tensor, *, first: int) -> Tensor:
        """Return the states of the last layer, float32, from those that enter layer `first`."""
        return self._through(states, mask, first, len(self.layers)).float()

    def of(self, numbers: Sequence[int]) -> TorchEncoder:
        """Return an encoder of these layers that shares everything with this one."""
        other = copy.copy(self)
        other._modules = {**self._modules, "layers": nn.ModuleList(self.layers[number] for number in numbers)}
        return other

    def _through(self, x: Tensor, mask: Tensor, first: int, end: int) -> Tensor:
        added = torch.zeros(mask.shape, dtype=self.precision, device=mask.device).masked_fill(~mask, MASKED)[:, None, None, :]
        for number in range(first, end):
            x = self.layers[number](x, added)
        return x

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return what was learnt, under the names that `Adapter` gives it."""
        found: dict[str, NDArray[np.float32]] = {}
        for number, layer in enumerate(self.layers):
            for part, names in PARTS.items():
                linear = getattr(layer, part)
                for name, rows in zip(names, linear.up.chunk(len(names)), strict=True):
                    found[f"l{number}.{name}.w{DOWN}"] = _numpy(linear.down)
                    found[f"l{number}.{name}.w{UP}"] = _numpy(rows)
            for norm in ("aln", "oln"):
                found[f"l{number}.{norm}.w"] = _numpy(getattr(layer, norm).scale)
                found[f"l{number}.{norm}.b"] = _numpy(getattr(layer, norm).shift)
        return found

    def load(self, arrays: Mapping[str, NDArray[np.float32]]) -> None:
        """Take what was learnt, under the names that `arrays` gives it.

        Raises:
            KeyError: an array is missing.
            RuntimeError: an array has another shape: another rank or another base.
        """
        with torch.no_grad():
            for number, layer in enumerate(self.layers):
                for part, names in PARTS.items():
                    linear = getattr(layer, part)
                    linear.down.copy_(torch.from_numpy(arrays[f"l{number}.{names[0]}.w{DOWN}"]))
                    linear.up.copy_(torch.from_numpy(np.concatenate([arrays[f"l{number}.{n}.w{UP}"] for n in names])))
                for norm in ("aln", "oln"):
                    getattr(layer, norm).scale.copy_(torch.from_numpy(arrays[f"l{number}.{norm}.w"]))
                    getattr(layer, norm).shift.copy_(torch.from_numpy(arrays[f"l{number}.{norm}.b"]))


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Return rows of token ids filled up to the longest, int64 [rows, length], and a bool mask that is False in the filling."""
    length = max(map(len, rows))
    ids = torch.tensor([[*row, *[PADDING] * (length - len(row))] for row in rows])
    mask = torch.tensor([[*[True] * len(row), *[False] * (length - len(row))] for row in rows])
    return ids, mask


def _linear(weights: Weights, name: str) -> tuple[Tensor, Tensor]:
    bias = weights.vector(name + ".b")
    return torch.from_numpy(weights.dense(name + ".w", rows=len(bias))), torch.from_numpy(bias)


def _numpy(tensor: Tensor) -> NDArray[np.float32]:
    return np.array(tensor.detach().float().cpu().numpy(), np.float32)
