"""Turn the counts of a data set into whether it can be learnt from, and if not, how much is missing.

The floor is statistical. A test that cannot tell a good model from a coin lets any model through. With so many persons who were taken
further and so many who were not, the area under the ROC curve is known to within ± 1.96 standard errors (Hanley & McNeil 1982); we ask
that a model whose true area is .70 be known to within ± .10: surely better than a coin, and just told from one of .60.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from jiufang.errors import RefusedByPolicy
from jiufang.learn.records import Dataset, Pair, Part

POSITIVE = 0.5  # a label from here on is a person whom people wanted to go on with
SUPPOSED = 0.70  # the area of a useful model of hiring outcomes
HALF_WIDTH = 0.10  # of its interval of 95 %
Z = 1.96
JOBS = 5  # with both outcomes, in the test: fewer clusters give no interval (Cameron, Gelbach & Miller 2008)
TRAIN = 30  # of the rarer outcome: ten for each of the three parameters of even the smallest model (Peduzzi et al. 1996)
MOST = 10_000  # times as many as there are, the search ends


@dataclass(frozen=True, slots=True)
class Floor:
    """Whether a data set is enough.

    `half_width` is that of the interval of the area under the curve in the test, None where it has one outcome only; `missing` says
    in words what is missing; `more` how many further decided applications are needed, as far as counts tell.
    """

    positives: int
    negatives: int
    half_width: float | None
    missing: tuple[str, ...] = ()
    more: int = 0

    @property
    def enough(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.missing

    def require(self) -> None:
        """Go on only with enough.

        Raises:
            RefusedByPolicy: too little can be learnt, or known.
        """
        if self.missing:
            raise RefusedByPolicy("too little to learn from: " + "; ".join(self.missing), subject="history", hint=_hint(self.more))


def floor_of(dataset: Dataset) -> Floor:
    """Return whether a parted data set is enough to learn from and to test on."""
    test, train = dataset.part(Part.TEST), dataset.part(Part.TRAIN)
    positives, negatives = _counts(test)
    width = half_width(SUPPOSED, positives, negatives) if positives and negatives else None
    times = _times(positives, negatives)
    missing = [*_of_test(positives, negatives, width, times), *_of_jobs(test), *_of_train(train)]
    factor = max(times if positives and negatives else 1, TRAIN / max(1, min(_counts(train))))
    more = math.ceil((factor - 1) * len(dataset.parts)) if missing else 0
    return Floor(positives, negatives, round(width, 3) if width is not None else None, tuple(missing), more)


def half_width(area: float, positives: int, negatives: int) -> float:
    """Return half the width of the 95 % interval of an area under the ROC curve.

    Args:
        area: the true one, supposed.
        positives: persons of the one outcome, at least one.
        negatives: of the other.

    Source: Hanley & McNeil 1982, Radiology 143:29, with the exponential approximation of Q1 and Q2.

    >>> round(half_width(0.70, 40, 200), 3)
    0.097
    """
    q1, q2 = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (positives - 1) * (q1 - area**2) + (negatives - 1) * (q2 - area**2)
    return Z * math.sqrt(variance / (positives * negatives))


def _counts(pairs: Sequence[Pair]) -> tuple[int, int]:
    positives = sum(pair.label >= POSITIVE for pair in pairs)
    return positives, len(pairs) - positives


def _times(positives: int, negatives: int) -> float:
    """Return how many times as many of both a test needs, to the hundredth."""
    if not (positives and negatives):
        return 1.0
    low, high = 1.0, float(MOST)
    while high - low > 0.01:
        middle = (low + high) / 2
        narrow = half_width(SUPPOSED, round(positives * middle), round(negatives * middle)) <= HALF_WIDTH
        low, high = (low, middle) if narrow else (middle, high)
    return high if half_width(SUPPOSED, positives, negatives) > HALF_WIDTH else 1.0


def _of_test(positives: int, negatives: int, width: float | None, times: float) -> list[str]:
    if width is None:
        what = "nobody whom people wanted to go on with" if not positives else "nobody who was turned down"
        return [f"the test holds {what} ({positives} and {negatives})"]
    if width <= HALF_WIDTH:
        return []
    wanted = math.ceil(positives * times)
    return [
        f"with {positives} persons taken further and {negatives} not, the test would know an AUC of {SUPPOSED:.2f} only to ± {width:.2f}; "
        f"± {HALF_WIDTH:.2f} needs about {wanted} and {math.ceil(negatives * times)}"
    ]


def _of_jobs(test: Sequence[Pair]) -> list[str]:
    outcomes: dict[str, set[bool]] = defaultdict(set)
    for pair in test:
        outcomes[pair.job].add(pair.label >= POSITIVE)
    both = sum(len(found) == 2 for found in outcomes.values())
    return [] if both >= JOBS else [f"the test has {both} jobs with both outcomes, and an interval over jobs needs {JOBS}"]


def _of_train(train: Sequence[Pair]) -> list[str]:
    positives, negatives = _counts(train)
    if min(positives, negatives) >= TRAIN:
        return []
    return [f"there are {positives} persons taken further and {negatives} not to learn from; {TRAIN} of each are the least"]


def _hint(more: int) -> str:
    told = f"about {more} more decided applications would do; " if more else ""
    return told + "import more history, label pairs by hand (jiufang label), or go on for a look alone with --anyway"
