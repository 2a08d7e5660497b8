"""List lines of the audit log and decisions, the latest first: all, about somebody, or by somebody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, select

from jiufang.store import audit
from jiufang.store import tables as t
from jiufang.store.audit import Entry
from jiufang.store.lists.keyset import USUAL, Keyset, Place, Slice, fetch
from jiufang.store.session import Session

c = t.audit_log.c
LATEST = Keyset((c.number,), descending=True)
EQUAL = {"actor": c.actor, "action": c.action, "subject": c.subject, "subject_id": c.subject_id}


class Filter(TypedDict, total=False):
    """Which lines of the audit log; what is empty or absent leaves none out.

    Attributes:
        actor: only those of somebody.
        action: only those of a kind, such as `saw`, `decided`.
        subject: only those about a kind of thing.
        subject_id: only those about one thing.
        since: only those of then and later.
        until: only those before.
    """

    actor: str
    action: str
    subject: str
    subject_id: UUID | None
    since: dt.datetime | None
    until: dt.datetime | None


def page(session: Session, *, after: Place | None = None, limit: int = USUAL, **asked: Unpack[Filter]) -> Slice[Entry]:
    """Return some lines.

    Args:
        session: the tenant's transaction.
        after: where the last page ended.
        limit: how many.
        asked: which of them.
    """
    wanted = [column == asked[name] for name, column in EQUAL.items() if asked.get(name)]  # type: ignore[literal-required]
    if since := asked.get("since"):
        wanted.append(c.at >= since)
    if until := asked.get("until"):
        wanted.append(c.at < until)
    return _page(session, wanted, after, limit)


def about(session: Session, persons: Sequence[UUID], *, after: Place | None = None, limit: int = USUAL) -> Slice[Entry]:
    """Return some lines about persons: those that name one of them alone, and those of pages that showed them."""
    seen = select(t.sightings.c.entry_id).where(t.sightings.c.person_id.in_(persons))
    return _page(session, [c.subject_id.in_(persons) | c.id.in_(seen)], after, limit)


def _page(session: Session, conditions: Sequence[ColumnElement[bool]], after: Place | None, limit: int) -> Slice[Entry]:
    audit.settle(session)
    columns = (c.number, c.at, c.actor, c.action, c.subject, c.subject_id, cast(c.details, Text).label("told"))
    return fetch(session, select(*columns).where(*conditions), LATEST, after=after, limit=limit).map(_entry)


def _entry(row: Any) -> Entry:
    return Entry(row.number, row.at, row.actor, row.action, row.subject, row.subject_id, json.loads(row.told))
