"""Answer a request that is sent twice as it was answered once (draft-ietf-httpapi-idempotency-key-header-07)."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from jiufang.access.errors import KeyReused, StillRunning
from jiufang.access.moments import Clock, now
from jiufang.access.policy import Actor
from jiufang.errors import BadInput

HEADER = "idempotency-key"
KEPT = dt.timedelta(hours=24)  # as long as an answer is given again
RUNNING = dt.timedelta(minutes=2)  # after which a request that was never answered counts as dead with its process
FORM = re.compile(r'"?([\x21\x23-\x5b\x5d-\x7e]{1,128})"?')  # a structured-field string, or the bare word that most clients send


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: what it takes to answer so again."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """A request that came before.

    Args:
        request_hash: of what it asked for.
        answer: None as long as it is being answered.
        expires_at: when it is forgotten.
    """

    request_hash: bytes
    answer: Answer | None
    expires_at: dt.datetime


class AnswerShelf(Protocol):
    """The answers of one tenant."""

    def claim(self, actor: str, key: str, request_hash: bytes, *, at: dt.datetime, until: dt.datetime) -> Kept | None:
        """Put a request down as being answered, unless one with this key is there that has not expired at `at`; return that one."""
        ...

    def keep(self, actor: str, key: str, answer: Answer, *, until: dt.datetime) -> None:
        """Keep the answer of a claimed request."""
        ...

    def release(self, actor: str, key: str) -> None:
        """Forget a claimed request, so that it can be sent again."""
        ...


def read_key(header: str) -> str:
    """Return the key that a header carries.

    Raises:
        BadInput: it carries none.
    """
    found = FORM.fullmatch(header.strip())
    if found is None:
        raise BadInput("an idempotency key is 1 to 128 visible ASCII characters", subject=HEADER, hint="a UUID makes a good one")
    return found[1]


def request_hash(method: str, path: str, body: bytes) -> bytes:
    """Return what tells one request from another."""
    parts = (method.upper().encode("ascii"), path.encode("utf-8"), body)
    return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in parts)).digest()


def once(
    shelf: AnswerShelf, actor: Actor, key: str, asked: bytes, answer: Callable[[], Answer], *, clock: Clock = now
) -> tuple[Answer, bool]:
    """Answer a request, or give the answer that it got before.

    Args:
        shelf: where answers are kept, outside the transaction of the request.
        actor: who asks; another one's key is another key.
        key: as the request carries it.
        asked: `request_hash` of the request.
        answer: does what is asked for. When it raises, or the server fails (5xx), nothing is kept: it may be sent again.
        clock: gives the present moment.

    Returns:
        The answer, and whether it was given before.

    Raises:
        KeyReused: another request came with this key.
        StillRunning: the same is being answered.
    """
    before = recall(shelf, actor, key, asked, at=clock())
    if before is not None:
        return before, True
    given = None
    try:
        given = answer()
    finally:
        settle(shelf, actor, key, given, at=clock())
    return given, False


def recall(shelf: AnswerShelf, actor: Actor, key: str, asked: bytes, *, at: dt.datetime) -> Answer | None:
    """Return the answer that a request got before; None when it is new, and from now on being answered.

    Raises:
        KeyReused: another request came with this key.
        StillRunning: the same is being answered.
    """
    before = shelf.claim(_name(actor), key, asked, at=at, until=at + RUNNING)
    return None if before is None else _again(before, asked, key)


def settle(shelf: AnswerShelf, actor: Actor, key: str, given: Answer | None, *, at: dt.datetime) -> None:
    """Keep what a request was answered; None, or a failure of the server, is forgotten, so that it may be sent again."""
    if given is None or given.status >= 500:
        shelf.release(_name(actor), key)
    else:
        shelf.keep(_name(actor), key, given, until=at + KEPT)


def _name(actor: Actor) -> str:
    return f"{actor.via}:{actor.credential}"


def _again(before: Kept, asked: bytes, key: str) -> Answer:
    if before.request_hash != asked:
        raise KeyReused("this key came with another request before", subject=key, hint="take a new key for each request")
    if before.answer is None:
        raise StillRunning("the same request is being answered", subject=key, hint="ask again in a moment")
    return before.answer
