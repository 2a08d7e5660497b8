"""Turn all estimates together and their labels into figures: AUC, average precision, accuracy, F1, squared errors, calibration.

Every figure takes weights, so that a resample is the same estimates with other weights. What cannot be told is NaN, never a guess:
AUC where everybody has the same label, F1 where nobody is positive.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Mask = NDArray[np.bool_]
Pooled = Callable[[Numbers, Numbers, Numbers], float]
"""A figure of scores, labels and weights, each float64 [pairs]."""

POSITIVE_FROM = 0.5  # labels from here on count as a yes where a figure needs yes or no
BINS = 10
NAN = float("nan")


def positive(labels: Numbers) -> Mask:
    """Tell which labels count as a yes."""
    return labels >= POSITIVE_FROM


def auc(scores: Numbers, labels: Numbers, weights: Numbers) -> float:
    """Return the chance that somebody with a yes is scored above somebody with a no, ties as half (Hanley & McNeil 1982)."""
    good, bad = _by_score(scores, labels, weights)
    if not good.sum() > 0 or not bad.sum() > 0:
        return NAN
    below = np.cumsum(bad) - bad
    return float((good * (below + bad / 2)).sum() / (good.sum() * bad.sum()))


def average_precision(scores: Numbers, labels: Numbers, weights: Numbers) -> float:
    """Return the area under precision and recall, in steps; those with equal scores come in one step."""
    good, bad = (told[::-1] for told in _by_score(scores, labels, weights))
    if not good.sum() > 0:
        return NAN
    hits, listed = np.cumsum(good), np.cumsum(good + bad)
    precision = np.divide(hits, listed, out=np.zeros_like(hits), where=listed > 0)
    return float((precision * good).sum() / good.sum())


def mse(scores: Numbers, labels: Numbers, weights: Numbers) -> float:
    """Return the mean of (f − y)², the loss of the mission, over graded labels."""
    return _mean((scores - labels) ** 2, weights)


def brier(scores: Numbers, labels: Numbers, weights: Numbers) -> float:
    """Return the mean of (f − yes)² over yes and no (Brier 1950)."""
    return _mean((scores - positive(labels)) ** 2, weights)


def ece(scores: Numbers, labels: Numbers, weights: Numbers) -> float:
    """Return the expected calibration error: how far mean score and mean label lie apart, over ten equal bins."""
    bins = _bins(scores)
    size, said, true = (np.bincount(bins, weights * told, BINS) for told in (np.ones_like(scores), scores, labels))
    return float(np.abs(said - true).sum() / size.sum()) if size.sum() > 0 else NAN


def accuracy(at: float) -> Pooled:
    """Return the figure of how many are on their side of a threshold; from it on, a score is a yes."""
    return lambda scores, labels, weights: _mean((scores >= at) == positive(labels), weights)


def f1(at: float) -> Pooled:
    """Return the figure F1 at a threshold; from it on, a score is a yes."""

    def figure(scores: Numbers, labels: Numbers, weights: Numbers) -> float:
        said, true = scores >= at, positive(labels)
        hit, wrong = weights[said & true].sum(), weights[said != true].sum()
        return float(2 * hit / (2 * hit + wrong)) if weights[true].sum() > 0 else NAN

    return figure


def best_threshold(scores: Numbers, labels: Numbers, weights: Numbers) -> float:
    """Return the score from which a yes gives the highest F1; of several the highest. A half where nobody has a yes."""
    levels = np.unique(scores)
    good, bad = _by_score(scores, labels, weights)
    if not good.sum() > 0:
        return 0.5
    hits, misses = np.cumsum(good[::-1])[::-1], np.cumsum(bad[::-1])[::-1]
    figures = 2 * hits / (hits + misses + good.sum())
    return float(levels[np.flatnonzero(figures >= figures.max() - 1e-12)[-1]])


@dataclass(frozen=True, slots=True)
class Bin:
    """Those whose score lies in a bin: how many, what they were told, what came true; means are None where nobody is in it."""

    low: float
    high: float
    count: int
    score: float | None
    label: float | None


def reliability(scores: Numbers, labels: Numbers) -> tuple[Bin, ...]:
    """Return the reliability table, ten equal bins; the last one includes 1."""
    bins = _bins(scores)
    return tuple(
        Bin(b / BINS, (b + 1) / BINS, int(inside.sum()), _told(scores[inside]), _told(labels[inside]))
        for b in range(BINS)
        for inside in [bins == b]
    )


def figures(threshold: float) -> Mapping[str, Pooled]:
    """Return the pooled figures by name."""
    return {
        "auc": auc,
        "average_precision": average_precision,
        "accuracy": accuracy(threshold),
        "f1": f1(threshold),
        "mse": mse,
        "brier": brier,
        "ece": ece,
    }


def _by_score(scores: Numbers, labels: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Return the weight of yes and of no at each distinct score, rising."""
    levels, place = np.unique(scores, return_inverse=True)
    true = positive(labels)
    good, bad = (np.bincount(place, weights * told, len(levels)).astype(np.float64) for told in (true, ~true))
    return good, bad


def _bins(scores: Numbers) -> NDArray[np.int64]:
    edges = np.array([b / BINS for b in range(1, BINS)])
    return np.searchsorted(edges, scores, side="right").astype(np.int64)


def _mean(values: Numbers | Mask, weights: Numbers) -> float:
    return float((weights * values).sum() / weights.sum()) if weights.sum() > 0 else NAN


def _told(values: Numbers) -> float | None:
    return float(values.mean()) if len(values) else None
