"""Try again what may succeed, wait as long as asked and not all at once, and leave a server alone that keeps failing."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from jiufang.llm.records import Failed

ATTEMPTS = 3
FIRST_WAIT = 0.5  # seconds, doubled with each attempt; the wait is drawn between nothing and that ("full jitter")
LONGEST_WAIT = 20.0
FAILURES = 5  # in a row, after which a server is left alone
REST = 30.0  # seconds

T = TypeVar("T")


@dataclass
class Patience:
    """Calls with retries, within a time, until the breaker opens.

    Args:
        clock: seconds that only go forward.
        sleep: waits.
        draw: a number between 0 and 1; it spreads waits and has no part in any result.
    """

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    draw: Callable[[], float] = random.random
    _failures: int = field(default=0, init=False)
    _rests_until: float = field(default=0.0, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def call(self, attempt: Callable[[float], T], *, until: float) -> T:
        """Return what an attempt gives.

        Args:
            attempt: called with the seconds left.
            until: on the clock; nothing starts later.

        Raises:
            Failed: the last attempt did, or the server rests.
        """
        for number in range(1, ATTEMPTS + 1):
            self._knock()
            try:
                found = attempt(self._left(until))
            except Failed as failed:
                self._count(failed)
                wait = self._wait(failed, number)
                if not failed.again or number == ATTEMPTS or self.clock() + wait >= until:
                    raise
                self.sleep(wait)
            else:
                self._failures = 0
                return found
        raise Failed("no attempt was made")

    def _wait(self, failed: Failed, number: int) -> float:
        drawn = self.draw() * min(FIRST_WAIT * 2.0 ** (number - 1), LONGEST_WAIT)
        # What the server asks for is the least; everybody coming back at that very moment would not help it.
        return drawn if failed.after is None else failed.after + drawn

    def _left(self, until: float) -> float:
        left = until - self.clock()
        if left <= 0:
            raise Failed("no time left", hint="see JIUFANG_LLM_SECONDS")
        return left

    def _knock(self) -> None:
        """Let one call through when the rest is over; it closes the breaker or opens it again."""
        with self._lock:
            if self._failures < FAILURES:
                return
            if self.clock() < self._rests_until:
                raise Failed("it failed too often and is left alone for a while", hint=f"it is tried again after {REST:.0f} seconds")
            self._rests_until = self.clock() + REST

    def _count(self, failed: Failed) -> None:
        if not failed.again:  # our own fault, or the question's: no sign of a server in trouble
            return
        with self._lock:
            self._failures += 1
            self._rests_until = self.clock() + max(REST, failed.after or 0.0)
