"""Tell who is kept for longer than the tenant wants to keep anybody (GDPR art. 5(1)(e), PIPL art. 19)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, func, select

from jiufang.store.session import Session
from jiufang.store.tables import applications, consents, decisions, documents, messages, persons, tenants

SETTING = "retention_days"  # of the tenant's settings
TRACES = (applications, consents, decisions, documents, messages)  # what shows that something still goes on with somebody


def days(session: Session) -> int | None:
    """Return after how many days of silence nobody is to be kept; None where the tenant has not said."""
    told = session.connection.execute(select(tenants.c.settings[SETTING].astext)).scalar_one_or_none()
    return int(told) if told and told.isdecimal() else None


def due(session: Session, *, days: int) -> list[UUID]:
    """Return whom nothing came from and nothing was done about for so many days, the longest kept first."""
    before = func.now() - func.make_interval(0, 0, 0, days)
    lately = [exists().where(table.c.person_id == persons.c.id, table.c.created_at >= before) for table in TRACES]
    old = select(persons.c.id).where(persons.c.erased_at.is_(None), persons.c.created_at < before, *(~one for one in lately))
    return list(session.connection.execute(old.order_by(persons.c.id)).scalars())
