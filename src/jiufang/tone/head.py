"""Turn sentence vectors and cues into calibrated probabilities: the small trained part behind the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import MissingCapability
from jiufang.protocols import Encoder
from jiufang.text.chances import softmax
from jiufang.tone.cues import features
from jiufang.tone.records import Attitude, Topic

Matrix = NDArray[np.float32]
FORM = "1"  # of the features; a head trained on other ones is refused


def inputs(texts: Sequence[str], encoder: Encoder) -> Matrix:
    """Return the features of sentences, float32 [len(texts), dimensions + cues]: the vector, then the cues."""
    vectors = encoder.encode(texts, side="passage")
    return np.hstack([vectors, np.stack([features(text) for text in texts])]).astype(np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Linear layers over `inputs`: softmax over attitudes, a logistic unit per topic; temperature is folded into the weights.

    `family` is the encoder it was trained with, without the recipe of its weights.
    """

    version: str
    family: str
    attitudes: Matrix  # [features + 1, 3], the last row is the bias
    topics: Matrix  # [features + 1, 11]

    def read(self, texts: Sequence[str], encoder: Encoder) -> tuple[Matrix, Matrix]:
        """Return the probabilities of attitudes, [n, 3] in the order of `Attitude`, and of topics, [n, 11].

        Raises:
            MissingCapability: the encoder is not the one that the head was trained with.
        """
        if encoder_family(encoder) != self.family:
            raise MissingCapability(
                f"tone was trained with {self.family}, not with {encoder_family(encoder)}",
                subject="tone",
                hint="train it with your encoder",
            )
        if not texts:
            return np.zeros((0, len(Attitude)), np.float32), np.zeros((0, len(Topic)), np.float32)
        x = inputs(texts, encoder)
        return softmax(_linear(x, self.attitudes)), _logistic(_linear(x, self.topics))

    def save(self, path: Path) -> None:
        """Write the head as an .npz file of plain arrays."""
        np.savez(
            path,
            form=np.array(FORM),
            version=np.array(self.version),
            family=np.array(self.family),
            attitudes=self.attitudes,
            topics=self.topics,
        )


def load(file: IO[bytes] | Path) -> Head:
    """Read a head that was saved; nothing in it is executed.

    Raises:
        MissingCapability: it was made for other features.
    """
    with np.load(file, allow_pickle=False) as table:
        if str(table["form"]) != FORM:
            raise MissingCapability("the tone head was made for other features", subject="tone", hint="train it again")
        return Head(str(table["version"]), str(table["family"]), table["attitudes"], table["topics"])


@lru_cache(maxsize=1)
def shipped() -> Head:
    """Return the head that comes with the package."""
    with (resources.files("jiufang.tone") / "data" / "head.npz").open("rb") as file:
        return load(file)


def encoder_family(encoder: Encoder) -> str:
    """Return the name of an encoder without the recipe and the hash of its weights, which move vectors by a hair."""
    model, _, rest = encoder.name.partition("@")
    return f"{model.removesuffix('-int8').removesuffix('-q4')}+{rest.partition('+')[2]}".rstrip("+")


def _linear(x: Matrix, weights: Matrix) -> Matrix:
    return np.asarray(x @ weights[:-1] + weights[-1], np.float32)


def _logistic(scores: Matrix) -> Matrix:
    return np.asarray(1.0 / (1.0 + np.exp(-scores)), np.float32)
