"""Turn rows of token ids into what a loss is computed from: a vector for each text, or a number for each pair.

Needs torch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from jiufang.learn.tuning.bases import Pooling
from jiufang.learn.tuning.config import Kind
from jiufang.learn.tuning.reading import Row

SCALE, SHIFT = 10.0, -8.0  # of cosines, to begin with: those of e5 lie between .7 and .9
HEAD_STD = 0.02  # as BERT draws its own heads


class Net(nn.Module):
    """A base, pooled; with a regression head for pairs, or with a scale and a shift that make a cosine an estimate.

    Args:
        base: of transformers, under its method.
        kind: what it reads.
        pooling: how states become one vector.
        hidden: length of a state.
        dropout: before the head.
    """

    def __init__(self, base: Any, *, kind: Kind, pooling: Pooling, hidden: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.base = base
        self.kind = kind
        self.pooling = pooling
        if kind == "cross-encoder":
            self.drop = nn.Dropout(dropout)
            self.head = nn.Linear(hidden, 1)
            nn.init.normal_(self.head.weight, std=HEAD_STD)
            nn.init.zeros_(self.head.bias)

    def forward(self, ids: Tensor, mask: Tensor, types: Tensor | None, places: Tensor | None = None) -> Tensor:
        """Return float32 [rows, hidden] of length 1 each, or the logits of pairs, float32 [rows, 1].

        Args:
            ids: int64 [rows, length].
            mask: int64 [rows, length], 0 where a row is padded.
            types: int64 [rows, length], 1 in the second text; None if the base knows no types.
            places: int64 [rows, length], which position each token has; the base counts by itself when None.
        """
        told = {} if types is None else {"token_type_ids": types}
        told |= {} if places is None else {"position_ids": places}
        states = self.base(input_ids=ids, attention_mask=mask, **told).last_hidden_state
        pooled = pool(states.float(), mask, self.pooling)
        if self.kind == "cross-encoder":
            logits: Tensor = self.head(self.drop(pooled))
            return logits.float()
        return functional.normalize(pooled, dim=-1)


class Calibration(nn.Module):
    """What makes cosines estimates: f = sigmoid(scale · cosine + shift); both learn with the squared error."""

    def __init__(self, scale: float = SCALE, shift: float = SHIFT) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(float(scale)))
        self.shift = nn.Parameter(torch.tensor(float(shift)))

    def forward(self, cosines: Tensor) -> Tensor:
        """Return logits."""
        return self.scale * cosines + self.shift


def pool(states: Tensor, mask: Tensor, pooling: Pooling) -> Tensor:
    """Return one vector for each row, float32 [rows, hidden], from states [rows, length, hidden]."""
    if pooling == "first":
        return states[:, 0]
    if pooling == "last":
        last = (mask.sum(1) - 1)[:, None, None].expand(-1, 1, states.shape[-1])
        return states.gather(1, last)[:, 0]
    kept = mask[..., None].to(states.dtype)
    return (states * kept).sum(1) / kept.sum(1)


def padded(rows: Sequence[Row], *, pad: int, typed: bool, device: Any) -> tuple[Tensor, Tensor, Tensor | None]:
    """Return ids, mask and types of rows, filled up to the longest."""
    length = max(len(row.ids) for row in rows)
    ids = torch.full((len(rows), length), pad, dtype=torch.long)
    mask = torch.zeros((len(rows), length), dtype=torch.long)
    types = torch.zeros((len(rows), length), dtype=torch.long)
    for number, row in enumerate(rows):
        ids[number, : len(row.ids)] = torch.tensor(row.ids)
        types[number, : len(row.ids)] = torch.tensor(row.types)
        mask[number, : len(row.ids)] = 1
    return ids.to(device), mask.to(device), types.to(device) if typed else None
