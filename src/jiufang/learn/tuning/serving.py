"""Score pairs with the exported graph of a trained model, without torch; the same pair gives the same number in any batch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import RefusedByPolicy
from jiufang.learn.records import Scores
from jiufang.learn.tuning.cards import Trained
from jiufang.learn.tuning.figures import sigmoid
from jiufang.learn.tuning.reading import Row, open_reader
from jiufang.models.token_graph import States, TokenGraph
from jiufang.models.wheels import sha256
from jiufang.protocols import Side

FOLDER = "onnx"
GRAPH = "model.onnx"
HEAD = "head.npz"
WHOLE = "whole"  # a recipe whose graph pools and judges by itself

Vectors = NDArray[np.float32]


class GraphScorer:
    """A `PairScorer` over the graph of a trained model.

    Args:
        trained: the model; its folder holds `onnx/`.
        threads: batches that run at the same time.

    Raises:
        RefusedByPolicy: the graph is not the one that the card names.
    """

    def __init__(self, trained: Trained, *, threads: int = 1) -> None:
        folder = trained.folder / FOLDER
        self.card = trained.card
        recipe, _, named = trained.card.onnx.partition("@")
        if graph_sha256(folder) != named:
            raise RefusedByPolicy("the graph is not the one that the card names", subject=str(folder))
        self._whole = recipe == WHOLE
        self._graph = TokenGraph(folder / GRAPH, threads=threads)
        self._reader = open_reader(folder)
        with np.load(folder / HEAD, allow_pickle=False) as kept:
            self._weight, self._bias, self._width = kept["weight"], kept["bias"], int(kept["width"])
        self.encoder = GraphEncoder(self)

    @property
    def name(self) -> str:
        """Name and version."""
        return self.card.version

    def score(self, resumes: Sequence[str], ads: Sequence[str]) -> Scores:
        """Return the estimates in [0, 1] of so many pairs, float64 [pairs]."""
        if not resumes:
            return np.zeros(0)
        scale, shift = self.card.calibration
        if self.card.kind == "cross-encoder":
            raw = self._read(self._reader.pairs(resumes, ads), width=1)[:, 0].astype(np.float64)
        else:
            shown, asked = self._vectors(resumes, side="passage"), self._vectors(ads, side="query")
            raw = np.array([float(asked[a] @ shown[r]) for r, a in zip(resumes, ads, strict=True)])
        return sigmoid(scale * raw + shift)

    def encode(self, texts: Sequence[str], *, side: Side) -> Vectors:
        """Return the vectors of texts, float32 [texts, width]."""
        rows = self._reader.ads(texts) if side == "query" else self._reader.resumes(texts)
        return self._read(rows, width=self._width)

    def _read(self, rows: Sequence[Row], *, width: int) -> Vectors:
        unique = list(dict.fromkeys(rows))
        found = self._graph.pooled([row.ids for row in unique], self._pool, width=width)
        place = {row: number for number, row in enumerate(unique)}
        return found[[place[row] for row in rows]]

    def _pool(self, _numbers: list[int], states: States) -> Vectors:
        pooled = states[:, 0] if self._whole else POOLS[self.card.pooling](states)
        if self.card.kind == "cross-encoder":
            return pooled if self._whole else np.stack([self._weight @ row + self._bias for row in pooled]).astype(np.float32)
        norms = np.sqrt((pooled * pooled).sum(axis=1, keepdims=True))
        return np.asarray(pooled / np.maximum(norms, np.finfo(np.float32).tiny), np.float32)

    def _vectors(self, texts: Sequence[str], *, side: Side) -> dict[str, NDArray[np.float64]]:
        unique = list(dict.fromkeys(texts))
        return dict(zip(unique, self.encode(unique, side=side).astype(np.float64), strict=True))


class GraphEncoder:
    """An `Encoder` over the graph of a trained bi-encoder."""

    def __init__(self, scorer: GraphScorer) -> None:
        self._scorer = scorer

    @property
    def name(self) -> str:
        """Name and version of the model; part of every cache key."""
        return self._scorer.name

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> Vectors:
        """Return float32 of shape [len(texts), dimensions], each row of L2 norm 1."""
        return self._scorer.encode(texts, side=side)


def graph_sha256(folder: Path) -> str:
    """Return one hash of all files of an exported graph."""
    files = sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []
    return hashlib.sha256("".join(f"{path.name} {sha256(path)} " for path in files).encode()).hexdigest()


POOLS: dict[str, Callable[[States], Vectors]] = {
    "mean": lambda states: np.asarray(states.mean(axis=1, dtype=np.float32), np.float32),
    "first": lambda states: states[:, 0],
    "last": lambda states: states[:, -1],
}
