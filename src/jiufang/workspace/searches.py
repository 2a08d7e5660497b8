"""`ws.searches`: searches that somebody keeps to run again, or to be told of; running them is the pool's.

of(user) · get(search) · save(user, name, query, alert) · change(search, …) · remove(search)
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select

from jiufang.errors import BadInput, NotFound
from jiufang.store import audit
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.workspace.room import Room, Shown

c = t.saved_searches.c
LONGEST_NAME, LONGEST_QUERY = 120, 10_000  # characters


class SavedSearch(Shown):
    """A search that somebody keeps; `query` is what the pool is asked, `seen_at` up to when its results were looked at."""

    id: UUID
    version: int
    user: UUID | None
    name: str
    query: dict[str, Any]
    alert: bool
    created_at: dt.datetime
    seen_at: dt.datetime | None


class Searches(Room):
    """Searches that people keep; each sees their own."""

    def of(self, user: UUID) -> tuple[SavedSearch, ...]:
        """Return the searches of somebody, the earliest first."""
        with self.session() as session:
            rows = session.connection.execute(select(t.saved_searches).where(c.user_id == user).order_by(c.id))
            return tuple(_shown(row) for row in rows)

    def get(self, search: UUID, *, user: UUID) -> SavedSearch:
        """Return a search of somebody's.

        Raises:
            NotFound: there is none, or it is somebody else's.
        """
        with self.session() as session:
            return _shown(_own(session, search, user))

    def save(self, user: UUID, name: str, query: Mapping[str, Any], *, by: str, alert: bool = False) -> SavedSearch:
        """Keep a search.

        Raises:
            BadInput: it has no name, or is too long.
        """
        with self.session() as session:
            id = new_id()
            session.insert(t.saved_searches, id, user_id=user, name=_named(name), query=_asked(query), alert=alert)
            audit.log(session, actor=by, action="saved", subject="search", subject_id=id)
            return _shown(session.get(t.saved_searches, id))

    def change(
        self,
        search: UUID,
        *,
        user: UUID,
        by: str,
        version: int | None = None,
        name: str | None = None,
        query: Mapping[str, Any] | None = None,
        alert: bool | None = None,
    ) -> SavedSearch:
        """Change a search of somebody's.

        Raises:
            NotFound: there is none, or it is somebody else's.
            Conflict: it was changed in the meantime.
        """
        given: dict[str, Any] = {} if name is None else {"name": _named(name)}
        given |= {} if query is None else {"query": _asked(query)}
        given |= {} if alert is None else {"alert": alert}
        with self.session() as session:
            _own(session, search, user)
            session.update(t.saved_searches, search, version=version, **given)
            audit.log(session, actor=by, action="changed", subject="search", subject_id=search)
            return _shown(session.get(t.saved_searches, search))

    def remove(self, search: UUID, *, user: UUID, by: str, version: int | None = None) -> None:
        """Forget a search of somebody's.

        Raises:
            NotFound: there is none, or it is somebody else's.
            Conflict: it was changed in the meantime.
        """
        with self.session() as session:
            _own(session, search, user)
            session.update(t.saved_searches, search, version=version)
            session.connection.execute(delete(t.saved_searches).where(c.id == search))
            audit.log(session, actor=by, action="removed", subject="search", subject_id=search)


def _own(session: Session, search: UUID, user: UUID) -> Row[Any]:
    row = session.get(t.saved_searches, search)
    if row.user_id != user:
        raise NotFound("there is no such search", subject=f"search {search}")
    return row


def _shown(row: Row[Any]) -> SavedSearch:
    named = ("id", "version", "name", "query", "alert", "created_at", "seen_at")
    return SavedSearch(**{name: getattr(row, name) for name in named}, user=row.user_id)


def _named(name: str) -> str:
    told = " ".join(name.split())
    if not 0 < len(told) <= LONGEST_NAME:
        raise BadInput(f"a name has 1 to {LONGEST_NAME} characters", subject="name")
    return told


def _asked(query: Mapping[str, Any]) -> dict[str, Any]:
    if len(json.dumps(query)) > LONGEST_QUERY:
        raise BadInput("the search is too long to keep", subject="query")
    return dict(query)
