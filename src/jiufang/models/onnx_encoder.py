"""Turn texts into vectors with the ONNX graph of a model folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.protocols import Side

PREFIXES: dict[Side, str] = {"query": "query: ", "passage": "passage: "}
MAX_TOKENS = 512
# Beyond this the activations leave the cache of a core and the speed drops (benchmarks/encoder).
TOKENS_PER_BATCH = 512

Vectors = NDArray[np.float32]


class OnnxEncoder:
    """An `Encoder` over `model.onnx` and `tokenizer.json`, loaded when the first text comes.

    A text gets the same vector, to the bit, whatever stands beside it in the batch and however many threads run:
    only texts of equal token count share a batch, so nothing is padded, and each batch runs on one thread.

    Args:
        model: the graph: input_ids and attention_mask [batch, length] to a first output [batch, length, dimensions].
        tokenizer: a `tokenizer.json`.
        name: name and version of the model.
        threads: batches that run at the same time.
        dimensions: length of a vector.
    """

    def __init__(self, model: Path, tokenizer: Path, *, name: str, threads: int = 2, dimensions: int = 384) -> None:
        self._model = model
        self._tokenizer_file = tokenizer
        self._name = name
        self._threads = max(1, min(threads, os.cpu_count() or 1))
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
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        if not texts:
            return vectors
        tokens = self._tokens(texts, side)
        self._inputs  # noqa: B018 - loads the session once, before threads ask for it
        with ThreadPoolExecutor(self._threads) as pool:
            batches = list(_batches(tokens))
            for rows, found in zip(batches, pool.map(lambda rows: self._run([tokens[r] for r in rows]), batches), strict=True):
                vectors[rows] = found
        return vectors

    def _tokens(self, texts: Sequence[str], side: Side) -> list[list[int]]:
        encoded = self._tokenizer.encode_batch([PREFIXES[side] + _encodable(text) for text in texts])
        return [e.ids for e in encoded]

    def _run(self, batch: list[list[int]]) -> Vectors:
        ids = np.array(batch, np.int64)
        feed: dict[str, Any] = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        states = self._session.run(None, {name: feed[name] for name in self._inputs})[0]
        means = states.mean(axis=1, dtype=np.float32)
        norms = np.sqrt((means * means).sum(axis=1, keepdims=True))
        return np.asarray(means / np.maximum(norms, np.finfo(np.float32).tiny), np.float32)

    @cached_property
    def _inputs(self) -> list[str]:
        return [i.name for i in self._session.get_inputs()]

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # A spinning worker takes the core from the neighbour that has work to do.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return onnxruntime.InferenceSession(str(self._model), options, providers=["CPUExecutionProvider"])

    @cached_property
    def _tokenizer(self) -> Any:
        # The library's threads would outlive a fork of the reading pool and warn about it.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
        tokenizer.enable_truncation(MAX_TOKENS)
        tokenizer.no_padding()
        return tokenizer


def _encodable(text: str) -> str:
    """Replace lone surrogates, which the tokenizer refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _batches(tokens: Sequence[Sequence[int]]) -> Iterable[list[int]]:
    """Yield the rows of each batch, longest texts first so that no thread is left alone with them at the end."""
    order = sorted(range(len(tokens)), key=lambda row: (-len(tokens[row]), row))
    for length, same in groupby(order, key=lambda row: len(tokens[row])):
        rows = list(same)
        size = max(1, TOKENS_PER_BATCH // length)
        yield from (rows[i : i + size] for i in range(0, len(rows), size))
