"""Token buckets let through what they say, and A20: one flood is not another's."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.access.cast import Watch

from jiufang.access.errors import TooMany
from jiufang.access.limits import InMemory, Rate, headers, require, take

TEN = Rate("api", burst=10, seconds=5)


@given(st.lists(st.tuples(st.floats(-5, 30), st.floats(0.1, 12)), max_size=60))
def test_never_more_than_burst_and_pace_allow(steps: list[tuple[float, float]]):
    """In any stretch of time, clocks set back included, no more goes through than a full bucket and what flows in."""
    bucket, at, spent = None, 1000.0, 0.0
    moments = []
    for wait, cost in steps:
        at += wait
        moments.append(at)
        bucket, taken = take(bucket, TEN, at=at, cost=cost)
        spent += cost if taken.ok else 0
        assert spent <= TEN.burst + (max(moments) - moments[0]) * TEN.burst / TEN.seconds + 1e-6
        assert -1e-9 <= taken.left <= TEN.burst
        assert (taken.wait == 0) == taken.ok


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=30), st.floats(0.1, 10))
def test_who_waits_as_long_as_told_gets_through(costs: list[float], cost: float):
    """The wait that is told is enough, and a hundredth less is not."""
    bucket, at = None, 0.0
    for c in costs:
        bucket, _ = take(bucket, TEN, at=at, cost=c)
    _, refused = take(bucket, TEN, at=at, cost=cost)
    if not refused.ok and refused.wait > 0.01:
        assert take(bucket, TEN, at=at + refused.wait + 1e-6, cost=cost)[1].ok
        assert not take(bucket, TEN, at=at + refused.wait * 0.99, cost=cost)[1].ok


def test_what_costs_more_than_a_bucket_never_comes():
    """It is told so, rather than to wait."""
    taken = take(None, TEN, at=0, cost=11)[1]

    assert not taken.ok
    assert math.isinf(taken.wait)
    assert "Retry-After" not in headers(TEN, taken)


def test_one_flood_is_not_anothers():
    """A20: 200 requests a second for a minute: that client gets its share, another one everything."""
    watch = Watch()
    limiter = InMemory(clock=watch)
    flood = calm = 0
    for n in range(200 * 60):
        watch.go(seconds=0.005)
        flood += limiter.take(TEN, "loud").ok
        if n % 200 == 0:
            calm += limiter.take(TEN, "quiet").ok

    assert flood <= 10 + 60 * 2 + 1
    assert calm == 60


def test_memory_is_bounded():
    """A million strangers take no more room than the limit; the one that keeps asking is not forgotten for them."""
    watch = Watch()
    limiter = InMemory(clock=watch, kept=100)
    for _ in range(10):
        limiter.take(TEN, "loud")
    for n in range(5000):
        limiter.take(TEN, f"stranger {n}")
        if n % 50 == 0:
            assert not limiter.take(TEN, "loud").ok

    assert len(limiter._buckets) == 100


def test_rates_are_told():
    """Headers as the draft has them; a refusal says when to come back, rounded up."""
    watch = Watch()
    limiter = InMemory(clock=watch)
    taken = limiter.take(TEN, "x")
    assert headers(TEN, taken) == {"RateLimit-Policy": '"api";q=10;w=5', "RateLimit": '"api";r=9;t=1'}
    for _ in range(9):
        require(limiter, TEN, "x")
    with pytest.raises(TooMany) as refusal:
        require(limiter, TEN, "x")
    assert refusal.value.seconds == pytest.approx(0.5)
    assert headers(TEN, limiter.take(TEN, "x"))["Retry-After"] == "1"


@pytest.mark.parametrize(("burst", "seconds"), [(0, 1), (-1, 1), (1, 0), (1, -1)])
def test_a_rate_lets_something_through(burst: float, seconds: float):
    """A rate that never would is a mistake."""
    with pytest.raises(ValueError, match="lets"):
        Rate("x", burst=burst, seconds=seconds)
