"""Keep private links: `jiufang.access.links.LinkShelf`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select, update

from jiufang.access.links import Link
from jiufang.access.tokens import Kind
from jiufang.store.shelves import Open
from jiufang.store.tables import links as t


@dataclass(frozen=True)
class StoredLinks:
    """The links of one tenant."""

    open: Open

    def find(self, token_hash: bytes) -> Link | None:
        """Return the link with a hash."""
        with self.open() as session:
            row = session.connection.execute(select(t).where(t.c.token_hash == token_hash)).one_or_none()
        if row is None:
            return None
        return Link(row.tenant_id, row.id, Kind(row.kind), row.about, row.token_hash, row.expires_at, row.used_at)

    def add(self, link: Link) -> None:
        """Keep a new link."""
        kept = {"kind": str(link.kind), "about": link.about, "token_hash": link.token_hash}
        with self.open() as session:
            session.insert(t, link.id, **kept, expires_at=link.expires_at, used_at=link.used_at)

    def use(self, id: UUID, *, at: dt.datetime) -> bool:
        """Mark a link as used; tell whether it was not yet."""
        used = {"used_at": at, "version": t.c.version + 1, "updated_at": func.now()}
        with self.open() as session:
            return bool(session.connection.execute(update(t).where(t.c.id == id, t.c.used_at.is_(None)).values(used)).rowcount)

    def drop(self, kind: Kind, about: UUID) -> None:
        """Forget all links of a kind about something."""
        with self.open() as session:
            session.connection.execute(delete(t).where(t.c.kind == str(kind), t.c.about == about))

    def sweep(self, *, before: dt.datetime) -> int:
        """Forget the links that opened nothing any more at a moment; return how many there were."""
        with self.open() as session:
            return session.connection.execute(delete(t).where(t.c.expires_at < before)).rowcount
