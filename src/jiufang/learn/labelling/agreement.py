"""Turn what several people said of the same things into how far they agree beyond chance.

Krippendorff's alpha (Krippendorff 2011, “Computing Krippendorff's alpha-reliability”) takes any number of people and gaps; Cohen's
weighted kappa (Cohen 1968, with the squared weights of Fleiss & Cohen 1973) two people at a time. 1 is perfect, 0 chance, below 0 worse.
Krippendorff asks for .80 to rely on data, and .667 for tentative conclusions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from jiufang.errors import BadInput
from jiufang.learn.labelling.records import GRADES, Judgement

RELIABLE, TENTATIVE = 0.8, 0.667
ROUNDS, LEVEL = 1000, (2.5, 97.5)  # of the bootstrap over things that were judged; percent
LEAST = 5  # things that two people share, below which a kappa says nothing


class Scale(StrEnum):
    """What the differences of values mean."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people agree: alpha with its 95 % interval, over so many things that at least two judged; kappa for each two people."""

    things: int
    people: int
    alpha: float | None
    interval: tuple[float, float] | None
    kappas: Mapping[tuple[str, str], tuple[int, float]]


def agreement(judged: Iterable[Judgement], *, scale: Scale, seed: int = 0) -> Agreement:
    """Return how far people agree on things of one kind: grades (ordinal), or choices (also ordinal: a tie lies between).

    Args:
        judged: of one kind.
        scale: what the differences of values mean.
        seed: of the bootstrap.
    """
    said: dict[Hashable, dict[str, int]] = defaultdict(dict)
    for one in judged:
        said[one.about][one.by] = one.value
    shared = [told for _, told in sorted(said.items(), key=lambda t: str(t[0])) if len(told) > 1]
    units = [[float(value) for value in told.values()] for told in shared]
    people = sorted({by for told in shared for by in told})
    return Agreement(len(shared), len(people), alpha(units, scale=scale), _interval(units, scale, seed), _kappas(shared, people))


def alpha(units: Sequence[Sequence[float]], *, scale: Scale = Scale.ORDINAL) -> float | None:
    """Return Krippendorff's alpha; None where nothing can disagree: fewer than two values, or the same one everywhere.

    Args:
        units: for each thing, what everybody who judged it said; things with one value count for nothing.
        scale: what the differences of values mean.

    >>> alpha([[1, 1], [0, 0], [1, 0], [0, 0]], scale=Scale.NOMINAL)
    0.5333333333333333
    """
    pairable = [unit for unit in units if len(unit) > 1]
    values = sorted({value for unit in pairable for value in unit})
    if len(values) < 2:
        return None
    place = {value: n for n, value in enumerate(values)}
    met = np.zeros((len(values), len(values)))
    for unit in pairable:
        counts = np.bincount([place[value] for value in unit], minlength=len(values)).astype(float)
        met += (np.outer(counts, counts) - np.diag(counts)) / (len(unit) - 1)
    often = met.sum(axis=0)
    total = float(often.sum())
    apart = _distances(np.array(values), often, scale)
    expected = float((np.outer(often, often) * apart).sum()) / (total - 1)
    return 1 - float((met * apart).sum()) / expected


def kappa(one: Sequence[int], other: Sequence[int], *, values: Sequence[int]) -> float:
    """Return Cohen's kappa of two people with squared weights; 1 where both say the same one thing throughout.

    Raises:
        BadInput: they did not judge the same things.
    """
    if len(one) != len(other) or not one:
        raise BadInput("a kappa compares two people on the same things", subject="agreement")
    if len({*one, *other}) == 1:
        return 1.0
    order = sorted(values)
    place = {value: n for n, value in enumerate(order)}
    seen = np.zeros((len(order), len(order)))
    for a, b in zip(one, other, strict=True):
        seen[place[a], place[b]] += 1
    n = np.arange(len(order))
    weight = np.subtract.outer(n, n).astype(float) ** 2
    chance = np.outer(seen.sum(axis=1), seen.sum(axis=0)) / seen.sum()
    return 1 - float((weight * seen).sum()) / float((weight * chance).sum())


def _distances(values: NDArray[np.float64], often: NDArray[np.float64], scale: Scale) -> NDArray[np.float64]:
    """Return the squared difference of each two values; ordinal: how many values lie from one to the other."""
    if scale is Scale.NOMINAL:
        return 1.0 - np.eye(len(values))
    if scale is Scale.INTERVAL:
        return np.asarray(np.subtract.outer(values, values) ** 2)
    rank = np.cumsum(often) - often / 2
    return np.asarray(np.subtract.outer(rank, rank) ** 2)


def _interval(units: Sequence[Sequence[float]], scale: Scale, seed: int) -> tuple[float, float] | None:
    if len(units) < 2 or alpha(units, scale=scale) is None:
        return None
    chance = np.random.default_rng(seed)
    drawn = (alpha([units[n] for n in chance.integers(len(units), size=len(units))], scale=scale) for _ in range(ROUNDS))
    found = [value for value in drawn if value is not None]
    if not found:
        return None
    low, high = np.percentile(found, LEVEL)
    return float(low), float(high)


def _kappas(shared: Sequence[Mapping[str, int]], people: Sequence[str]) -> dict[tuple[str, str], tuple[int, float]]:
    found = {}
    values = sorted({*GRADES} if all(v in GRADES for told in shared for v in told.values()) else {-1, 0, 1})
    for a, b in combinations(people, 2):
        both = [(told[a], told[b]) for told in shared if a in told and b in told]
        if len(both) >= LEAST:
            found[a, b] = (len(both), kappa([x for x, _ in both], [y for _, y in both], values=values))
    return found
