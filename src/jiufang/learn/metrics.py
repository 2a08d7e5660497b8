"""Turn labelled and given verdicts, quotes, chances and scores into the figures by which models are compared."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from jiufang.matching.verifier import CLASSES
from jiufang.text.tokens import tokens

Numbers = NDArray[np.float64]
Pair = tuple[str, str]
"""The labelled verdict and the one given."""


def f1(pairs: Iterable[Pair], verdict: str) -> float:
    """Return F1 of one verdict; 1 when nobody has it."""
    known = list(pairs)
    hit = sum(g == p == verdict for g, p in known)
    wrong = sum((g == verdict) != (p == verdict) for g, p in known)
    return 2 * hit / (2 * hit + wrong) if hit or wrong else 1.0


def macro_f1(pairs: Sequence[Pair]) -> float:
    """Return the mean F1 over the verdicts that are labelled."""
    present = [v for v in CLASSES if any(g == v for g, _ in pairs)]
    return sum(f1(pairs, v) for v in present) / len(present) if present else 0.0


def token_f1(labelled: Sequence[str], given: Sequence[str]) -> float:
    """Return the F1 of the tokens of two sets of quotes."""
    want, got = tokens(" ".join(labelled)), tokens(" ".join(given))
    if not want or not got:
        return float(want == got)
    common = sum(min(want.count(t), got.count(t)) for t in set(want))
    return 2 * common / (len(want) + len(got))


def pairwise(scores: Sequence[float] | Numbers, grades: Sequence[float] | Numbers) -> tuple[float, int]:
    """Return (pairs in the right order, ties as half; pairs of different grades), in n log n."""
    told, wanted = np.asarray(scores, np.float64), np.asarray(grades, np.float64)
    right, count, below = 0.0, 0, np.empty(0)
    for grade in np.unique(wanted):
        here = told[wanted == grade]
        low, high = np.searchsorted(below, here, "left"), np.searchsorted(below, here, "right")
        right += float((low + high).sum()) / 2
        count += len(here) * len(below)
        below = np.sort(np.concatenate([below, here]))
    return right, count


def ndcg(scores: Sequence[float], grades: Sequence[int], k: int = 10) -> float:
    """Return nDCG@k with gains 2^grade - 1 (Järvelin & Kekäläinen 2002); tied scores share their mean gain."""
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    gains = [2.0 ** grades[i] - 1 for i in order]
    shared = [_mean([gains[j] for j in range(len(order)) if scores[order[j]] == scores[order[i]]]) for i in range(len(order))]
    best = sorted((2.0**g - 1 for g in grades), reverse=True)
    ideal = _dcg(best[:k])
    return _dcg(shared[:k]) / ideal if ideal else 1.0


def calibration_error(sure: Sequence[float], right: Sequence[bool], bins: int = 10) -> float:
    """Return the expected calibration error over equal bins."""
    total = 0.0
    for b in range(bins):
        inside = [i for i, s in enumerate(sure) if b / bins <= s < (b + 1) / bins or (b == bins - 1 and s == 1)]
        if inside:
            total += abs(_mean([sure[i] for i in inside]) - _mean([float(right[i]) for i in inside])) * len(inside)
    return total / max(1, len(sure))


def logistic_fit(values: Sequence[float], labels: Sequence[bool], ridge: float = 0.01, steps: int = 100) -> tuple[float, float]:
    """Return (intercept, slope) of a logistic regression on one value, by Newton's method with a small ridge."""
    a, b = 0.0, 1.0
    for _ in range(steps):
        sure = [1 / (1 + math.exp(-max(-30.0, min(30.0, a + b * x)))) for x in values]
        g0 = sum(y - p for y, p in zip(labels, sure, strict=True)) - ridge * a
        g1 = sum((y - p) * x for x, y, p in zip(values, labels, sure, strict=True)) - ridge * b
        w = [p * (1 - p) for p in sure]
        h00, h11 = sum(w) + ridge, sum(v * x * x for v, x in zip(w, values, strict=True)) + ridge
        h01 = sum(v * x for v, x in zip(w, values, strict=True))
        det = h00 * h11 - h01 * h01
        a, b = a + (h11 * g0 - h01 * g1) / det, b + (h00 * g1 - h01 * g0) / det
    return a, b


def _dcg(gains: Sequence[float]) -> float:
    return sum(g / math.log2(i + 2) for i, g in enumerate(gains))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
