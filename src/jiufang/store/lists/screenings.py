"""List screening conversations, the latest first: of an application, for a job, in a phase; nothing sealed is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from jiufang.store import tables as t
from jiufang.store.lists.keyset import USUAL, Keyset, Place, Slice, fetch
from jiufang.store.session import Session

c = t.screening_sessions.c
LATEST = Keyset((c.id,), descending=True)


@dataclass(frozen=True)
class Screening:
    """A conversation in a list."""

    id: UUID
    version: int
    application: UUID
    person: UUID
    job: UUID
    title: str
    mode: str
    phase: str
    created_at: dt.datetime
    updated_at: dt.datetime


def page(
    session: Session,
    *,
    job: UUID | None = None,
    application: UUID | None = None,
    phases: Collection[str] = (),
    own: UUID | None = None,
    after: Place | None = None,
    limit: int = USUAL,
) -> Slice[Screening]:
    """Return some conversations.

    Args:
        session: the tenant's transaction.
        job: only those for a job.
        application: only those of an application.
        phases: only those in one of some phases.
        own: only those for jobs that a user hires for.
        after: where the last page ended.
        limit: how many.
    """
    query = _query() if job is None else _query().where(t.job_versions.c.job_id == job)
    query = query if application is None else query.where(c.application_id == application)
    if own is not None:
        query = query.where(t.job_versions.c.job_id.in_(select(t.job_team.c.job_id).where(t.job_team.c.user_id == own)))
    return fetch(session, query.where(c.phase.in_(phases)) if phases else query, LATEST, after=after, limit=limit).map(_screening)


def one(session: Session, id: UUID) -> Screening:
    """Return a conversation.

    Raises:
        NotFound: there is none.
    """
    session.get(t.screening_sessions, id)
    return _screening(session.connection.execute(_query().where(c.id == id)).one())


def _query() -> Any:
    root = func.coalesce(t.persons.c.root_id, t.persons.c.id).label("root")
    columns = (
        c.id,
        c.version,
        c.application_id,
        root,
        t.job_versions.c.job_id,
        t.jobs.c.title,
        c.mode,
        c.phase,
        c.created_at,
        c.updated_at,
    )
    versions = select(*columns).join(t.persons, t.persons.c.id == c.person_id).join(t.job_versions, t.job_versions.c.id == c.job_version_id)
    return versions.join(t.jobs, t.jobs.c.id == t.job_versions.c.job_id)


def _screening(row: Any) -> Screening:
    return Screening(*row[:10])
