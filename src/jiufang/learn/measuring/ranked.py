"""Turn the estimates of one job's candidates into figures of its order: nDCG, average precision, recall, reciprocal rank, pairwise accuracy.

Candidates with equal scores stand in no order: every figure is its mean over all orders of them, in closed form (McSherry & Najork
2008), so that no figure depends on the order of a file. What a job cannot tell is NaN, and the job is left out of that mean.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise as neighbours

import numpy as np
from numpy.typing import NDArray

from jiufang.learn import metrics
from jiufang.learn.measuring.pooled import NAN, Numbers, positive

Ranked = Callable[[Numbers, Numbers], float]
"""A figure of one job: scores and labels, each float64 [candidates]."""


def ndcg(k: int) -> Ranked:
    """Return nDCG@k (Järvelin & Kekäläinen 2002); the gain is the label itself."""

    def figure(scores: Numbers, labels: Numbers) -> float:
        discount = 1 / np.log2(np.arange(2, len(labels) + 2))
        discount[k:] = 0
        ideal = float((np.sort(labels)[::-1] * discount).sum())
        gained = sum(labels[tied].mean() * discount[start : start + len(tied)].sum() for start, tied in _ties(scores))
        return float(gained / ideal) if ideal > 0 else NAN

    return figure


def average_precision(scores: Numbers, labels: Numbers) -> float:
    """Return the mean over the good of the precision at their place; its mean over jobs is MAP."""
    true = positive(labels)
    if not true.any():
        return NAN
    total, before = 0.0, 0
    for start, tied in _ties(scores):
        size, good = len(tied), int(true[tied].sum())
        beside = (good - 1) / (size - 1) if size > 1 else 0.0  # of each place above in the tie, the chance that it is good too
        total += sum(good / size * (before + 1 + i * beside) / (start + i + 1) for i in range(size) if good)
        before += good
    return total / int(true.sum())


def recall(k: int) -> Ranked:
    """Return the share of the good among the first k."""

    def figure(scores: Numbers, labels: Numbers) -> float:
        true = positive(labels)
        found = sum(true[tied].sum() * min(1.0, max(0, k - start) / len(tied)) for start, tied in _ties(scores))
        return float(found / true.sum()) if true.any() else NAN

    return figure


def reciprocal_rank(scores: Numbers, labels: Numbers) -> float:
    """Return one over the place of the first good one; its mean over jobs is MRR."""
    true = positive(labels)
    for start, tied in _ties(scores):
        size, good = len(tied), int(true[tied].sum())
        if good:
            # The first good one of a tie stands behind i others in C(size − 1 − i, good − 1) of C(size, good) orders.
            ways = (math.comb(size - 1 - i, good - 1) / (start + i + 1) for i in range(size - good + 1))
            return sum(ways) / math.comb(size, good)
    return NAN


def pairwise(scores: Numbers, labels: Numbers) -> float:
    """Return how many pairs of different labels stand in the right order, ties as half."""
    right, count = metrics.pairwise(scores, labels)
    return right / count if count else NAN


def figures(k: int) -> Mapping[str, Ranked]:
    """Return the figures of an order by name."""
    return {f"ndcg@{k}": ndcg(k), "map": average_precision, f"recall@{k}": recall(k), "mrr": reciprocal_rank, "pairwise": pairwise}


def _ties(scores: Numbers) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """Yield (how many stand before, places in the array) of each group of equal scores, the best first."""
    order = np.argsort(-scores, kind="stable").astype(np.int64)
    starts = [0, *(np.flatnonzero(np.diff(scores[order])) + 1).tolist(), len(order)]
    for start, end in neighbours(starts):
        yield start, order[start:end]
