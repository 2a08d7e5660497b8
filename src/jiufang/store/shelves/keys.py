"""Keep API keys: `jiufang.access.api_keys.KeyShelf`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, func, select, update

from jiufang.access.api_keys import ApiKey
from jiufang.access.roles import Permission
from jiufang.store.prepared import Prepared
from jiufang.store.shelves import Open
from jiufang.store.tables import api_keys as t

BY_HASH = Prepared(lambda: select(t).where(t.c.secret_hash == bindparam("hash")))
SCOPES = {str(permission): permission for permission in Permission}  # one that is not in the table any more opens nothing


@dataclass(frozen=True)
class StoredKeys:
    """The API keys of one tenant."""

    open: Open

    def find(self, secret_hash: bytes) -> ApiKey | None:
        """Return the key with a hash, revoked or not."""
        with self.open() as session:
            row = BY_HASH.one_or_none(session.connection, hash=secret_hash)
            return None if row is None else _key(row)

    def listed(self, user: UUID | None = None) -> list[ApiKey]:
        """Return all keys, or those of one user, revoked ones too, in the order in which they were made."""
        query = select(t).order_by(t.c.id)
        with self.open() as session:
            return [_key(row) for row in session.connection.execute(query if user is None else query.where(t.c.user_id == user))]

    def add(self, key: ApiKey) -> None:
        """Keep a new key."""
        kept = {"name": key.name, "secret_hash": key.secret_hash, "hint": key.hint, "scopes": sorted(key.scopes)}
        times = {"expires_at": key.expires_at, "revoked_at": key.revoked_at, "last_used_at": key.last_used_at}
        with self.open() as session:
            session.insert(t, key.id, user_id=key.user, **kept, **times)

    def used(self, id: UUID, *, at: dt.datetime) -> None:
        """Note when a key was last used."""
        with self.open() as session:
            session.connection.execute(update(t).where(t.c.id == id).values(last_used_at=at))

    def revoke(self, id: UUID, *, at: dt.datetime) -> bool:
        """Let a key open nothing any more; tell whether it still did."""
        gone = {"revoked_at": at, "version": t.c.version + 1, "updated_at": func.now()}
        with self.open() as session:
            return bool(session.connection.execute(update(t).where(t.c.id == id, t.c.revoked_at.is_(None)).values(gone)).rowcount)


def _key(row: Row[Any]) -> ApiKey:
    return ApiKey(
        tenant=row.tenant_id,
        id=row.id,
        user=row.user_id,
        name=row.name,
        secret_hash=row.secret_hash,
        hint=row.hint,
        scopes=frozenset(SCOPES[scope] for scope in row.scopes if scope in SCOPES),
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
    )
