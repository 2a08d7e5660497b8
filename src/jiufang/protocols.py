"""What the core asks of the outside, one method each; edges satisfy them by shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

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


class LanguageModel(Protocol):
    """Continues a conversation of one question; everything it says is a proposal that code checks."""

    @property
    def name(self) -> str:
        """Name and version of the model; part of every cache key."""
        ...

    def answer(
        self, prompt: str, *, system: str = "", schema: Mapping[str, Any] | None = None, max_tokens: int = 2048, temperature: float = 0.0
    ) -> str:
        """Return the model's answer as text.

        Args:
            prompt: the question, untrusted text marked as such within it.
            system: the standing instructions.
            schema: JSON schema that the answer should follow; a model that cannot be held to it is asked for it in words.
            max_tokens: length at which the answer is cut off.
            temperature: 0 asks for the likeliest answer, which is what every caller here wants.

        Raises:
            JiufangError: no answer could be had (no network, refused, out of time).
        """
        ...
