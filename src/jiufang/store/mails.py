"""Keep what is on its way to somebody's own address, until the mail server has it or it was given up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select

from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.store.tables import mails


class Kind(StrEnum):
    """What a mail is for; a `letter` and the link to a `screening` go to a candidate, all others to who works here."""

    PASSWORD = "password"  # noqa: S105 - a kind of mail
    INVITATION = "invitation"
    ALERT = "alert"
    LETTER = "letter"
    SCREENING = "screening"


class State(StrEnum):
    """How far a mail got; `dropped` when there was nothing to tell any more."""

    WAITING = "waiting"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"


@dataclass(frozen=True)
class Kept:
    """A mail as it is kept.

    Args:
        about: the message, user, saved search or conversation.
        content: whom it goes to and what it says, where nothing else says it; nothing once it has ended.
        tries: how often it was tried.
        reason: what the last try came to: a code.
    """

    id: UUID
    kind: Kind
    about: UUID
    content: dict[str, Any] | None
    state: State
    tries: int
    reason: str
    created_at: dt.datetime


def put(session: Session, kind: Kind, about: UUID, *, person: UUID | None = None, content: dict[str, Any] | None = None) -> UUID:
    """Keep a mail on its way; return its id.

    Args:
        session: the tenant's transaction.
        kind: what it is for.
        about: the message, user or saved search.
        person: the candidate to whom it goes; what it says is sealed with their key.
        content: whom it goes to and what it says, where nothing else says it.
    """
    id = new_id()
    sealed = session.seal(content, person=person, at=(mails, id, "content")) if content is not None else None
    return session.insert(mails, id, kind=str(kind), about=about, person_id=person, content=sealed)


def load(session: Session, id: UUID) -> Kept:
    """Return a mail.

    Raises:
        NotFound: there is none: whom it went to was erased.
    """
    return _kept(session, session.get(mails, id))


def latest(session: Session, about: UUID) -> Kept | None:
    """Return the latest mail about a message, user or saved search."""
    row = session.connection.execute(select(mails).where(mails.c.about == about).order_by(mails.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _kept(session, row)


def settle(session: Session, id: UUID, state: State, *, tries: int, reason: str = "") -> None:
    """Keep how far a mail got; what it said goes as soon as it has ended well."""
    given: dict[str, Any] = {"ended_at": None if state is State.WAITING else func.now()}
    if state in {State.SENT, State.DROPPED}:
        given["content"] = None
    session.update(mails, id, state=str(state), tries=tries, reason=reason, **given)


def forget(session: Session, *, days: int) -> int:
    """Remove mails that ended so many days ago; return how many there were."""
    old = mails.c.updated_at < func.now() - func.make_interval(0, 0, 0, days)
    return session.connection.execute(delete(mails).where(mails.c.state != str(State.WAITING), old)).rowcount


def _kept(session: Session, row: Any) -> Kept:
    content = session.unseal(row.content, person=row.person_id, at=(mails, row.id, "content")) if row.content else None
    return Kept(row.id, Kind(row.kind), row.about, content, State(row.state), row.tries, row.reason, row.created_at)
