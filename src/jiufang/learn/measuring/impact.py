"""Turn scores and what persons said of themselves into scoring-rate impact ratios, with their null and their power.

The scoring rate of a group is the share of it that scores above the median of everybody, strictly (6 RCNY § 5-301); its impact ratio is
that over the rate of the group with the highest. Groups of less than 2 % of those who said are shown, and neither compared nor compared with. Who did not
say counts in the median, is counted, and never guessed. A ratio under four fifths is a reason to look (29 CFR 1607.4(D)); whether it is
more than chance is told by Fisher's exact test, and whether chance could have hidden it by the power of as many people.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import NormalDist
from typing import Any

import numpy as np

from jiufang.learn.measuring.pooled import Mask, Numbers, positive
from jiufang.learn.measuring.records import plain
from jiufang.learn.measuring.resampling import holm
from jiufang.learn.optional import need_sklearn

FOUR_FIFTHS = 0.8
SMALLEST = 0.02  # of those who said; smaller groups are set apart
ALPHA, POWER = 0.05, 0.8
SHUFFLES = 2000
NULL_TAIL = 0.05
TOGETHER = " × "
UNKNOWN = frozenset({"", "unknown", "not said", "prefer not to say", "不愿透露", "未知", "保密"})


class Verdict(StrEnum):
    """What a group's impact ratio says."""

    REFERENCE = "reference"  # the highest rate
    ADVERSE = "adverse"  # under four fifths, and more than chance
    LOWER = "lower"  # more than chance, not under four fifths
    FINE = "no difference found"  # though as many people would have shown four fifths
    INSUFFICIENT = "insufficient data"  # chance could have hidden it, or made it
    SMALL = "set apart"  # less than 2 % of those who said
    ALONE = "nobody to compare with"


@dataclass(frozen=True, slots=True)
class Group:
    """A group's scoring rate beside the highest.

    Args:
        name: of the group.
        n: how many applications.
        above: how many score above the median.
        rate: their share.
        ratio: impact ratio; None where there is none.
        low: end of its 95 % interval (log method with a half added, Walter 1975).
        high: other end.
        p: Fisher's exact, two-sided, against the group with the highest rate.
        p_holm: corrected for the groups of the attribute.
        z: two proportions, pooled; beyond ±1.96 is more than chance.
        needed: people in each group that would show four fifths with 80 % power at the highest rate.
        verdict: what this says.
    """

    name: str
    n: int
    above: int
    rate: float
    ratio: float | None
    low: float | None
    high: float | None
    p: float | None
    p_holm: float | None
    z: float | None
    needed: int | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Audit:
    """Impact ratios by one attribute.

    Args:
        attribute: such as `sex`, or `sex × race` for what two say together.
        median: of the scores of everybody.
        groups: by falling rate, those set apart last.
        unknown: how many did not say.
        lowest: the lowest ratio of those compared; None where there is none.
        null: the ratio under which the lowest falls in 5 of 100 shuffles of who is of which group; chance alone reaches it.
        null_p: share of shuffles whose lowest ratio is as low.
        shuffles: how many.
    """

    attribute: str
    median: float
    groups: tuple[Group, ...]
    unknown: int
    lowest: float | None
    null: float | None
    null_p: float | None
    shuffles: int = field(default=SHUFFLES)

    @property
    def adverse(self) -> tuple[Group, ...]:
        """Groups under four fifths, more than chance."""
        return tuple(group for group in self.groups if group.verdict is Verdict.ADVERSE)

    @property
    def sufficient(self) -> bool:
        """Tell whether every group that is compared is large enough to show four fifths."""
        compared = [group for group in self.groups if group.verdict is not Verdict.SMALL]
        return len(compared) > 1 and not any(group.n < (group.needed or math.inf) for group in compared)

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {**plain(self), "sufficient": self.sufficient}


def above_median(scores: Numbers) -> Mask:
    """Tell who scores above the median of all; who is at it is not above."""
    return scores > np.median(scores)


def audit(attribute: str, said: Sequence[str], above: Mask, *, median: float = math.nan, seed: int = 0, shuffles: int = SHUFFLES) -> Audit:
    """Return the impact ratios of an attribute.

    Args:
        attribute: its name.
        said: what each application's person said of themselves; see `UNKNOWN`.
        above: who scores above the median of everybody.
        median: that median, to be told.
        seed: of the shuffles.
        shuffles: how often who is of which group is shuffled.

    Raises:
        MissingCapability: SciPy is not installed.
    """
    known = np.array([not is_unknown(one) for one in said], bool)
    names = np.array([one.strip() for one in said], object)[known]
    chosen = above[known]
    counts = {name: (int((names == name).sum()), int(chosen[names == name].sum())) for name in sorted(set(names.tolist()))}
    compared = {name: count for name, count in counts.items() if count[0] >= SMALLEST * len(names)}
    groups = _compared(compared) + [_apart(name, *counts[name]) for name in counts if name not in compared]
    lowest = min((group.ratio for group in groups if group.ratio is not None and group.verdict is not Verdict.SMALL), default=None)
    null, null_p = (None, None) if len(compared) < 2 or lowest is None else _null(names, chosen, list(compared), lowest, seed, shuffles)
    return Audit(attribute, float(median), tuple(groups), int((~known).sum()), lowest, null, null_p, shuffles)


def audits(scores: Numbers, said: Sequence[Mapping[str, str]], *, seed: int = 0, shuffles: int = SHUFFLES) -> tuple[Audit, ...]:
    """Return the impact ratios of every attribute, and of every two together.

    Args:
        scores: of the applications.
        said: what the person of each said of themselves, by attribute.
        seed: of the shuffles.
        shuffles: how often who is of which group is shuffled.
    """
    median = float(np.median(scores)) if len(scores) else math.nan
    return _by_attribute(above_median(scores), said, median, seed, shuffles)


def selected(labels: Sequence[float], said: Sequence[Mapping[str, str]], *, seed: int = 0, shuffles: int = SHUFFLES) -> tuple[Audit, ...]:
    """Return the impact ratios of what was decided: the rate of a group is the share of it whose label is ½ and more.

    Args:
        labels: what came of the applications.
        said: what the person of each said of themselves, by attribute.
        seed: of the shuffles.
        shuffles: how often who is of which group is shuffled.
    """
    return _by_attribute(positive(np.array(labels, np.float64)), said, math.nan, seed, shuffles)


def _by_attribute(above: Mask, said: Sequence[Mapping[str, str]], median: float, seed: int, shuffles: int) -> tuple[Audit, ...]:
    attributes = sorted({name for one in said for name in one})
    both = [(a, b) for i, a in enumerate(attributes) for b in attributes[i + 1 :]]
    told = [(name, [one.get(name, "") for one in said]) for name in attributes]
    told += [(f"{a}{TOGETHER}{b}", [_together(one.get(a, ""), one.get(b, "")) for one in said]) for a, b in both]
    return tuple(audit(name, values, above, median=median, seed=seed, shuffles=shuffles) for name, values in told)


def is_unknown(said: str) -> bool:
    """Tell whether somebody did not say."""
    return said.strip().casefold() in UNKNOWN


def needed(rate: float, ratio: float = FOUR_FIFTHS) -> int | None:
    """Return how many people a group needs to show a ratio at a rate, two-sided 5 %, 80 % power (Cohen 1988); None at a rate of 0 or 1.

    >>> needed(0.5), needed(0.1)
    (388, 3205)
    """
    if not 0 < rate < 1:
        return None
    apart = 2 * math.asin(math.sqrt(rate)) - 2 * math.asin(math.sqrt(rate * ratio))
    sure = NormalDist().inv_cdf(1 - ALPHA / 2) + NormalDist().inv_cdf(POWER)
    return math.ceil(2 * (sure / apart) ** 2)


def _lowest(rates: Numbers) -> float:
    return float(rates.min() / rates.max()) if len(rates) and rates.max() > 0 else math.nan


def _compared(counts: Mapping[str, tuple[int, int]]) -> list[Group]:
    order = sorted(counts, key=lambda name: (-counts[name][1] / counts[name][0], name))
    if not order:
        return []
    top = order[0]
    enough = needed(counts[top][1] / counts[top][0])
    ps = [None if name == top else _fisher(counts[name], counts[top]) for name in order]
    return [
        _group(name, counts[name], counts[top], name == top, p, held, enough, len(order))
        for name, p, held in zip(order, ps, holm(ps), strict=True)
    ]


def _group(
    name: str, own: tuple[int, int], top: tuple[int, int], first: bool, p: float | None, p_holm: float | None, enough: int | None, of: int
) -> Group:
    rate, best = own[1] / own[0], top[1] / top[0]
    ratio = rate / best if best > 0 else None
    low, high = (None, None) if first or ratio is None else _interval(own, top)
    z = None if first else _z(own, top)
    verdict = _verdict(ratio, p_holm, min(own[0], top[0]), enough)
    if first:
        verdict = Verdict.REFERENCE if of > 1 else Verdict.ALONE
    return Group(name, own[0], own[1], rate, ratio, low, high, p, p_holm, z, enough, verdict)


def _apart(name: str, n: int, above: int) -> Group:
    return Group(name, n, above, above / n, None, None, None, None, None, None, None, Verdict.SMALL)


def _verdict(ratio: float | None, p: float | None, n: int, enough: int | None) -> Verdict:
    if ratio is None or p is None:
        return Verdict.INSUFFICIENT
    if p < ALPHA:
        return Verdict.ADVERSE if ratio < FOUR_FIFTHS else Verdict.LOWER
    return Verdict.FINE if enough is not None and n >= enough else Verdict.INSUFFICIENT


def _fisher(own: tuple[int, int], top: tuple[int, int]) -> float:
    need_sklearn()
    from scipy.stats import fisher_exact

    return float(fisher_exact([[own[1], own[0] - own[1]], [top[1], top[0] - top[1]]]).pvalue)


def _interval(own: tuple[int, int], top: tuple[int, int]) -> tuple[float, float]:
    (n, a), (m, b) = own, top
    centre = math.log((a + 0.5) / (n + 0.5)) - math.log((b + 0.5) / (m + 0.5))
    error = math.sqrt(max(0.0, 1 / (a + 0.5) - 1 / (n + 0.5) + 1 / (b + 0.5) - 1 / (m + 0.5)))
    wide = NormalDist().inv_cdf(1 - ALPHA / 2) * error
    return math.exp(centre - wide), math.exp(centre + wide)


def _z(own: tuple[int, int], top: tuple[int, int]) -> float | None:
    (n, a), (m, b) = own, top
    together = (a + b) / (n + m)
    error = math.sqrt(together * (1 - together) * (1 / n + 1 / m))
    return (a / n - b / m) / error if error > 0 else None


def _null(names: Any, above: Mask, groups: Sequence[str], lowest: float, seed: int, shuffles: int) -> tuple[float | None, float | None]:
    """Return what the lowest ratio of groups as large is by chance: under what it falls in 5 of 100, and how often as low."""
    chance = np.random.default_rng(seed)
    kept = np.isin(names.astype(str), list(groups))
    member = np.stack([names[kept].astype(str) == group for group in groups]).astype(np.float64)
    chosen, sizes = above[kept].astype(np.float64), member.sum(axis=1)
    drawn = np.array([_lowest(member @ chance.permutation(chosen) / sizes) for _ in range(shuffles)])
    told = drawn[np.isfinite(drawn)]
    if not len(told):
        return None, None
    return float(np.quantile(told, NULL_TAIL)), float(((told <= lowest + 1e-12).sum() + 1) / (len(told) + 1))


def _together(a: str, b: str) -> str:
    return "" if is_unknown(a) or is_unknown(b) else f"{a.strip()}{TOGETHER}{b.strip()}"
