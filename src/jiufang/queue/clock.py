"""Ask for what has to be done every so often: once a period and tenant, however many workers there are and whenever they run."""

from __future__ import annotations

from collections.abc import Mapping

from jiufang.queue.records import Kind
from jiufang.queue.tasks import ask
from jiufang.store.opening import Store

ASKED_BY = "clock"


class Clock:
    """Asks for chores. A task's key holds the number of its period, so who asks second finds that it was asked for.

    What was due while no worker ran is asked for once, when the next one starts: a laptop that is off at night misses nothing.

    Args:
        store: where tasks are kept.
        every: which kinds, each once in so many seconds.
    """

    def __init__(self, store: Store, every: Mapping[Kind, float]) -> None:
        self._store, self._every = store, dict(every)
        self._asked: dict[Kind, int] = {}

    def tick(self, now: float) -> int:
        """Ask for what is due.

        Args:
            now: seconds since 1970. A clock that is set back asks for nothing twice.

        Returns:
            For how many tenants something was asked, by whomever.
        """
        asked = 0
        for kind, seconds in self._every.items():
            period = int(now // seconds)
            if self._asked.get(kind) == period:
                continue
            for tenant in self._store.tenants():
                with self._store.session(tenant) as session:
                    ask(session, kind, {}, by=ASKED_BY, content=[f"{seconds:g}", str(period)])
                asked += 1
            self._asked[kind] = period
        return asked
