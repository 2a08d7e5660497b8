"""Turn rows of token ids into the states of the last layer, with an ONNX graph, the same to the bit in any company."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Beyond this the activations leave the cache of a core and the speed drops (benchmarks/encoder).
TOKENS_PER_BATCH = 512

States = NDArray[np.float32]
Pool = Callable[[list[int], States], NDArray[np.float32]]
"""Takes the row numbers of a batch and its states [batch, length, hidden]; returns one vector for each row."""


class TokenGraph:
    """A graph from input_ids and attention_mask [batch, length] to a first output [batch, length, hidden].

    A row gets the same states, to the bit, whatever stands beside it in the batch and however many threads run:
    only rows of equal length share a batch, so nothing is padded, and each batch runs on one thread.

    Args:
        model: the ONNX file; it is loaded when the first row comes.
        threads: batches that run at the same time.
    """

    def __init__(self, model: Path, *, threads: int = 2) -> None:
        self._model = model
        self._threads = max(1, min(threads, os.cpu_count() or 1))

    def pooled(self, rows: Sequence[Sequence[int]], pool: Pool, *, width: int) -> NDArray[np.float32]:
        """Run every row and return what `pool` makes of its states, float32 [len(rows), width]."""
        found = np.zeros((len(rows), width), np.float32)
        if not rows:
            return found
        self._inputs  # noqa: B018 - loads the session once, before threads ask for it
        batches = list(_batches(rows))
        with ThreadPoolExecutor(self._threads) as threads:
            results = threads.map(lambda numbers: pool(numbers, self._run([rows[n] for n in numbers])), batches)
            for numbers, vectors in zip(batches, results, strict=True):
                found[numbers] = vectors
        return found

    def _run(self, batch: Sequence[Sequence[int]]) -> States:
        ids = np.array(batch, np.int64)
        feed: dict[str, Any] = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        states: States = self._session.run(None, {name: feed[name] for name in self._inputs})[0]
        return states

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


def load_tokenizer(file: Path, *, most_tokens: int) -> Any:
    """Return the tokenizer of a `tokenizer.json`, which cuts at so many tokens and pads nothing."""
    # The library's threads would outlive a fork of the reading pool and warn about it.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.enable_truncation(most_tokens)
    tokenizer.no_padding()
    return tokenizer


def encodable(text: str) -> str:
    """Replace lone surrogates, which the tokenizer refuses, each by one character."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _batches(tokens: Sequence[Sequence[int]]) -> Iterable[list[int]]:
    """Yield the rows of each batch, longest texts first so that no thread is left alone with them at the end."""
    order = sorted(range(len(tokens)), key=lambda row: (-len(tokens[row]), row))
    for length, same in groupby(order, key=lambda row: len(tokens[row])):
        rows = list(same)
        size = max(1, TOKENS_PER_BATCH // length)
        yield from (rows[i : i + size] for i in range(0, len(rows), size))
