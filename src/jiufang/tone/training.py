"""Train the head from labelled sentences, with whole families of sentences held out: `jiufang train tone`."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import BadInput, MissingCapability
from jiufang.protocols import Encoder
from jiufang.tone.head import Head, Matrix, encoder_family, inputs
from jiufang.tone.records import Attitude, Topic

VERSION = "tone-2026.11"
COLUMNS = ["family", "attitude", "topics", "text"]
ATTITUDES, TOPICS = tuple(Attitude), tuple(Topic)
# Inverse penalties, chosen by cross-validation over the training families among 1, 3 and 10.
ATTITUDE_C, TOPIC_C = 3.0, 3.0
FOLDS = 5
HELD_OUT_OF = 5  # one family in so many is never trained on
TEMPERATURES = np.exp(np.linspace(np.log(0.4), np.log(2.5), 60))


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled sentence. Translations and minimal pairs of one another are of one family."""

    family: str
    attitude: Attitude
    topics: frozenset[Topic]
    text: str
    lang: str

    @property
    def held_out(self) -> bool:
        """Tell whether the family is kept from training; a fixed hash decides."""
        return int.from_bytes(hashlib.sha256(self.family.encode()).digest()[:4], "big") % HELD_OUT_OF == 0


def examples(folder: Path) -> list[Example]:
    """Read every .tsv file of a folder; the file's name is the language.

    Raises:
        BadInput: a file lacks a column or has a label that is unknown.
    """
    found: list[Example] = []
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            if rows.fieldnames != COLUMNS:
                raise BadInput("the columns are not " + ", ".join(COLUMNS), subject=str(path))
            found += [_example(row, path) for row in rows]
    return found


def _example(row: dict[str, str], path: Path) -> Example:
    try:
        topics = frozenset(Topic(t) for t in row["topics"].split(",") if t)
        return Example(row["family"], Attitude(row["attitude"]), topics, row["text"], path.stem)
    except ValueError as error:
        raise BadInput(str(error), subject=f"{path}: {row['text']}", hint="labels are listed in docs/tone.md") from error


def train(labelled: Sequence[Example], encoder: Encoder, *, version: str = VERSION) -> Head:
    """Fit the head on examples; families that are held out are the caller's to leave out.

    Args:
        labelled: the examples, of at least as many families as there are folds.
        encoder: the frozen encoder.
        version: what the head is called in readings.

    Returns:
        The head, its temperature set on predictions for families that were left out in turn.

    Raises:
        MissingCapability: scikit-learn is not installed.
    """
    x = inputs([e.text for e in labelled], encoder)
    y = np.array([ATTITUDES.index(e.attitude) for e in labelled])
    topics = np.stack([_layer(x, np.array([int(t in e.topics) for e in labelled]), TOPIC_C, balanced=True) for t in TOPICS], axis=1)
    temperature = _temperature(x, y, [e.family for e in labelled])
    attitudes = _layer(x, y, ATTITUDE_C) / np.float32(temperature)
    return Head(version, encoder_family(encoder), attitudes.astype(np.float32), topics.astype(np.float32))


def _layer(x: Matrix, y: NDArray[Any], strength: float, *, balanced: bool = False) -> Matrix:
    """Return weights with the bias as the last row: [features + 1, classes], or [features + 1] for a yes or no.

    Topics are rare among the examples; `balanced` weighs their yes as much as their no.
    """
    if len(set(y.tolist())) < 2:  # nothing to learn: never
        return np.append(np.zeros(x.shape[1], np.float32), np.float32(-20.0))
    fitted = _regression()(C=strength, max_iter=2000, tol=1e-6, class_weight="balanced" if balanced else None).fit(x.astype(np.float64), y)
    layer = np.vstack([fitted.coef_.T, fitted.intercept_])
    return np.asarray(layer[:, 0] if layer.shape[1] == 1 else layer, np.float32)


def _temperature(x: Matrix, y: NDArray[Any], families: Sequence[str]) -> float:
    """Return what the scores must be divided by for probabilities to hold on families that were not trained on."""
    fold = np.array([hashlib.sha256(f"fold {f}".encode()).digest()[0] % FOLDS for f in families])
    scores = np.zeros((len(y), len(ATTITUDES)))
    for number in range(FOLDS):
        rest, left = fold != number, fold == number
        if left.any() and len(set(y[rest].tolist())) == len(ATTITUDES):
            layer = _layer(x[rest], y[rest], ATTITUDE_C)
            scores[left] = x[left] @ layer[:-1] + layer[-1]
    return float(min(TEMPERATURES, key=lambda t: _surprise(scores / t, y)))


def _surprise(scores: NDArray[Any], y: NDArray[Any]) -> float:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]))


def _regression() -> Any:
    try:
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingCapability("scikit-learn is not installed", subject="training tone", hint="pip install scikit-learn") from error
    return LogisticRegression
