"""Tell those who keep a search of whoever comes and fits it: each person once a search, in the transaction that keeps the person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.index.postings import alone
from jiufang.index.query import parse
from jiufang.index.records import And, Kind, Node, Query, Wanted
from jiufang.store import people, search
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.session import Session

QUESTION = "question"  # of a saved search: what `ws.pool.search` is asked


@dataclass(frozen=True)
class Alert:
    """Somebody who came and fits a saved search; `seen_at` is None until somebody looked."""

    id: UUID
    search: UUID
    person: UUID
    at: dt.datetime
    seen_at: dt.datetime | None


def raise_for(session: Session, profile: UUID, person: UUID) -> list[UUID]:
    """Make an alert for each saved search that wants alerts and that somebody who came fits; return the searches.

    Args:
        session: the transaction that keeps the profile.
        profile: what a document says of them.
        person: who they are.
    """
    c = t.saved_searches.c
    wanted = session.connection.execute(select(c.id, c.query).where(c.alert).order_by(c.id)).all()
    if not wanted:
        return []
    row = session.connection.execute(select(t.search_entries.c.terms).where(t.search_entries.c.id == profile)).scalar_one_or_none()
    held = alone(search.read(row or ""))
    root = people.root(session, person)
    fitting = [one.id for one in wanted if (node := _condition(str(one.query.get(QUESTION, "")))) and held.fitting(node).any()]
    return [id for id in fitting if _tell(session, id, root)]


def listed(session: Session, saved: UUID, *, unseen: bool = False) -> list[Alert]:
    """Return the alerts of a saved search, the newest first."""
    c = t.search_alerts.c
    query = select(t.search_alerts).where(c.search_id == saved).order_by(c.id.desc())
    rows = session.connection.execute(query.where(c.seen_at.is_(None)) if unseen else query)
    return [Alert(row.id, row.search_id, row.person_id, row.created_at, row.seen_at) for row in rows]


def see(session: Session, saved: UUID) -> int:
    """Note that somebody looked at the alerts of a saved search; return how many were new."""
    c = t.search_alerts.c
    changed = update(t.search_alerts).where(c.search_id == saved, c.seen_at.is_(None)).values(seen_at=func.now(), version=c.version + 1)
    new = session.connection.execute(changed).rowcount
    session.update(t.saved_searches, saved, seen_at=func.now())
    return new


@lru_cache(maxsize=1024)
def _condition(question: str) -> Node | None:
    """Return what somebody has to fit for an alert: all conditions, and all the words, which elsewhere only rank."""
    query: Query = parse(question)
    said = tuple(wanted for wanted in query.words if wanted.kind is not Kind.CERTIFICATE and _firm(wanted))
    parts: tuple[Node, ...] = (*((query.must,) if query.must is not None else ()), *said)
    return And(parts=parts) if parts else None


def _firm(wanted: Wanted) -> bool:
    """Tell whether a word can be asked for: skills that were read out of words stand there as words too."""
    return bool(wanted.needs) and not (wanted.kind is Kind.SKILL and wanted.read)


def _tell(session: Session, saved: UUID, person: UUID) -> bool:
    """Make an alert unless there was one for this person; return whether it was made."""
    row = {"tenant_id": session.tenant, "id": new_id(), "search_id": saved, "person_id": person}
    made = upsert(t.search_alerts).values(row).on_conflict_do_nothing().returning(t.search_alerts.c.id)
    id = session.connection.execute(made).scalar_one_or_none()
    if id is not None:
        session.note("search.alert", saved, person=str(person))
    return id is not None
