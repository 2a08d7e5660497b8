"""Turn texts into vectors without any model: words and CJK bigrams hashed into a fixed number of dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from jiufang.protocols import Side
from jiufang.text.tokens import bigrams

DIMENSIONS = 384
SIGN_BIT = 0x80000000


class FakeEncoder:
    """An `Encoder` for tests and for machines without the model: it sees shared words, not shared meaning.

    Args:
        dimensions: length of a vector.
    """

    def __init__(self, *, dimensions: int = DIMENSIONS) -> None:
        self._dimensions = dimensions

    @property
    def name(self) -> str:
        """Name and version; part of every cache key."""
        return f"fake-{self._dimensions}@1"

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> NDArray[np.float32]:
        """Return float32 of shape [len(texts), dimensions], each row of L2 norm 1; both sides are alike."""
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for gram in bigrams(text):
                # CRC-32, since Python's own hash differs from process to process.
                code = crc32(gram.encode("utf-8", "surrogatepass"))
                row[code % self._dimensions] += 1 if code & SIGN_BIT else -1
            if not row.any():
                row[0] = 1
            row /= np.sqrt((row * row).sum())
        return vectors
