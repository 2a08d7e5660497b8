"""Say how often something may be asked: token buckets that fill with time (ASVS 2.4.1; the leaky bucket of ITU-T I.371 turned round)."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Protocol

from jiufang.access.errors import TooMany
from jiufang.access.moments import Clock, now

KEPT = 100_000  # buckets in memory, some 20 MB; beyond that the one longest unused goes


@dataclass(frozen=True, slots=True)
class Rate:
    """How often.

    Args:
        name: what is counted, as headers and errors call it.
        burst: how many at once.
        seconds: in which an empty bucket fills up again.
    """

    name: str
    burst: float
    seconds: float

    def __post_init__(self) -> None:
        if not (self.burst > 0 and self.seconds > 0):
            raise ValueError("a rate lets something through")


@dataclass(frozen=True, slots=True)
class Bucket:
    """What was left, and when; a time stamp in seconds."""

    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of asking.

    Args:
        ok: it may go ahead.
        left: how many more may come at once.
        wait: seconds until it may be asked again; 0 when it may.
        full: seconds until the bucket is full.
    """

    ok: bool
    left: float
    wait: float
    full: float


def take(bucket: Bucket | None, rate: Rate, *, at: float, cost: float = 1.0) -> tuple[Bucket, Taken]:
    """Take from a bucket what something costs, if it holds as much; None is a full one.

    A clock that was set back fills nothing and empties nothing.
    """
    pace = rate.burst / rate.seconds
    before = bucket or Bucket(rate.burst, at)
    held = min(rate.burst, before.left + max(0.0, at - before.at) * pace)
    ok = held >= cost
    left = held - cost if ok else held
    wait = 0.0 if ok else (cost - held) / pace if cost <= rate.burst else math.inf
    return Bucket(left, max(at, before.at)), Taken(ok, left, wait, (rate.burst - left) / pace)


class Limiter(Protocol):
    """Counts what is asked, by whom."""

    def take(self, rate: Rate, who: str, *, cost: float = 1.0) -> Taken:
        """Take from somebody's bucket."""
        ...


class InMemory:
    """A `Limiter` within one process.

    Args:
        clock: gives the present moment.
        kept: how many buckets.
    """

    def __init__(self, *, clock: Clock = now, kept: int = KEPT) -> None:
        self._clock, self._kept = clock, kept
        self._buckets: OrderedDict[tuple[str, str], Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, rate: Rate, who: str, *, cost: float = 1.0) -> Taken:
        """Take from somebody's bucket."""
        at = self._clock().timestamp()
        with self._lock:
            bucket, taken = take(self._buckets.pop((rate.name, who), None), rate, at=at, cost=cost)
            self._buckets[rate.name, who] = bucket
            if len(self._buckets) > self._kept:
                self._buckets.popitem(last=False)
        return taken


def require(limiter: Limiter, rate: Rate, who: str, *, cost: float = 1.0) -> Taken:
    """Take from somebody's bucket.

    Raises:
        TooMany: it does not hold as much.
    """
    taken = limiter.take(rate, who, cost=cost)
    if not taken.ok:
        raise TooMany("this was asked too often", subject=rate.name, seconds=taken.wait)
    return taken


def headers(rate: Rate, taken: Taken) -> dict[str, str]:
    """Return what tells a program how often it may ask (draft-ietf-httpapi-ratelimit-headers-09, RFC 9110 § 10.2.3)."""
    told = {
        "RateLimit-Policy": f'"{rate.name}";q={math.floor(rate.burst)};w={math.ceil(rate.seconds)}',
        "RateLimit": f'"{rate.name}";r={math.floor(taken.left)};t={math.ceil(taken.full)}',
    }
    if not taken.ok and math.isfinite(taken.wait):
        told["Retry-After"] = str(math.ceil(taken.wait))
    return told
