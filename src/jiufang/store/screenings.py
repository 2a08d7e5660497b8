"""Keep screening conversations: every word sealed for the candidate, what phase they are in beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from jiufang.screening.records import Session as Talk
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.session import Session


@dataclass(frozen=True)
class Screening:
    """A conversation; `result` tells what the answers changed, once it is over, and the match that they made."""

    id: UUID
    version: int
    person: UUID
    application: UUID
    job_version: UUID
    match: UUID
    created_at: dt.datetime
    updated_at: dt.datetime
    talk: Talk
    result: dict[str, Any] | None


def begin(session: Session, talk: Talk, *, person: UUID, application: UUID, job_version: UUID, match: UUID) -> UUID:
    """Keep a conversation that begins.

    Args:
        session: the tenant's transaction.
        talk: the conversation, with its first message.
        person: the candidate.
        application: of theirs.
        job_version: the version of the job that it is about.
        match: what the résumé leaves open.
    """
    id = new_id()
    row = {"person_id": person, "application_id": application, "job_version_id": job_version, "match_id": match, "mode": str(talk.mode)}
    return session.insert(t.screening_sessions, id, **row, phase=str(talk.phase), session=_sealed(session, id, person, talk, None))


def load(session: Session, id: UUID) -> Screening:
    """Return a conversation.

    Raises:
        NotFound: there is none.
        Sealed: its person was erased.
    """
    row = session.get(t.screening_sessions, id)
    told = session.unseal(row.session, person=row.person_id, at=(t.screening_sessions, id, "session"))
    ids = (row.person_id, row.application_id, row.job_version_id, row.match_id)
    return Screening(id, row.version, *ids, row.created_at, row.updated_at, Talk.load(told["talk"]), told["result"])


def keep(session: Session, screening: Screening, talk: Talk, *, result: dict[str, Any] | None = None) -> int:
    """Keep how a conversation went on; return the row's new version.

    Raises:
        Conflict: another message came in the meantime.
    """
    sealed = _sealed(session, screening.id, screening.person, talk, result)
    return session.update(t.screening_sessions, screening.id, version=screening.version, phase=str(talk.phase), session=sealed)


def _sealed(session: Session, id: UUID, person: UUID, talk: Talk, result: dict[str, Any] | None) -> bytes:
    return session.seal({"talk": talk.to_dict(), "result": result}, person=person, at=(t.screening_sessions, id, "session"))
