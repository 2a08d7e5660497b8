"""Keep sessions: `jiufang.access.sessions.SessionShelf`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, func, literal_column, or_, select, update

from jiufang.access.sessions import Session
from jiufang.store.prepared import Prepared
from jiufang.store.shelves import Open
from jiufang.store.tables import sessions as t

FOUND = Prepared(
    lambda: select(t).where(or_(t.c.token_hash == bindparam("hash"), t.c.old_hash == bindparam("hash"))).limit(literal_column("1"))
)
CHANGING = ("token_hash", "old_hash", "old_until", "seen_at", "rotated_at", "proved_at")


@dataclass(frozen=True)
class StoredSessions:
    """The sessions of one tenant."""

    open: Open

    def find(self, token_hash: bytes) -> Session | None:
        """Return the session whose token, or whose token before, has this hash."""
        with self.open() as session:
            row = FOUND.one_or_none(session.connection, hash=token_hash)
        return None if row is None else _session(row)

    def listed(self, user: UUID) -> list[Session]:
        """Return the sessions of a user, the one that was used last first."""
        query = select(t).where(t.c.user_id == user).order_by(t.c.seen_at.desc(), t.c.id)
        with self.open() as session:
            return [_session(row) for row in session.connection.execute(query)]

    def add(self, session: Session) -> None:
        """Keep a new session."""
        kept = {name: getattr(session, name) for name in CHANGING}
        with self.open() as work:
            work.insert(t, session.id, user_id=session.user, created_at=session.created_at, **kept)

    def save(self, session: Session) -> bool:
        """Keep what changed if `version` is still the kept one, and raise that; tell whether it was."""
        kept = {name: getattr(session, name) for name in CHANGING}
        statement = update(t).where(t.c.id == session.id, t.c.version == session.version)
        with self.open() as work:
            changed = work.connection.execute(statement.values(**kept, version=session.version + 1, updated_at=func.now()))
            return bool(changed.rowcount)

    def end(self, id: UUID) -> None:
        """Forget a session."""
        with self.open() as work:
            work.connection.execute(delete(t).where(t.c.id == id))

    def end_all(self, user: UUID) -> None:
        """Forget every session of a user."""
        with self.open() as work:
            work.connection.execute(delete(t).where(t.c.user_id == user))

    def sweep(self, *, before: dt.datetime) -> int:
        """Forget the sessions that began before a moment; return how many there were."""
        with self.open() as work:
            return work.connection.execute(delete(t).where(t.c.created_at < before)).rowcount


def _session(row: Row[Any]) -> Session:
    told = {name: getattr(row, name) for name in CHANGING}
    return Session(row.tenant_id, row.id, row.user_id, created_at=row.created_at, version=row.version, **told)
