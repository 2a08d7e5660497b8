"""List decisions, the latest first: for a job, about somebody, or all."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from jiufang.store import tables as t
from jiufang.store.decisions import Decision, several
from jiufang.store.lists.keyset import USUAL, Keyset, Place, Slice, fetch
from jiufang.store.session import Session

c = t.decisions.c
LATEST = Keyset((c.number,), descending=True)


def page(
    session: Session, *, job: UUID | None = None, persons: Sequence[UUID] = (), after: Place | None = None, limit: int = USUAL
) -> Slice[Decision]:
    """Return some decisions.

    Args:
        session: the tenant's transaction.
        job: only those for a job.
        persons: only those about somebody, who may be several merged persons.
        after: where the last page ended.
        limit: how many.
    """
    query = select(c.id) if job is None else select(c.id).where(c.job_id == job)
    found = fetch(session, query.where(c.person_id.in_(persons)) if persons else query, LATEST, after=after, limit=limit)
    told = {one.id: one for one in several(session, [row.id for row in found.rows])}
    return found.map(lambda row: told[row.id])
