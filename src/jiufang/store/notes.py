"""Keep notes on candidates: what somebody wrote down, sealed for the person that it is about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select

from jiufang.errors import BadInput
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.session import Session


@dataclass(frozen=True)
class Note:
    """What somebody wrote down about a person, or about one application of theirs."""

    id: UUID
    version: int
    person: UUID
    application: UUID | None
    made_by: str
    created_at: dt.datetime
    updated_at: dt.datetime
    body: str


def add(session: Session, person: UUID, *, body: str, by: str, application: UUID | None = None) -> UUID:
    """Keep a note.

    Raises:
        BadInput: it says nothing.
    """
    id = new_id()
    sealed = session.seal(_said(body), person=person, at=(t.notes, id, "body"))
    return session.insert(t.notes, id, person_id=person, application_id=application, made_by=by, body=sealed)


def load(session: Session, id: UUID) -> Note:
    """Return a note.

    Raises:
        NotFound: there is none.
        Sealed: its person was erased.
    """
    return _note(session, session.get(t.notes, id))


def change(session: Session, id: UUID, *, body: str, version: int | None = None) -> int:
    """Put other words in the place of a note's; return the row's new version.

    Raises:
        NotFound: there is none.
        Conflict: it was changed in the meantime.
    """
    person = session.get(t.notes, id).person_id
    return session.update(t.notes, id, version=version, body=session.seal(_said(body), person=person, at=(t.notes, id, "body")))


def remove(session: Session, id: UUID) -> None:
    """Remove a note."""
    session.connection.execute(delete(t.notes).where(t.notes.c.id == id))


def of(session: Session, persons: Sequence[UUID]) -> list[Note]:
    """Return the notes on persons, the latest first."""
    rows = session.connection.execute(select(t.notes).where(t.notes.c.person_id.in_(persons)).order_by(t.notes.c.id.desc())).all()
    session.keys.fetch(row.person_id for row in rows)
    return [_note(session, row) for row in rows]


def _note(session: Session, row: Row[Any]) -> Note:
    body = session.unseal(row.body, person=row.person_id, at=(t.notes, row.id, "body"))
    return Note(row.id, row.version, row.person_id, row.application_id, row.made_by, row.created_at, row.updated_at, str(body))


def _said(body: str) -> str:
    if not body.strip():
        raise BadInput("a note says something", subject="body")
    return body.strip()
