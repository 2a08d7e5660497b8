"""Turn counts into proportions with their interval."""

from __future__ import annotations

import math

from jiufang.documents.records import Record

Z = 1.96  # 95 %
DIGITS = 4


class Proportion(Record):
    """`count` of `of`; `share` and its 95 % interval are None when there is nothing to share.

    The interval is Wilson's (1927), which holds for small counts and near 0 and 1 (Brown, Cai & DasGupta 2001).
    """

    count: int
    of: int
    share: float | None = None
    low: float | None = None
    high: float | None = None

    def __str__(self) -> str:
        if self.share is None or self.low is None or self.high is None:
            return "–"
        return f"{self.share:.0%} ({self.count}/{self.of}, {self.low:.0%}–{self.high:.0%})"


def proportion(count: int, of: int) -> Proportion:
    """Return a proportion with its interval.

    Example:
        >>> str(proportion(8, 10))
        '80% (8/10, 49%–94%)'
    """
    if of == 0:
        return Proportion(count=count, of=of)
    share = count / of
    centre, spread = share + Z**2 / (2 * of), Z * math.sqrt(share * (1 - share) / of + Z**2 / (4 * of**2))
    low, high = (bound / (1 + Z**2 / of) for bound in (centre - spread, centre + spread))
    return Proportion(count=count, of=of, share=round(share, DIGITS), low=round(max(0.0, low), DIGITS), high=round(min(1.0, high), DIGITS))
