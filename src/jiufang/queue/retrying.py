"""Decide what becomes of a task that failed: tried again and when, or dead; and what may be told of the error."""

from __future__ import annotations

import traceback

from jiufang.errors import BadInput, NotFound, RefusedByPolicy, Sealed

FAILURES = 5  # then it is dead: five failures at growing distances are no accident
KILLS = 20  # with growing waits between, some six hours: a task whose workers vanish that often may be what kills them
FIRST_WAIT = 5.0  # seconds
GROWTH = 4.0  # five seconds, twenty, eighty, five minutes
LONGEST_WAIT = 3600.0
KILLED = "the worker vanished"
CANCELLED = "cancelled"
GONE = (NotFound, Sealed)  # what it was about was erased in the meantime
HOPELESS = (BadInput, RefusedByPolicy)  # the same input gives the same answer


def wait(failures: int, *, first: float = FIRST_WAIT, chance: float) -> float:
    """Return how many seconds to wait after so many failures.

    Args:
        failures: how often it failed, at least once.
        first: the wait after the first failure.
        chance: a random number from 0 to 1; it spreads what failed together, so that it does not come back together.
    """
    longest = min(LONGEST_WAIT, first * GROWTH ** (failures - 1))
    return longest * (0.5 + chance / 2)


def told(error: BaseException) -> str:
    """Return what is kept of an error: its class and where in our code it arose, since its message may quote a candidate."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "jiufang" in frame.filename and "/queue/" not in frame.filename]
    place = f" at {ours[-1].filename.rpartition('jiufang/')[2]}:{ours[-1].lineno}" if ours else ""
    return f"{type(error).__name__}{place}"
