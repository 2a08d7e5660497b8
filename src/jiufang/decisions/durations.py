"""Turn times that people waited, some of them still waiting, into how long it takes: the estimator of Kaplan and Meier (1958).

Leaving out who still waits would make every stage look quicker than it is; counting them as done, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wait:
    """Days at a stage; `over` is False for who still stands there."""

    days: float
    over: bool


def quantile(waits: Sequence[Wait], share: float) -> float | None:
    """Return the days after which a share of people have moved on; None when not so many have yet.

    Example:
        >>> quantile([Wait(days=1, over=True), Wait(days=2, over=False), Wait(days=4, over=True)], 0.5)
        4.0
    """
    staying, waiting = 1.0, len(waits)
    seen, moved = Counter(wait.days for wait in waits), Counter(wait.days for wait in waits if wait.over)
    for days in sorted(seen):
        left = moved[days]
        staying *= 1 - left / waiting
        waiting -= seen[days]
        if left and staying <= 1 - share + 1e-12:
            return days
    return None
