"""What the core asks of the outside, one method each; edges satisfy them by shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Side = Literal["query", "passage"]
"""Which side of a retrieval pair a text stands on; e5 models were trained with a prefix for each."""


class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their semantic similarity."""

    @property
    def name(self) -> str:
        """Name and version of the model; part of every cache key."""
        ...

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> NDArray[np.float32]:
        """Return float32 of shape [len(texts), dimensions], each row of L2 norm 1."""
        ...


class TextRecognizer(Protocol):
    """Reads the words on a picture of a page (OCR)."""

    def recognize(self, image: NDArray[np.uint8]) -> Sequence[tuple[str, tuple[float, float, float, float], float]]:
        """Return one (text, (left, top, right, bottom) in pixels, confidence 0..1) per line, in reading order.

        Args:
            image: uint8 of shape [height, width, 3], RGB.
        """
        ...
