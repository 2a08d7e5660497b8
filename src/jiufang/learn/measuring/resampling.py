"""Turn figures into figures with intervals: the bootstrap over jobs or persons, the same draws for all scorers, so that they can be compared.

Who applied twice, and those who applied for one job, are no independent witnesses: whole clusters are drawn, never single pairs
(Field & Welsh 2007). Percentile intervals; p of a difference by signs turned over jobs (paired permutation), Holm over several.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jiufang.learn.measuring.pooled import Numbers

RESAMPLES = 1000
LEVEL = 0.95
LEAST_CLUSTERS = 10  # of fewer an interval would tell nothing
LEAST_DRAWS = 0.5  # share of the resamples that must give a figure


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its 95 % interval; None where it cannot be told.

    Args:
        value: on the data as they are.
        low: end of the interval.
        high: other end.
        n: of how many units, jobs for figures of an order, pairs for the others.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0


@dataclass(frozen=True, slots=True)
class Sampled:
    """A figure and what it is on each resample (NaN where it cannot be told)."""

    value: float
    draws: Numbers
    n: int

    def figure(self) -> Figure:
        """Return it with its interval."""
        if not np.isfinite(self.value):
            return Figure(None, n=self.n)
        low, high = interval(self.draws)
        return Figure(self.value, low, high, self.n)


def interval(draws: Numbers) -> tuple[float | None, float | None]:
    """Return the middle 95 % of draws; None where too few of them tell anything."""
    told = draws[np.isfinite(draws)]
    if not len(draws) or len(told) < LEAST_DRAWS * len(draws):
        return None, None
    low, high = np.quantile(told, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def draws(clusters: int, *, resamples: int, seed: int) -> NDArray[np.int64]:
    """Return how often each cluster is drawn in each resample, [resamples, clusters]; none where there are too few clusters."""
    if clusters < LEAST_CLUSTERS:
        return np.zeros((0, clusters), np.int64)
    picked = np.random.default_rng(seed).integers(0, clusters, (resamples, clusters))
    return np.stack([np.bincount(row, minlength=clusters) for row in picked])


def over_pairs(figure: Callable[[Numbers], float], weights: Numbers, cluster: NDArray[np.int64], counts: NDArray[np.int64]) -> Sampled:
    """Return a figure of all pairs with what it is when clusters of them are drawn anew.

    Args:
        figure: of weights, [pairs].
        weights: as they are.
        cluster: the number of each pair's cluster.
        counts: of `draws`.
    """
    drawn = np.array([figure(weights * row[cluster]) if row[cluster].any() else np.nan for row in counts])
    return Sampled(figure(weights), drawn, len(weights))


def over_jobs(values: Numbers, counts: NDArray[np.int64]) -> Sampled:
    """Return the mean of what is told of each job, with what it is when jobs are drawn anew; NaN in `values` is left out."""
    told = np.isfinite(values)
    known, n = np.where(told, values, 0.0), int(told.sum())
    size = counts @ told
    drawn = np.divide(counts @ known, size, out=np.full(len(counts), np.nan), where=size > 0)
    return Sampled(float(known.sum() / n) if n else float("nan"), drawn, n)


def p_of_draws(differences: Numbers) -> float | None:
    """Return the two-sided p of a difference from its bootstrap draws; never 0, since draws are finite."""
    told = differences[np.isfinite(differences)]
    if len(told) < LEAST_DRAWS * max(1, len(differences)):
        return None
    tail = min((told <= 0).sum(), (told >= 0).sum())
    return float(min(1.0, 2 * (tail + 1) / (len(told) + 1)))


def p_of_signs(differences: Numbers, *, resamples: int, seed: int) -> float | None:
    """Return the two-sided p that a mean difference over jobs is chance: signs turned at random (paired permutation test)."""
    told = differences[np.isfinite(differences)]
    if not len(told):
        return None
    signs = np.random.default_rng(seed).choice(np.array([-1.0, 1.0]), (resamples, len(told)))
    as_extreme = np.abs(signs @ told) >= abs(told.sum()) - 1e-12
    return float((as_extreme.sum() + 1) / (resamples + 1))


def holm(ps: Sequence[float | None]) -> list[float | None]:
    """Return p-values corrected for how many they are (Holm 1979), in their order; an unknown one stays so.

    >>> holm([0.01, 0.04, None])
    [0.02, 0.04, None]
    """
    known = sorted((p, i) for i, p in enumerate(ps) if p is not None)
    corrected: list[float | None] = [None] * len(ps)
    highest = 0.0
    for rank, (p, i) in enumerate(known):
        highest = max(highest, min(1.0, p * (len(known) - rank)))
        corrected[i] = highest
    return corrected


def numbered(names: Sequence[str]) -> tuple[NDArray[np.int64], Mapping[str, int]]:
    """Return the number of each name, and the numbers by name, in order of appearance."""
    known = {name: number for number, name in enumerate(dict.fromkeys(names))}
    return np.array([known[name] for name in names], np.int64), known
