"""Keep what was answered, sealed with the tenant's key: `jiufang.access.idempotency.AnswerShelf`."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.access.idempotency import Answer, Kept
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.store.shelves import Open
from jiufang.store.tables import idempotency_keys as t

GONE = 410  # what was answered told of somebody who was erased since: the request was carried out, and is not carried out again


@dataclass(frozen=True)
class StoredAnswers:
    """The answers of one tenant; to be used outside the transaction of the request."""

    open: Open

    def claim(self, actor: str, key: str, request_hash: bytes, *, at: dt.datetime, until: dt.datetime) -> Kept | None:
        """Put a request down as being answered, unless one with this key is there that has not expired at `at`; return that one."""
        fresh = {"request_hash": request_hash, "status": None, "response": None, "expires_at": until}
        with self.open() as session:
            row = {"tenant_id": session.tenant, "id": new_id(), "actor": actor, "key": key, **fresh}
            claimed = upsert(t).values(row).on_conflict_do_update(
                index_elements=["tenant_id", "actor", "key"], set_=fresh, where=t.c.expires_at <= at
            )  # fmt: skip
            while session.connection.execute(claimed.returning(t.c.id)).scalar_one_or_none() is None:
                there = session.connection.execute(select(t).where(t.c.actor == actor, t.c.key == key)).one_or_none()
                if there is not None:  # else it was released between the two statements
                    return Kept(there.request_hash, _answer(session, there), there.expires_at)
        return None

    def keep(self, actor: str, key: str, answer: Answer, *, until: dt.datetime) -> None:
        """Keep the answer of a claimed request."""
        with self.open() as session:
            mine = t.c.actor == actor, t.c.key == key
            id = session.connection.execute(select(t.c.id).where(*mine)).scalar_one_or_none()
            if id is None:  # it took so long that it was swept away
                return
            told = {"headers": answer.headers, "body": base64.b64encode(answer.body).decode("ascii")}
            given = {"status": answer.status, "response": session.seal(told, person=None, at=_place(id)), "expires_at": until}
            session.connection.execute(update(t).where(*mine).values(**given, version=t.c.version + 1, updated_at=func.now()))

    def release(self, actor: str, key: str) -> None:
        """Forget a claimed request, so that it can be sent again."""
        with self.open() as session:
            session.connection.execute(delete(t).where(t.c.actor == actor, t.c.key == key))

    def sweep(self, *, before: dt.datetime) -> int:
        """Forget the answers that had expired at a moment; return how many there were."""
        with self.open() as session:
            return session.connection.execute(delete(t).where(t.c.expires_at < before)).rowcount


def _answer(session: Session, row: Row[Any]) -> Answer | None:
    if row.status is None:
        return None
    if row.response is None:
        return Answer(GONE, (), b"")
    told = session.unseal(row.response, person=None, at=_place(row.id))
    return Answer(row.status, tuple((name, value) for name, value in told["headers"]), base64.b64decode(told["body"]))


def _place(id: UUID) -> tuple[Any, UUID, str]:
    return t, id, "response"
