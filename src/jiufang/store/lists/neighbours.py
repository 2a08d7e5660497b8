"""Find where an applicant stands in a list of their job: how many come before, who is next to them; however long, nobody else is fetched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_

from jiufang.errors import NotFound
from jiufang.store import tables as t
from jiufang.store.lists.applications import ORDERS, Order
from jiufang.store.session import Session

a = t.applications.c


@dataclass(frozen=True)
class Neighbours:
    """Where an applicant stands; `here` tells whether they are in the list: who left it since still has a place between two others."""

    before: int
    total: int
    here: bool
    previous: UUID | None = None
    next: UUID | None = None


def around(session: Session, application: UUID, *, stages: Sequence[str] = (), order: Order = Order.SCORE) -> Neighbours:
    """Return where an applicant stands among those of their job.

    Args:
        session: the tenant's transaction.
        application: theirs.
        stages: only those who stand at one of these.
        order: the list's.

    Raises:
        NotFound: there is no such application.
    """
    keys = ORDERS[order]
    own = session.connection.execute(select(a.job_id, a.stage, a.duplicate_of, *keys.columns).where(a.id == application)).one_or_none()
    if own is None:
        raise NotFound("there is no such application", subject=f"application {application}")
    place = tuple_(*(literal(value, column.type) for value, column in zip(own[3:], keys.columns, strict=True)))
    listed = _listed(own.job_id, stages)
    up, down = tuple_(*keys.columns) > place, tuple_(*keys.columns) < place
    earlier, later = (up, down) if keys.descending else (down, up)
    columns = (
        select(func.count()).where(*listed, earlier).scalar_subquery(),
        select(func.count()).where(*listed).scalar_subquery(),
        _nearest(listed, earlier, order, back=True).scalar_subquery(),
        _nearest(listed, later, order, back=False).scalar_subquery(),
    )
    before, total, previous, following = session.connection.execute(select(*columns)).one()
    here = own.duplicate_of is None and (not stages or own.stage in stages)
    return Neighbours(before=before, total=total, here=here, previous=previous, next=following)


def _listed(job: UUID, stages: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    alone = (a.job_id == job, a.duplicate_of.is_(None))
    return (*alone, a.stage.in_(stages)) if stages else alone


def _nearest(listed: tuple[ColumnElement[bool], ...], side: ColumnElement[bool], order: Order, *, back: bool) -> Select[Any]:
    keys = ORDERS[order]
    columns = [column.desc() if keys.descending != back else column.asc() for column in keys.columns]
    return select(a.id).where(*listed, side).order_by(*columns).limit(1)
