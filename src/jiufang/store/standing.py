"""Keep beside each application which match speaks for it, so that a page of applicants in the order of their scores is an index walk.

An application's match is the last one of its person's latest profile with the job as it stands; after a change of the job, of the
profile, or of who is the same person, there is none until they are matched again, and for who refuses it none at all. Merged persons
have one application for a job that counts: that of the person they all are, else the earliest.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, literal, select, update

from jiufang.store import tables as t
from jiufang.store.refusals import FIRST, refusing
from jiufang.store.session import Session

a, m = t.applications.c, t.matches.c


def refresh(session: Session, *, job: UUID | None = None, persons: Collection[UUID] = ()) -> None:
    """Let applications of a job, or of persons, or of both, have the match that speaks for them now.

    Args:
        session: the tenant's transaction.
        job: of this job only; all jobs when None.
        persons: of these persons and whoever is the same; all when empty.
    """
    same = _same(session, persons) if persons else []
    other, version = t.persons.alias("other"), t.job_versions.alias("version")
    latest = func.row_number().over(partition_by=(t.jobs.c.id, _root(other)), order_by=m.profile_id.desc())
    several = (
        select(t.jobs.c.id.label("job_id"), _root(other).label("root"), m.id.label("match_id"), m.score, latest.label("place"))
        .join(t.profiles, and_(t.profiles.c.id == m.profile_id, t.profiles.c.current))
        .join(other, other.c.id == m.person_id)
        .join(version, version.c.id == m.job_version_id)
        .join(t.jobs, and_(t.jobs.c.id == version.c.job_id, t.jobs.c.current == version.c.number))
        .where(m.latest, _root(other).not_in(refusing()), *_only(t.jobs.c.id, m.person_id, job, same))
        .subquery("several")
    )
    speaking = select(several).where(several.c.place == 1).subquery("speaking")
    mine, holder = t.applications.alias("mine"), t.persons.alias("holder")
    place = case((_root(holder).in_(refusing()), literal(FIRST)), else_=speaking.c.score)
    now = (
        select(mine.c.id, speaking.c.match_id, place.label("score"))
        .join(holder, holder.c.id == mine.c.person_id)
        .outerjoin(speaking, and_(speaking.c.job_id == mine.c.job_id, speaking.c.root == _root(holder)))
        .where(*_only(mine.c.job_id, mine.c.person_id, job, same))
        .subquery("now")
    )
    changed = and_(a.id == now.c.id, a.match_id.is_distinct_from(now.c.match_id) | a.score.is_distinct_from(now.c.score))
    session.connection.execute(update(t.applications).where(changed).values(match_id=now.c.match_id, score=now.c.score))


def count_once(session: Session, same: Sequence[UUID]) -> None:
    """Let one application for each job count, of persons who are the same; the first of them is whom they all are."""
    query = select(a.id, a.person_id, a.job_id, a.duplicate_of).where(a.person_id.in_(same)).order_by(a.id)
    by_job: dict[UUID, list[Any]] = {}
    for row in session.connection.execute(query):
        by_job.setdefault(row.job_id, []).append(row)
    for rows in by_job.values():
        first = next((row for row in rows if row.person_id == same[0]), rows[0]).id
        for row in rows:
            of = None if row.id == first else first
            if row.duplicate_of != of:
                session.update(t.applications, row.id, duplicate_of=of)


def _root(persons: Any) -> ColumnElement[UUID]:
    return func.coalesce(persons.c.root_id, persons.c.id)


def _only(job_id: Any, person_id: Any, job: UUID | None, persons: Sequence[UUID]) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [] if job is None else [job_id == job]
    return [*conditions, person_id.in_(persons)] if persons else conditions


def _same(session: Session, persons: Collection[UUID]) -> list[UUID]:
    """Return everybody who is the same as one of some persons."""
    one, other = t.persons.alias("one"), t.persons.alias("other")
    found = list(session.connection.execute(select(_root(one)).where(one.c.id.in_(persons)).distinct()).scalars())
    query = select(other.c.id).where(other.c.id.in_(found) | other.c.root_id.in_(found))
    return list(session.connection.execute(query).scalars())
