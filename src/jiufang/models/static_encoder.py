"""Turn texts into vectors by a table alone: the mean of what stands for each piece, without a network. Needs numpy and tokenizers only.

Hundreds of times as fast as the encoder that the table was distilled from, and a good deal less able to tell things apart: for the first
stage of a search through millions, whose best are then compared by the encoder.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import ModelMissing
from jiufang.models.folders import is_whole, read_card
from jiufang.models.token_graph import encodable, load_tokenizer
from jiufang.protocols import Side

TABLE = "table.npz"
TOKENIZER = "tokenizer.json"
MOST_TOKENS = 512
AT_ONCE = 64  # texts, whose rows stay in the cache of a core: three times as fast as a thousand
HINT = "jiufang distil-static --out FOLDER"

Vectors = NDArray[np.float32]


class StaticEncoder:
    """An `Encoder` that looks pieces up; both sides of a search get the same vectors.

    Args:
        folder: what `jiufang distil-static` made: a table, a tokenizer and a card.
        threads: batches that are looked up at the same time.

    Raises:
        ModelMissing: there is no complete model in the folder.
    """

    def __init__(self, folder: Path, *, threads: int = 2) -> None:
        card = read_card(folder)
        if card is None or not is_whole(folder):
            raise ModelMissing("no static encoder here", subject=str(folder), hint=HINT)
        self._folder = folder
        self._threads = threads
        self._name = card.version

    @property
    def name(self) -> str:
        """Name and version of the model; part of every cache key."""
        return self._name

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> Vectors:
        """Return float32 of shape [len(texts), dimensions], each row of L2 norm 1; a text without any known piece gets zeros.

        Args:
            texts: any number; what goes beyond 512 tokens is cut off.
            side: makes no difference here.
        """
        self._table, self._tokenizer  # noqa: B018 - loads both once, before threads ask for them
        parts = [texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE)]
        with ThreadPoolExecutor(self._threads) as threads:
            made = list(threads.map(self._encode, parts))
        return np.concatenate(made) if made else np.zeros((0, self._table[0].shape[1]), np.float32)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch_fast([encodable(text) for text in texts], add_special_tokens=False)
        lengths = np.array([len(e.ids) for e in encoded])
        ids = np.fromiter((number for e in encoded for number in e.ids), np.int64, int(lengths.sum()))
        return unit(sums(self._table, ids, lengths))

    @cached_property
    def _table(self) -> tuple[NDArray[np.int8], Vectors]:
        with np.load(self._folder / TABLE, allow_pickle=False) as kept:
            return kept["rows"], kept["scales"].astype(np.float32)

    @cached_property
    def _tokenizer(self) -> Any:
        return load_tokenizer(self._folder / TOKENIZER, most_tokens=MOST_TOKENS)


def sums(table: tuple[NDArray[np.int8], Vectors], ids: NDArray[np.int64], lengths: NDArray[np.int64]) -> Vectors:
    """Return the sum of the rows of each text, float32 [texts, dimensions].

    Args:
        table: bytes [pieces, dimensions] and what each row of them is multiplied by.
        ids: of the pieces of all texts, one text after another.
        lengths: how many pieces each text has.
    """
    rows, scales = table
    found = np.zeros((len(lengths), rows.shape[1]), np.float32)
    told = np.flatnonzero(lengths)
    if len(told):
        values = rows[ids].astype(np.float32)
        values *= scales[ids, None]
        starts = np.concatenate([[0], np.cumsum(lengths[told])[:-1]])
        found[told] = np.add.reduceat(values, starts, axis=0)
    return found


def unit(vectors: Vectors) -> Vectors:
    """Return vectors of length 1; zeros stay zeros."""
    norms = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.maximum(norms, np.finfo(np.float32).tiny), np.float32)
