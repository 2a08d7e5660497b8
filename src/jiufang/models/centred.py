"""Turn an encoder that prefers its own language into one that does not: the mean vector of the language is taken away.

e5 puts texts of one language close together whatever they say, so that in a mixed pool a Chinese job ranks a wrong
Chinese résumé above the right English one. The means ship with the package and are measured by benchmarks/centring.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from jiufang.protocols import Encoder, Side
from jiufang.text.language import detect_language

MEASURED_FOR = "multilingual-e5-small"
VERSION = "centred1"
# Statistics on fewer letters than this name a language at random ("SQL, Python").
FEWEST_LETTERS = 24
CJK = frozenset({"zh", "ja", "ko"})

Vectors = NDArray[np.float32]


class CentredEncoder:
    """An `Encoder` that subtracts the mean vector of a text's language and side, and scales to length 1 again.

    Args:
        encoder: encodes the texts; the means fit multilingual-e5-small alone.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    @property
    def name(self) -> str:
        """Name of the encoder behind, and that it is centred."""
        return f"{self._encoder.name}+{VERSION}"

    def encode(self, texts: Sequence[str], *, side: Side = "passage") -> Vectors:
        """Return float32 of shape [len(texts), dimensions], each row of L2 norm 1."""
        vectors = self._encoder.encode(texts, side=side)
        if not len(vectors):
            return vectors
        centred = vectors - np.stack([_mean(_language(text), side) for text in texts])
        norms = np.sqrt((centred * centred).sum(axis=1, keepdims=True))
        return np.asarray(centred / np.maximum(norms, np.finfo(np.float32).tiny), np.float32)


def _language(text: str) -> str:
    language = detect_language(text)
    if language in CJK or sum(c.isalpha() for c in text) >= FEWEST_LETTERS:
        return language
    return "en"


@lru_cache(maxsize=64)
def _mean(language: str, side: Side) -> Vectors:
    """Return the mean of a language and side; for a language that was not measured, the mean of all means."""
    means = _means()
    known = means.get(f"{language}.{side}")
    return known if known is not None else np.mean([m for name, m in means.items() if name.endswith(side)], axis=0, dtype=np.float32)


@lru_cache(maxsize=1)
def _means() -> dict[str, Vectors]:
    with (resources.files("jiufang.models") / "data" / "centring.npz").open("rb") as file, np.load(file) as table:
        return {name: table[name] for name in table.files}
