"""List messages, the latest first: with somebody, of a thread, at a status; their words stay sealed until they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select

from jiufang.store import tables as t
from jiufang.store.lists.keyset import USUAL, Keyset, Place, Slice, fetch
from jiufang.store.session import Session

c = t.messages.c
LATEST, EARLIEST = Keyset((c.id,), descending=True), Keyset((c.id,))


def page(
    session: Session,
    *,
    persons: Sequence[UUID] = (),
    application: UUID | None = None,
    thread: UUID | None = None,
    status: str = "",
    direction: str = "",
    after: Place | None = None,
    limit: int = USUAL,
) -> Slice[Row[Any]]:
    """Return some messages; those of a thread from its first on.

    Args:
        session: the tenant's transaction.
        persons: only those with somebody, who may be several merged persons.
        application: only those about an application.
        thread: only those of a thread.
        status: only `requested`, `draft`, `sent`, `received`.
        direction: only `out` or `in`.
        after: where the last page ended.
        limit: how many.
    """
    query = select(t.messages)
    if persons:
        query = query.where(c.person_id.in_(persons))
    asked = {c.application_id: application, c.thread_id: thread, c.status: status, c.direction: direction}
    for column, value in asked.items():
        query = query.where(column == value) if value else query
    return fetch(session, query, EARLIEST if thread else LATEST, after=after, limit=limit)
