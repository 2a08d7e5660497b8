"""Turn texts into vectors with the ONNX graph of a model folder."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.models.token_graph import States, TokenGraph, encodable, load_tokenizer
from jiufang.protocols import Side

PREFIXES: dict[Side, str] = {"query": "query: ", "passage": "passage: "}
MAX_TOKENS = 512

Vectors = NDArray[np.float32]


class OnnxEncoder:
    """An `Encoder` over `model.onnx` and `tokenizer.json`, loaded when the first text comes.

    A text gets the same vector, to the bit, whatever stands beside it and however many threads run (`TokenGraph`).

    Args:
        model: the graph: input_ids and attention_mask [batch, length] to a first output [batch, length, dimensions].
        tokenizer: a `tokenizer.json`.
        name: name and version of the model.
        threads: batches that run at the same time.
        dimensions: length of a vector.
    """

    def __init__(self, model: Path, tokenizer: Path, *, name: str, threads: int = 2, dimensions: int = 384) -> None:
        self._graph = TokenGraph(model, threads=threads)
        self._tokenizer_file = tokenizer
        self._name = name
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        """Name and version of the model; part of every cache key."""
        return self._name

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> Vectors:
        """Return the mean of the token vectors of each text, scaled to length 1.

        Args:
            texts: any number of texts; what goes beyond 512 tokens is cut off.
            side: puts `query: ` or `passage: ` before each text, as e5 models were trained.

        Returns:
            float32 of shape [len(texts), dimensions].
        """
        if not texts:
            return np.zeros((0, self._dimensions), np.float32)
        encoded = self._tokenizer.encode_batch([PREFIXES[side] + encodable(text) for text in texts])
        return self._graph.pooled([e.ids for e in encoded], _mean, width=self._dimensions)

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer(self._tokenizer_file, most_tokens=MAX_TOKENS)


def _mean(numbers: list[int], states: States) -> Vectors:
    means = states.mean(axis=1, dtype=np.float32)
    norms = np.sqrt((means * means).sum(axis=1, keepdims=True))
    return np.asarray(means / np.maximum(norms, np.finfo(np.float32).tiny), np.float32)
