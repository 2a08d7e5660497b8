"""Webhooks are signed as Standard Webhooks says, tried again as often as it advises, and given up with a reason."""

from __future__ import annotations

import base64
import datetime as dt
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.access.cast import MONDAY, dice

from jiufang.access.errors import InvalidToken
from jiufang.access.webhooks import SCHEDULE, Delivery, State, after, new_secret, sign, verify
from jiufang.errors import BadInput

SECRET = new_secret(random=dice())
BODY = '{"type": "candidate.added", "data": {"id": "x", "名": 1}}'.encode()
DELIVERY = Delivery(UUID(int=1), "evt_1")


def test_the_standards_own_example():
    """The signature that the reference implementations print for this secret, id, time and body."""
    at = dt.datetime.fromtimestamp(1614265330, dt.UTC)

    told = sign(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], id="msg_p5jXN8AQM9LWM0D4loKWxJek", at=at, body=b'{"test": 2432232314}')

    assert told["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert told["webhook-timestamp"] == "1614265330"


def test_what_is_signed_is_verified():
    """The receiver learns the id, by which it drops what it got before."""
    told = sign([SECRET], id="evt_1", at=MONDAY, body=BODY)

    assert verify([SECRET], told, BODY, at=MONDAY) == "evt_1"


def test_secrets_change_without_a_gap():
    """Signed with the new and the old secret, a message is good for whoever has either."""
    new = new_secret()
    told = sign([new, SECRET], id="evt_1", at=MONDAY, body=BODY)

    assert verify([SECRET], told, BODY, at=MONDAY) == verify([new], told, BODY, at=MONDAY) == "evt_1"


@pytest.mark.parametrize("seconds", [-301, 301, 86_400, -86_400])
def test_old_and_future_messages_are_refused(seconds: int):
    """A replay outside five minutes is refused, though its signature fits; within, it has the same id."""
    told = sign([SECRET], id="evt_1", at=MONDAY, body=BODY)
    assert verify([SECRET], told, BODY, at=MONDAY + dt.timedelta(seconds=299 if seconds > 0 else -299))

    with pytest.raises(InvalidToken):
        verify([SECRET], told, BODY, at=MONDAY + dt.timedelta(seconds=seconds))


@pytest.mark.parametrize("change", ["body", "id", "time", "secret", "version", "none", "empty", "letters"])
def test_nothing_can_be_changed(change: str):
    """Body, id and time are all signed; another secret, or another version of signatures, does not fit."""
    told, body, secrets = sign([SECRET], id="evt_1", at=MONDAY, body=BODY), BODY, [SECRET]
    match change:
        case "body":
            body += b" "
        case "id":
            told["webhook-id"] = "evt_2"
        case "time":
            told["webhook-timestamp"] = str(int(told["webhook-timestamp"]) + 1)
        case "secret":
            secrets = [new_secret()]
        case "version":
            told["webhook-signature"] = told["webhook-signature"].replace("v1,", "v0,")
        case "none":
            told = {}
        case "empty":
            told["webhook-signature"] = ""
        case "letters":
            told["webhook-signature"] = "v1,签"
    with pytest.raises(InvalidToken):
        verify(secrets, told, body, at=MONDAY)


@pytest.mark.parametrize("stamp", ["", "-1", "1e9", "１７", "9" * 30, "nan"])
def test_odd_times_are_refused(stamp: str):
    """What is no time in seconds is no time."""
    told = sign([SECRET], id="evt_1", at=MONDAY, body=BODY) | {"webhook-timestamp": stamp}
    with pytest.raises(InvalidToken):
        verify([SECRET], told, BODY, at=MONDAY)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_xx", "hunter2", "whsec_" + base64.b64encode(b"short").decode()])
def test_odd_secrets_are_refused(secret: str):
    """A secret is 24 to 64 random bytes."""
    with pytest.raises(BadInput):
        sign([secret], id="evt_1", at=MONDAY, body=BODY)


def test_a_receiver_that_is_down_is_tried_ten_times_in_three_days():
    """Waits grow; after the tenth try the delivery is dead, with the reason."""
    delivery, at, waits = DELIVERY, MONDAY, []
    while delivery.state is State.WAITING:
        delivery = after(delivery, at=at, status=503, random=dice(str(len(waits))))
        if delivery.next_at:
            waits.append(delivery.next_at - at)
            at = delivery.next_at

    assert (delivery.state, delivery.tries, delivery.reason, delivery.next_at) == (State.DEAD, 10, "503", None)
    assert all(wanted <= wait <= wanted * 1.2 for wanted, wait in zip(SCHEDULE, waits, strict=True))
    assert dt.timedelta(days=3) < at - MONDAY < dt.timedelta(days=4)


@given(st.one_of(st.none(), st.integers(100, 599)), st.integers(0, 12), st.floats(-10, 1e12) | st.just(float("nan")))
def test_every_try_comes_to_an_end(status: int | None, tries: int, asked: float):
    """Delivered, dead, or a next try later than now and within two days, whatever the receiver says."""
    came = after(Delivery(UUID(int=1), "evt_1", tries=tries), at=MONDAY, status=status, retry_after=asked)

    assert came.tries == tries + 1
    if came.state is State.WAITING:
        assert came.next_at
        assert MONDAY < came.next_at <= MONDAY + dt.timedelta(days=2)
    else:
        assert came.next_at is None
    assert (came.state is State.DELIVERED) == (status is not None and 200 <= status < 300)
    assert came.gone == (status == 410)


def test_a_receiver_may_ask_for_time():
    """Retry-After is kept to when it is longer than our own wait."""
    came = after(DELIVERY, at=MONDAY, status=429, retry_after=600)

    assert came.next_at == MONDAY + dt.timedelta(seconds=600)
    assert after(DELIVERY, at=MONDAY, status=None).reason == "no answer"
