"""Turn requirement–passage pairs into verdict probabilities and proof, with the encoder's graph adapted by training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.matching.verifier import CLASSES, Reading
from jiufang.models.adapters import Adapter
from jiufang.models.onnx_encoder import PREFIXES
from jiufang.models.token_graph import States, TokenGraph, encodable, load_tokenizer
from jiufang.text.chances import softmax

MAX_TOKENS = 256
REQUIREMENT_LIMIT = 200  # code points, so that the passage always has room

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PairTexts:
    """The two texts as the model reads them; the passage begins at `offset` of the second."""

    first: str
    second: str
    offset: int


def pair_texts(requirement: str, passage: str) -> PairTexts:
    """Return a pair with the prefixes that e5 models were trained with."""
    prefix = PREFIXES["passage"]
    return PairTexts(PREFIXES["query"] + encodable(requirement)[:REQUIREMENT_LIMIT], prefix + encodable(passage), len(prefix))


def pair_tokenizer(file: Path) -> Any:
    """Return the tokenizer of a `tokenizer.json` that joins two texts and cuts the second."""
    tokenizer = load_tokenizer(file, most_tokens=MAX_TOKENS)
    tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
    return tokenizer


class OnnxVerifier:
    """A `Verifier` over the graph that `adapted_model` wrote.

    Args:
        folder: the model folder with `model.onnx` and `tokenizer.json`.
        adapter: its head and settings.
        name: name and version of the model.
        threads: batches that run at the same time.
    """

    def __init__(self, folder: Path, adapter: Adapter, *, name: str, threads: int = 2) -> None:
        self._graph = TokenGraph(folder / "model.onnx", threads=threads)
        self._tokenizer_file = folder / "tokenizer.json"
        self._head = adapter.head()
        self._temperature = float(str(adapter.settings.get("temperature", 1.0)))
        self._name = name

    @property
    def name(self) -> str:
        """Name and version of the model; part of the scorer's version and of every cache key."""
        return self._name

    def read(self, requirements: Sequence[str], passages: Sequence[str]) -> list[Reading]:
        """Read each requirement against its passage; what goes beyond 256 tokens together is cut from the passage."""
        texts = [pair_texts(r, p) for r, p in zip(requirements, passages, strict=True)]
        encoded = self._tokenizer.encode_batch([(t.first, t.second) for t in texts]) if texts else []
        sides = [np.array([s == 1 for s in e.sequence_ids]) for e in encoded]
        proofs: list[Vectors] = [np.zeros(0, np.float32)] * len(encoded)

        def pool(numbers: list[int], states: States) -> Vectors:
            rows = []
            for number, row in zip(numbers, states, strict=True):
                marked = row @ self._head["proof.weight"][0] + self._head["proof.bias"][0]
                proofs[number] = _sigmoid(marked)
                rows.append(_pooled(row, marked, sides[number]))
            return self._logits(np.stack(rows))

        logits = self._graph.pooled([e.ids for e in encoded], pool, width=len(CLASSES))
        chances = softmax(np.round(logits, 4) / self._temperature)
        both = zip(chances, encoded, proofs, texts, passages, strict=True)
        return [Reading(_named(c), _by_character(e, proof, t.offset, len(p))) for c, e, proof, t, p in both]

    def _logits(self, pooled: Vectors) -> Vectors:
        # One row at a time: the blocks of a larger product would depend on what stands beside a row.
        wide = np.stack([np.maximum(self._head["wide.weight"] @ row + self._head["wide.bias"], 0) for row in pooled])
        return np.stack([self._head["out.weight"] @ row + self._head["out.bias"] for row in wide]).astype(np.float32)

    @cached_property
    def _tokenizer(self) -> Any:
        return pair_tokenizer(self._tokenizer_file)


def _pooled(states: States, marked: Vectors, side: NDArray[np.bool_]) -> Vectors:
    """Return [first token, mean of the requirement, mean of the passage, mean of the passage weighted by proof]."""
    drawn = softmax(np.where(side, marked, np.finfo(np.float32).min)[None])[0]
    inside = states[side] if side.any() else states[:1] * 0
    return np.concatenate([states[0], states[~side].mean(0), inside.mean(0), drawn @ states]).astype(np.float32)


def _by_character(encoded: Any, proof: Vectors, offset: int, length: int) -> tuple[float, ...]:
    found = [0.0] * length
    for number, (start, end), value in zip(encoded.sequence_ids, encoded.offsets, proof, strict=True):
        if number == 1:
            for at in range(max(0, start - offset), min(length, end - offset)):
                found[at] = round(float(value), 3)
    return tuple(found)


def _named(chances: Vectors) -> dict[str, float]:
    return {name: round(float(c), 4) for name, c in zip(CLASSES, chances, strict=True)}


def _sigmoid(x: Vectors) -> Vectors:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), np.float32)
