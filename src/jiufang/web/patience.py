"""Hold back who asks faster than they are answered, before it costs anything: the others should not have to wait for them (ASVS 2.4.1).

What somebody may ask in a while is counted behind the door (access/limits.py), once it is known who they are; to find that out takes the
database. Here it is not asked: by what a request carries, it counts how many are under way, and remembers who was told to wait.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from jiufang.access.errors import TooMany

AT_ONCE = 16  # requests of one credential under way
BROWSERS = 6  # connections that a browser keeps to a server, all of which one of several processes may have taken
LONGEST = 60.0  # seconds that are remembered
REMEMBERED = 10_000  # who was told to wait; a flood of credentials forgets the oldest


def share(processes: int) -> int:
    """Return how many requests of one credential may be under way in one of several processes."""
    return max(BROWSERS, -(-AT_ONCE // processes))


class Patience:
    """Counts for one event loop, in which nothing else runs between two lines.

    Args:
        rates: the names of the rates that count requests; who is told to wait by another one, for passwords say, may ask other things.
        at_once: how many requests of one credential may be under way.
    """

    def __init__(self, rates: Collection[str], *, at_once: int = AT_ONCE) -> None:
        self._rates, self._at_once = frozenset(rates), at_once
        self._under_way: Counter[str] = Counter()
        self._until: dict[str, dt.datetime] = {}

    @contextmanager
    def asking(self, credential: str, at: dt.datetime) -> Iterator[None]:
        """Let a request in while it is answered; who is told to wait behind the door is told so before it from then on.

        Args:
            credential: what it carries, or where it comes from.
            at: the moment.

        Raises:
            TooMany: so many of theirs are under way, or they were told to wait and did not.
        """
        if (until := self._until.get(credential)) is not None:
            if at < until:
                raise TooMany("this was asked too often", subject="requests", seconds=(until - at).total_seconds())
            del self._until[credential]
        if self._under_way[credential] >= self._at_once:
            raise TooMany("too many requests are under way", subject="requests", hint="wait for their answers", seconds=1.0)
        self._under_way[credential] += 1
        try:
            yield
        except TooMany as told:
            if told.subject in self._rates:
                self._remember(credential, at + dt.timedelta(seconds=min(told.seconds, LONGEST)))
            raise
        finally:
            self._under_way[credential] -= 1
            if not self._under_way[credential]:
                del self._under_way[credential]

    def _remember(self, credential: str, until: dt.datetime) -> None:
        while len(self._until) >= REMEMBERED:
            del self._until[next(iter(self._until))]
        self._until[credential] = until
