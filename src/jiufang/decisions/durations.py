"""Turn times that people waited, some of them still waiting, into how long it takes: the estimator of Kaplan and Meier (1958).

Leaving out who still waits would make every stage look quicker than it is; counting them as done, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from jiufang.documents.records import Record


class Wait(Record):
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
    for days in sorted({wait.days for wait in waits}):
        left = sum(wait.over for wait in waits if wait.days == days)
        staying *= 1 - left / waiting
        waiting -= sum(wait.days == days for wait in waits)
        if left and staying <= 1 - share + 1e-12:
            return days
    return None
