"""List jobs, the newest first, with how many stand at each stage; and the versions of what a job asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, func, select

from jiufang.errors import NotFound
from jiufang.store import tables as t
from jiufang.store.lists import applications
from jiufang.store.lists.keyset import USUAL, Keyset, Listed, Place, Slice
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session

j, v = t.jobs.c, t.job_versions.c
NEWEST = Keyset((j.id,), descending=True)


@dataclass(frozen=True)
class Opening:
    """A job in a list; `team` are the users whose own it is."""

    id: UUID
    version: int
    title: str
    status: str
    template: str
    blind: bool
    number: int
    requirements: int
    created_at: dt.datetime
    updated_at: dt.datetime
    stages: Mapping[str, int]
    team: frozenset[UUID]


@dataclass(frozen=True)
class Version:
    """What a job asked for from one moment on: who made it so, and why."""

    id: UUID
    number: int
    made_by: str
    reason: str
    created_at: dt.datetime
    matches: int


def page(
    session: Session, *, status: str | None = "open", own: UUID | None = None, after: Place | None = None, limit: int = USUAL
) -> Slice[Opening]:
    """Return some jobs.

    Args:
        session: the tenant's transaction.
        status: `open`, `closed`, …; all when None.
        own: only those that are this user's own.
        after: where the last page ended.
        limit: how many.
    """
    rows = LISTED.fetch(session, status=status, own=own, after=after, limit=limit)
    return Slice(tuple(_filled(session, rows.rows)), rows.next)


def names(session: Session, *, status: str | None = "open", own: UUID | None = None, limit: int = USUAL) -> list[Any]:
    """Return what some jobs are called, as `page` lists them; nobody's applicants are counted for it."""
    return list(NAMED.fetch(session, status=status, own=own, after=None, limit=limit).rows)


def one(session: Session, job: UUID) -> Opening:
    """Return a job.

    Raises:
        NotFound: there is none.
    """
    rows = ONE.all(session.connection, id=job)
    if not rows:
        raise NotFound("there is nothing of this id", subject=f"jobs {job}")
    return _filled(session, rows)[0]


def versions(session: Session, job: UUID) -> list[Version]:
    """Return the versions of a job, the latest first, and how many matches were made with each."""
    made = select(t.matches.c.job_version_id, func.count().label("number")).group_by(t.matches.c.job_version_id)
    counted = made.where(t.matches.c.job_version_id.in_(select(v.id).where(v.job_id == job))).subquery()
    query = select(v.id, v.number, v.made_by, v.reason, v.created_at, func.coalesce(counted.c.number, 0)).where(v.job_id == job)
    query = query.outerjoin(counted, counted.c.job_version_id == v.id).order_by(v.number.desc())
    return [Version(*row) for row in session.connection.execute(query)]


def _query() -> Any:
    asked = func.jsonb_array_length(v.job["requirements"]).label("requirements")
    members = select(func.array_agg(t.job_team.c.user_id)).where(t.job_team.c.job_id == j.id).scalar_subquery().label("team")
    columns = (j.id, j.version, j.title, j.status, j.template, j.blind, j.current, asked, j.created_at, j.updated_at, members)
    return select(*columns).join(t.job_versions, and_(v.job_id == j.id, v.number == j.current))


def _filled(session: Session, rows: Sequence[Any]) -> list[Opening]:
    ids = [row.id for row in rows]
    stages = applications.counts(session, ids)
    return [
        Opening(
            row.id, row.version, row.title, row.status, row.template, row.blind, row.current, row.requirements, row.created_at, row.updated_at,
            stages.get(row.id, {}), frozenset(row.team or ()),
        )
        for row in rows
    ]  # fmt: skip


WHICH: dict[str, Callable[[], ColumnElement[bool]]] = {
    "status": lambda: j.status == bindparam("status"),
    "own": lambda: j.id.in_(select(t.job_team.c.job_id).where(t.job_team.c.user_id == bindparam("own"))),
}
LISTED, NAMED = Listed(_query, NEWEST, **WHICH), Listed(lambda: select(j.id, j.title, j.status, j.blind), NEWEST, **WHICH)
ONE = Prepared(lambda: _query().where(j.id == bindparam("id")))
