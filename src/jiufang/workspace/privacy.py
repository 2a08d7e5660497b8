"""Tell what the privacy of candidates rests on: what they agreed to, whom to forget when, who was erased, and where anything of them lies.

retention_of(ws), set_retention(ws, …) after how much silence nobody is to be kept, and who is kept longer
agreed(ws)                            how many agree to what now
asked(ws)                             who asked to be erased and is not yet
certificates(ws)                      who was erased, when, for whom, and how much was removed
held(), places()                      the derivation register
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import cast, func, select, update
from sqlalchemy.dialects.postgresql import JSONB, distinct_on

from jiufang.errors import BadInput
from jiufang.store import audit, register, retention
from jiufang.store import tables as t
from jiufang.workspace.own_file import KEEPING
from jiufang.workspace.room import Shown

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

ANSWERED_WITHIN = dt.timedelta(days=30)  # GDPR art. 12(3): within one month of the request
LEAST, MOST = 30, 3650  # days; less would erase people in the midst of an application, and nobody waits ten years


class Retention(Shown):
    """After how many days of silence nobody is to be kept; None where nobody has said. `due` are those who are kept longer."""

    days: int | None
    due: tuple[UUID, ...] = ()


class Agreed(Shown):
    """How many candidates agree to a purpose now, and how many took it back."""

    purpose: str
    agree: int
    took_back: int


class AskedFor(Shown):
    """Somebody who asked to be erased, when, and until when they have to be answered."""

    person: UUID
    at: dt.datetime
    until: dt.datetime


class Certificate(Shown):
    """That somebody was erased: when, for whom, and how many rows went from which table."""

    person: UUID
    at: dt.datetime
    asked_by: str
    removed: dict[str, int]


class HeldIn(Shown):
    """A table that may hold something of a person: what of it, and how an erasure reaches it."""

    table: str
    reach: str
    sealed: tuple[str, ...]
    clear: tuple[str, ...]


def retention_of(ws: OpenWorkspace) -> Retention:
    """Return how long candidates are kept, and who is kept for longer, the longest first."""
    with ws.session() as session:
        days = retention.days(session)
        return Retention(days=days, due=tuple(retention.due(session, days=days)) if days is not None else ())


def set_retention(ws: OpenWorkspace, days: int | None, *, by: str) -> None:
    """Say after how many days of silence nobody is to be kept; None takes it back. Nobody is erased by that alone.

    Raises:
        BadInput: it is too short or too long.
    """
    if days is not None and not LEAST <= days <= MOST:
        raise BadInput(f"write {LEAST} to {MOST} days", subject="retention")
    with ws.session() as session:
        kept = t.tenants.c.settings.op("-")(retention.SETTING)
        told = kept if days is None else kept.op("||")(cast({retention.SETTING: str(days)}, JSONB))
        session.connection.execute(update(t.tenants).values(settings=told, updated_at=func.now()))
        audit.log(session, actor=by, action="set the retention", subject="workspace", days=days)


def agreed(ws: OpenWorkspace) -> tuple[Agreed, ...]:
    """Return how many agree to what; the latest word of each counts."""
    latest = _latest().subquery()
    query = select(latest.c.purpose, func.count().filter(latest.c.given), func.count().filter(~latest.c.given)).group_by(latest.c.purpose)
    with ws.session() as session:
        found = session.connection.execute(query.order_by(latest.c.purpose)).all()
    return tuple(Agreed(purpose=row[0], agree=row[1], took_back=row[2]) for row in found)


def asked(ws: OpenWorkspace) -> tuple[AskedFor, ...]:
    """Return who asked to be erased and is still here, the longest waiting first."""
    latest = _latest().where(t.consents.c.purpose == KEEPING).subquery()
    query = select(latest.c.person_id, latest.c.created_at).where(~latest.c.given).order_by(latest.c.created_at)
    with ws.session() as session:
        return tuple(AskedFor(person=row[0], at=row[1], until=row[1] + ANSWERED_WITHIN) for row in session.connection.execute(query))


def certificates(ws: OpenWorkspace, *, limit: int = 20) -> tuple[Certificate, ...]:
    """Return who was erased lately, the latest first."""
    c = t.erasures.c
    query = select(c.person_id, c.created_at, c.asked_by, c.removed).order_by(c.id.desc()).limit(limit)
    with ws.session() as session:
        found = session.connection.execute(query).all()
    return tuple(Certificate(person=row[0], at=row[1], asked_by=row[2], removed={k: n for k, n in row[3].items() if n}) for row in found)


def held() -> tuple[HeldIn, ...]:
    """Return every table that may hold something of a person."""
    return tuple(HeldIn(table=one.table.name, reach=one.reach.name.lower(), sealed=one.sealed, clear=one.blind) for one in register.HELD)


def places() -> Sequence[tuple[str, str]]:
    """Return every other place where something of a person may lie, and what an erasure does about it."""
    return tuple(register.PLACES.items())


def _latest() -> Any:
    """Ask for the latest word of each candidate who is here on each purpose."""
    c = t.consents.c
    here = t.consents.join(t.persons, (t.persons.c.tenant_id == c.tenant_id) & (t.persons.c.id == c.person_id))
    columns = (c.person_id, c.purpose, c.given, c.created_at)
    query = select(*columns).select_from(here).where(t.persons.c.erased_at.is_(None)).ext(distinct_on(c.person_id, c.purpose))
    return query.order_by(c.person_id, c.purpose, c.created_at.desc(), c.id.desc())
