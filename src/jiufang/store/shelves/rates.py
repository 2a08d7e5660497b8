"""Count what is asked over all processes: a `jiufang.access.limits.Limiter` whose buckets are rows.

One statement fills a bucket and takes from it; of those who ask at the same moment each sees what the others took. A check is a
transaction, a millisecond or two where one in memory takes some thousandths (`python -m benchmarks.start`), and those who ask for one
bucket queue for its row. So it counts what is rare and must not be multiplied by the number of processes: guesses at passwords,
letters to those who forgot theirs. How often a program may ask the API is to protect the process that answers, and is counted there.

The table is unlogged: nothing is flushed, and a crash of the database forgets the counts, not the accounts.
"""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from sqlalchemy import delete, func, text

from jiufang.access.limits import Rate, Taken
from jiufang.access.moments import Clock
from jiufang.store.shelves import Open
from jiufang.store.tables import rate_buckets as t

SWEPT_EVERY = 500  # checks; then buckets that are full again are removed
TAKE = text("""
INSERT INTO rate_buckets AS b (tenant_id, key, held, at, full_at, ok)
SELECT :tenant, :key, held - taken, at, at + taken / :pace, held >= :cost
FROM (
    SELECT CAST(:burst AS float8) AS held, CASE WHEN CAST(:burst AS float8) >= :cost THEN CAST(:cost AS float8) ELSE 0 END AS taken,
           coalesce(CAST(:at AS float8), extract(epoch FROM clock_timestamp())) AS at
) fresh
ON CONFLICT (tenant_id, key) DO UPDATE SET (held, at, full_at, ok) = (
    SELECT held - taken, at, at + (:burst - held + taken) / :pace, held >= :cost
    FROM (
        SELECT held, at, CASE WHEN held >= :cost THEN CAST(:cost AS float8) ELSE 0 END AS taken
        FROM (SELECT least(:burst, b.held + greatest(0, excluded.at - b.at) * :pace) AS held, greatest(excluded.at, b.at) AS at) filled
    ) found
)
RETURNING held, ok
""")


@dataclass(frozen=True)
class StoredRates:
    """Counts what is asked of one tenant, in whatever process.

    Args:
        open: opens a transaction; never the one of the request, which may be taken back.
        key: gives the tenant's key for this purpose, so that no address can be read from a row.
        clock: gives the present moment; the database's own clock, which all processes share, when None.
    """

    open: Open
    key: Callable[[], bytes] = field(repr=False)
    clock: Clock | None = None
    _checks: count[int] = field(default_factory=lambda: count(1), repr=False)

    def take(self, rate: Rate, who: str, *, cost: float = 1.0) -> Taken:
        """Take from somebody's bucket."""
        pace, at = rate.burst / rate.seconds, self.clock().timestamp() if self.clock else None
        key = hmac.digest(self.key(), f"{rate.name}\n{who}".encode("utf-8", "surrogatepass"), hashlib.sha256)
        with self.open() as session:
            asked = {"tenant": session.tenant, "key": key, "burst": rate.burst, "pace": pace, "cost": cost, "at": at}
            left, ok = session.connection.execute(TAKE, asked).one()
        if next(self._checks) % SWEPT_EVERY == 0:
            self.sweep(at=at)
        wait = 0.0 if ok else (cost - left) / pace if cost <= rate.burst else math.inf
        return Taken(ok, left, wait, (rate.burst - left) / pace)

    def sweep(self, *, at: float | None = None) -> int:
        """Remove the buckets that are full again; return how many there were."""
        present = func.extract("epoch", func.clock_timestamp()) if at is None else at
        with self.open() as session:
            return session.connection.execute(delete(t).where(t.c.full_at <= present)).rowcount
