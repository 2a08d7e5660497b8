"""Keep letters to candidates: what they are to say, then the draft; sealed for the person that they go to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.store.tables import messages

REQUESTED, DRAFT = "requested", "draft"  # then sent, by a person


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
