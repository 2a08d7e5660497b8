"""Who asks faster than they are answered is held back before anything of the request is looked at, and nobody else is."""

from __future__ import annotations

import datetime as dt

import pytest

from jiufang.access.errors import TooMany
from jiufang.web.patience import AT_ONCE, REMEMBERED, Patience

RATES = {"requests"}
AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def told_to_wait(patience: Patience, credential: str, seconds: float, rate: str = "requests") -> None:
    """Let the counter behind the door say no to a request."""
    with pytest.raises(TooMany, match="behind"), patience.asking(credential, AT):
        raise TooMany("behind the door", subject=rate, seconds=seconds)


def test_so_many_may_be_under_way():
    """One more is told to wait; another one's are not counted; who has their answers may ask again."""
    patience = Patience(RATES)
    under_way = [patience.asking("mei", AT) for _ in range(AT_ONCE)]
    for one in under_way:
        one.__enter__()
    with pytest.raises(TooMany, match="under way"), patience.asking("mei", AT):
        pass
    with patience.asking("tom", AT):
        pass
    under_way.pop().__exit__(None, None, None)
    with patience.asking("mei", AT):
        pass


def test_who_was_told_to_wait_waits():
    """Until then they are told the same without being looked at; no longer than a minute at once."""
    patience = Patience(RATES)
    told_to_wait(patience, "mei", 3.0)
    with pytest.raises(TooMany) as told, patience.asking("mei", AT + dt.timedelta(seconds=1)):
        pass
    assert told.value.seconds == 2.0
    with patience.asking("tom", AT), patience.asking("mei", AT + dt.timedelta(seconds=3)):
        pass
    told_to_wait(patience, "mei", 86400.0)
    with patience.asking("mei", AT + dt.timedelta(seconds=60)):
        pass


def test_other_rates_hold_nobody_back():
    """Who mistyped a password too often, or whoever sits behind the same address, may ask other things."""
    patience = Patience(RATES)
    told_to_wait(patience, "192.0.2.1", 600.0, rate="sign-in")
    with patience.asking("192.0.2.1", AT):
        pass


def test_an_error_ends_a_request_too():
    """Nothing stays under way that is over."""
    patience = Patience(RATES, at_once=1)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), patience.asking("mei", AT):
            raise ZeroDivisionError


def test_a_flood_of_credentials_is_forgotten():
    """What is remembered has an end."""
    patience = Patience(RATES)
    for number in range(REMEMBERED + 5):
        told_to_wait(patience, f"{number}", 30.0)
    assert len(patience._until) == REMEMBERED
