"""Keep letters to candidates and from them: what they are to say, the draft, what was sent and received; sealed for their person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jiufang.store import fingerprints
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.store.tables import messages

REQUESTED, DRAFT, SENT = "requested", "draft", "sent"  # by a person
SENDING = "sending"  # approved by a person, and on its way through the mail server
RECEIVED = "received"
OUT, IN = "out", "in"


@dataclass(frozen=True)
class Message:
    """A letter; while it is requested, `body` holds what it is to be made of."""

    id: UUID
    person: UUID
    kind: str
    status: str
    body: dict[str, Any]
    version: int


def request(session: Session, person: UUID, *, kind: str, given: dict[str, Any]) -> UUID:
    """Keep that a letter is wanted, and what it is to be made of.

    Args:
        session: the tenant's transaction.
        person: to whom it goes.
        kind: what it is for.
        given: what whoever writes it is given, ready for JSON.
    """
    id = new_id()
    body = session.seal(given, person=person, at=(messages, id, "body"))
    return session.insert(messages, id, person_id=person, direction="out", kind=kind, status=REQUESTED, body=body)


def draft(session: Session, message: UUID, *, body: dict[str, Any]) -> None:
    """Put the draft in the request's place."""
    person = session.get(messages, message).person_id
    session.update(messages, message, status=DRAFT, body=session.seal(body, person=person, at=(messages, message, "body")))


def load(session: Session, message: UUID) -> Message:
    """Return a letter.

    Raises:
        NotFound: there is none.
        Sealed: its person was erased.
    """
    row = session.get(messages, message)
    body = session.unseal(row.body, person=row.person_id, at=(messages, message, "body"))
    return Message(message, row.person_id, row.kind, row.status, body, row.version)


@dataclass(frozen=True)
class Letter:
    """What a message is about besides its words: whom it goes to or comes from, by which way, and in answer to what."""

    person: UUID
    direction: str
    channel: str = "email"
    kind: str = ""
    application: UUID | None = None
    thread: UUID | None = None
    by: str = ""


def write(
    session: Session, letter: Letter, *, body: dict[str, Any], status: str, sent_at: dt.datetime | None = None, external: str = ""
) -> UUID:
    """Keep a message that somebody wrote, here or elsewhere; one that came in before by the same id is that one.

    Args:
        session: the tenant's transaction.
        letter: what it is about.
        body: its words, ready for JSON; sealed.
        status: `draft`, `sent`, `received`.
        sent_at: when it was sent, if it was.
        external: what it is called where it came from, such as its Message-ID; only a keyed hash is kept.
    """
    known = fingerprints.of(session, "message", external).fingerprint if external else None
    if known is not None:
        found = session.connection.execute(select(messages.c.id).where(messages.c.external_id == known)).scalar_one_or_none()
        if found is not None:
            return UUID(str(found))
    id = new_id()
    row = {
        "person_id": letter.person, "direction": letter.direction, "channel": letter.channel, "kind": letter.kind, "status": status,
        "application_id": letter.application, "thread_id": letter.thread or id, "made_by": letter.by, "sent_at": sent_at, "external_id": known,
    }  # fmt: skip
    return session.insert(messages, id, **row, body=session.seal(body, person=letter.person, at=(messages, id, "body")))


def change(session: Session, message: UUID, *, version: int | None = None, body: dict[str, Any] | None = None, **values: Any) -> int:
    """Change a message's words, or how it stands; return the row's new version.

    Raises:
        NotFound: there is none.
        Conflict: it was changed in the meantime.
    """
    if body is not None:
        person = session.get(messages, message).person_id
        values["body"] = session.seal(body, person=person, at=(messages, message, "body"))
    return session.update(messages, message, version=version, **values)
