"""List interviews by their time, or those without one; with whom and for which job, and whose scorecards are in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from jiufang.store import tables as t
from jiufang.store.lists.keyset import USUAL, Keyset, Place, Slice, fetch, grouped
from jiufang.store.session import Session

c = t.interviews.c
SOONEST, LATEST, EARLIEST = Keyset((c.starts_at, c.id)), Keyset((c.starts_at, c.id), descending=True), Keyset((c.id,))


@dataclass(frozen=True)
class Interview:
    """An interview in a list; `place` is sealed still, `handed_in` are the interviewers whose scorecard is in."""

    id: UUID
    version: int
    application: UUID
    person: UUID
    kept_for: UUID
    job: UUID
    title: str
    blind: bool
    status: str
    starts_at: dt.datetime | None
    minutes: int | None
    interviewers: tuple[str, ...]
    place: bytes | None
    handed_in: tuple[str, ...]


def page(
    session: Session,
    *,
    timed: bool = True,
    latest: bool = False,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    interviewer: str = "",
    application: UUID | None = None,
    job: UUID | None = None,
    status: str = "",
    after: Place | None = None,
    limit: int = USUAL,
) -> Slice[Interview]:
    """Return some interviews.

    Args:
        session: the tenant's transaction.
        timed: those with a time, the soonest first; else those without, the earliest planned first.
        latest: of those with a time the latest first.
        since: only from this moment on.
        until: only before this moment.
        interviewer: only those that somebody takes part in.
        application: only those of an application.
        job: only those for a job.
        status: only `planned`, `held`, `cancelled`.
        after: where the last page ended.
        limit: how many.
    """
    query = _query().where(c.starts_at.is_not(None) if timed else c.starts_at.is_(None))
    asked = {c.application_id: application, t.applications.c.job_id: job, c.status: status}
    conditions = [column == value for column, value in asked.items() if value]
    conditions += [c.starts_at >= since] if since else []
    conditions += [c.starts_at < until] if until else []
    conditions += [c.interviewers.contains([interviewer])] if interviewer else []
    query = query.where(*conditions)
    rows = fetch(session, query, (LATEST if latest else SOONEST) if timed else EARLIEST, after=after, limit=limit)
    return Slice(tuple(_filled(session, rows.rows)), rows.next)


def one(session: Session, id: UUID) -> Interview:
    """Return an interview.

    Raises:
        NotFound: there is none.
    """
    session.get(t.interviews, id)
    return _filled(session, session.connection.execute(_query().where(c.id == id)).all())[0]


def _query() -> Any:
    root = func.coalesce(t.persons.c.root_id, t.persons.c.id).label("root")
    columns = (
        c.id, c.version, c.application_id, root, c.person_id, t.applications.c.job_id, t.jobs.c.title, t.jobs.c.blind, c.status, c.starts_at,
        c.minutes, c.interviewers, c.place,
    )  # fmt: skip
    joined = (
        select(*columns).join(t.applications, t.applications.c.id == c.application_id).join(t.jobs, t.jobs.c.id == t.applications.c.job_id)
    )
    return joined.join(t.persons, t.persons.c.id == c.person_id)


def _filled(session: Session, rows: Sequence[Any]) -> list[Interview]:
    s = t.scorecards.c
    if not rows:
        return []
    ids = [row.id for row in rows]
    found = session.connection.execute(select(s.interview_id, s.made_by).where(s.interview_id.in_(ids), s.submitted_at.is_not(None)))
    done = grouped((row.interview_id, row.made_by) for row in found)
    return [
        Interview(
            row.id, row.version, row.application_id, row.root, row.person_id, row.job_id, row.title, row.blind, row.status, row.starts_at,
            row.minutes, tuple(row.interviewers), row.place, tuple(sorted(done.get(row.id, ()))),
        )
        for row in rows
    ]  # fmt: skip
