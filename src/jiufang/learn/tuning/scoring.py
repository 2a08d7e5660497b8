"""Score pairs with a trained model in torch: each text or pair by itself, so that no company changes its number.

Needs torch and transformers.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from jiufang.errors import BadInput, RefusedByPolicy
from jiufang.learn.records import Scores
from jiufang.learn.tuning.bases import open_base
from jiufang.learn.tuning.cards import WEIGHTS, Trained
from jiufang.learn.tuning.config import Config
from jiufang.learn.tuning.figures import sigmoid
from jiufang.learn.tuning.finishing import LINE
from jiufang.learn.tuning.loading import config_of
from jiufang.learn.tuning.methods import apply_method, learnt
from jiufang.learn.tuning.nets import Net, padded
from jiufang.learn.tuning.reading import Reader, Row
from jiufang.models.wheels import sha256
from jiufang.protocols import Side

MANY = 1_000_000  # steps; AdaLoRA is built as for a long training, its ranks come with the weights


class TorchScorer:
    """A `PairScorer`.

    Args:
        trained: the model.
        models_dir: the folder of the model folders.
    """

    def __init__(self, trained: Trained, *, models_dir: Path) -> None:
        self.card = trained.card
        self.net, self.reader, self.config = open_net(trained, models_dir=models_dir)
        self.encoder = TorchEncoder(self)

    @property
    def name(self) -> str:
        """Name and version."""
        return self.card.version

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the estimates in [0, 1] of so many pairs, float64 [pairs]."""
        scale, shift = self.card.calibration
        if not resumes:
            return np.zeros(0)
        if self.net.kind == "cross-encoder":
            raw = self.read(self.reader.pairs(resumes, ads))[:, 0].astype(np.float64)
        else:
            shown, asked = self._vectors(self.reader.resumes, resumes), self._vectors(self.reader.ads, ads)
            raw = np.array([float(asked[a] @ shown[r]) for r, a in zip(resumes, ads, strict=True)])
        return sigmoid(scale * raw + shift)

    def read(self, rows: Sequence[Row]) -> NDArray[np.float32]:
        """Return what the net says of rows, float32 [rows, …]; one at a time, each distinct row once."""
        found = {row: self._one(row) for row in dict.fromkeys(rows)}
        return np.stack([found[row] for row in rows])

    def _one(self, row: Row) -> NDArray[np.float32]:
        manner = self.reader.manner
        ids, mask, types = padded([row], pad=manner.pad, typed=manner.typed, device="cpu")
        with torch.no_grad():
            return np.array(self.net(ids, mask, types)[0].numpy(), np.float32)

    def _vectors(self, read: Any, texts: Sequence[str]) -> dict[str, NDArray[np.float64]]:
        unique = list(dict.fromkeys(texts))
        return dict(zip(unique, self.read(read(unique)).astype(np.float64), strict=True))


class TorchEncoder:
    """An `Encoder` over a trained bi-encoder."""

    def __init__(self, scorer: TorchScorer) -> None:
        self._scorer = scorer

    @property
    def name(self) -> str:
        """Name and version of the model; part of every cache key."""
        return self._scorer.name

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> NDArray[np.float32]:
        """Return float32 of shape [len(texts), dimensions], each row of L2 norm 1."""
        reader = self._scorer.reader
        rows = reader.ads(texts) if side == "query" else reader.resumes(texts)
        return self._scorer.read(rows) if rows else np.zeros((0, self._scorer.net.base.config.hidden_size), np.float32)


def open_net(trained: Trained, *, models_dir: Path) -> tuple[Net, Reader, Config]:
    """Return the net with its trained weights, ready to be asked, its reader, and its configuration.

    Raises:
        RefusedByPolicy: weights or base are not those that the card names.
        ModelMissing: the base is not here.
    """
    from safetensors.torch import load_file

    config: Config = config_of(trained)
    file = trained.folder / WEIGHTS
    if sha256(file) != trained.card.weights_sha256:
        raise RefusedByPolicy("the weights are not those that the card names", subject=str(file))
    opened = open_base(config, models_dir)
    if opened.sha256 != trained.card.base_sha256:
        raise RefusedByPolicy("the base is not the one that this was trained on", subject=config.base.model)
    base = apply_method(opened.model, config, steps=MANY)
    net = Net(base, kind=config.model.kind, pooling=opened.pooling, hidden=base.config.hidden_size)
    tensors = load_file(str(file))
    _take(net, {name: value for name, value in tensors.items() if name != LINE}, file)
    net.eval()
    return net, opened.reader, config


def _take(net: Net, tensors: dict[str, torch.Tensor], file: Path) -> None:
    wanted = learnt(net)
    if wanted.keys() != tensors.keys():
        raise BadInput("the weights fit another architecture", subject=str(file))
    with torch.no_grad():
        for name, value in wanted.items():
            value.copy_(tensors[name])
