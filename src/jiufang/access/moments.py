"""Where time and chance come in: as arguments, so that a test can be at any moment and see the same tokens twice."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable

Clock = Callable[[], dt.datetime]
"""Gives the present moment, in UTC."""
Chance = Callable[[int], bytes]
"""Gives so many unpredictable bytes."""

chance: Chance = secrets.token_bytes


def now() -> dt.datetime:
    """Return the present moment in UTC."""
    return dt.datetime.now(dt.UTC)


def age(since: dt.datetime, at: dt.datetime) -> dt.timedelta:
    """Return how long ago a moment is; none at all when a clock was set back, so that nothing expires for that."""
    return max(at - since, dt.timedelta(0))
