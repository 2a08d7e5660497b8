"""Keep out, after a restore, who was put out since the backup: an older copy knows them as people who may come in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, delete, select, update

from jiufang.store.session import Session
from jiufang.store.tables import api_keys, links, sessions, users

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace


@dataclass(frozen=True)
class PutOut:
    """Who and what opens nothing here any more, and since when."""

    users: Mapping[UUID, dt.datetime]
    keys: Mapping[UUID, dt.datetime]


def put_out(ws: OpenWorkspace) -> PutOut:
    """Return who was disabled and which keys were revoked, of all tenants."""
    gone = PutOut({}, {})
    for tenant in ws.store.tenants():
        with ws.store.session(tenant) as session:
            disabled = select(users.c.id, users.c.disabled_at).where(users.c.disabled_at.is_not(None))
            revoked = select(api_keys.c.id, api_keys.c.revoked_at).where(api_keys.c.revoked_at.is_not(None))
            gone = PutOut({**gone.users, **_pairs(session, disabled)}, {**gone.keys, **_pairs(session, revoked)})
    return gone


def keep_out(session: Session, gone: PutOut) -> None:
    """Put them out again, end all sessions and drop all links of a tenant: those of a copy may have ended since.

    Args:
        session: a transaction of the restored database, before anybody is served from it.
        gone: who was put out where it was restored.
    """
    for table in (sessions, links):
        session.connection.execute(delete(table))
    for table, column, ids in ((users, users.c.disabled_at, gone.users), (api_keys, api_keys.c.revoked_at, gone.keys)):
        for id, at in ids.items():
            session.connection.execute(update(table).where(table.c.id == id, column.is_(None)).values({column.name: at}))


def _pairs(session: Session, query: Select[Any]) -> dict[UUID, dt.datetime]:
    return {row[0]: row[1] for row in session.connection.execute(query)}
