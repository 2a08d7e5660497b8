"""Tell other servers of events: signed, dated, tried again, given up (Standard Webhooks 1.0; its libraries read ours).

webhook-id: evt_…            the same at every try: who got it already throws it away
webhook-timestamp: 1764…     of the try
webhook-signature: v1,…      HMAC-SHA-256 over id.timestamp.body, one for each secret in use
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from jiufang.access.errors import InvalidToken
from jiufang.access.events import CODE, is_id
from jiufang.access.moments import Chance, chance
from jiufang.errors import BadInput

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
SECRET_BYTES = 32
NO_ANSWER = "no answer"
WINDOW = dt.timedelta(minutes=5)
LONGEST_WAIT = 86_400.0  # seconds; a receiver that asks for more is tried after a day
JITTER = 0.2  # a fifth more at most, so that a server that comes back is not met by everything at once
_S, _M, _H = (dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1))
SCHEDULE = (5 * _S, 5 * _M, 30 * _M, 2 * _H, 5 * _H, 10 * _H, 14 * _H, 20 * _H, 24 * _H)
"""Waits between tries, as the standard advises: ten tries in some three days."""
TYPES: Mapping[str, str] = {
    "task.done": "something in the background was done: a file read, a job matched, a letter drafted",
    "task.dead": "it was given up, and waits for somebody to look at it",
    "job.opened": "a job was opened",
    "job.revised": "its requirements or weights changed",
    "person.decided": "somebody advanced or rejected a candidate",
    "person.agreed": "a candidate agreed to a purpose",
    "person.withdrew": "a candidate took that back",
    "search.alert": "somebody new fits a saved search",
    "person.erased": "a candidate was erased, and has to be elsewhere too",
    "interview.planned": "an interview was planned",
    "scorecard.handed_in": "an interviewer handed in their scorecard",
}
"""What a receiver can be told of; all that is not named here stays here."""


def message(type: str, *, id: UUID | None, at: dt.datetime, details: Mapping[str, object]) -> bytes:
    """Return what is sent of an event: what happened, when, to what; ids, codes and counts, never words. Who wants more asks the API.

    >>> message("job.opened", id=None, at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC), details={"requirements": 7, "title": "Baker wanted"})
    b'{"type":"job.opened","timestamp":"2026-11-23T00:00:00+00:00","data":{"id":null,"requirements":7}}'
    """
    plain = {name: value for name, value in details.items() if value is None or isinstance(value, int | float) or _is_code(value)}
    told = {"type": type, "timestamp": at.isoformat(), "data": {"id": str(id) if id else None, **plain}}
    return json.dumps(told, separators=(",", ":")).encode("ascii")


def new_secret(*, random: Chance = chance) -> str:
    """Return a secret for a receiver; it is shown once and kept sealed."""
    return PREFIX + base64.b64encode(random(SECRET_BYTES)).decode("ascii")


def sign(secrets: Sequence[str], *, id: str, at: dt.datetime, body: bytes) -> dict[str, str]:
    """Return the headers of a message.

    Args:
        secrets: of the receiver: one, or two while it changes from one to the other.
        id: of the event.
        at: of this try.
        body: exactly as it is sent.
    """
    stamp = str(int(at.timestamp()))
    signatures = " ".join(f"v1,{_signature(secret, id, stamp, body)}" for secret in secrets)
    return {ID: id, TIMESTAMP: stamp, SIGNATURE: signatures}


def verify(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, *, at: dt.datetime, window: dt.timedelta = WINDOW) -> str:
    """Return the id of a message that was signed with one of the secrets, for those who receive; ids seen before are theirs to drop.

    Raises:
        InvalidToken: it was not, or too long ago, or in the future.
    """
    id, stamp, given = (headers.get(name, "") for name in (ID, TIMESTAMP, SIGNATURE))
    recent = stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and abs(at.timestamp() - int(stamp)) <= window.total_seconds()
    if not (id and recent):
        raise InvalidToken("the message is not dated now", subject=TIMESTAMP)
    wanted = [f"v1,{_signature(secret, id, stamp, body)}".encode() for secret in secrets]
    found = [part.encode("utf-8", "replace") for part in given.split(" ")]
    if not any(hmac.compare_digest(a, b) for a in wanted for b in found):
        raise InvalidToken("the signature does not fit", subject=SIGNATURE)
    return id


class State(StrEnum):
    """How far a delivery got."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one receiver.

    Args:
        webhook: the receiver.
        event: the id that the receiver sees.
        tries: how often it was sent.
        next_at: when it is sent next; None when it is not.
        reason: what the last try came to: a status, or the name of a failure.
        gone: the receiver said that it wants no more (410): its webhook should be switched off.
    """

    webhook: UUID
    event: str
    state: State = State.WAITING
    tries: int = 0
    next_at: dt.datetime | None = None
    reason: str = field(default="")
    gone: bool = False


def after(delivery: Delivery, *, at: dt.datetime, status: int | None, retry_after: float = 0.0, random: Chance = chance) -> Delivery:
    """Return a delivery after a try.

    Args:
        delivery: before it.
        at: when it was.
        status: what the receiver answered; None when it did not. A redirection is a failure: a message is not sent elsewhere.
        retry_after: seconds that the receiver asked to wait, within a day.
        random: gives the jitter.
    """
    tries, reason = delivery.tries + 1, NO_ANSWER if status is None else str(status)
    tried = replace(delivery, tries=tries, reason=reason, next_at=None)
    if status is not None and 200 <= status < 300:
        return replace(tried, state=State.DELIVERED)
    if status == 410:
        return replace(tried, state=State.DEAD, gone=True)
    if tries > len(SCHEDULE):
        return replace(tried, state=State.DEAD)
    share = int.from_bytes(random(4)) / 2**32
    asked = dt.timedelta(seconds=min(max(0.0, retry_after), LONGEST_WAIT))
    wait = max(SCHEDULE[tries - 1] * (1 + JITTER * share), asked)
    return replace(tried, next_at=at + wait)


def _is_code(value: object) -> bool:
    return isinstance(value, str) and (is_id(value) or CODE.fullmatch(value) is not None)


def _signature(secret: str, id: str, stamp: str, body: bytes) -> str:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX).encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not (secret.startswith(PREFIX) and 24 <= len(key) <= 64):
        raise BadInput("this is no secret of a webhook", hint=f"it begins with {PREFIX} and holds 24 to 64 bytes in base64")
    return base64.b64encode(hmac.digest(key, b".".join((id.encode("utf-8"), stamp.encode("ascii"), body)), hashlib.sha256)).decode("ascii")
