"""The roll of a company's candidates: what each is called, opened once and kept in memory, so that everybody is looked through as one types.

Names are sealed with a key of each person's own; opening ten thousand takes a second, looking through them a millisecond. A process
keeps them as long as it keeps the master key, no longer, and nowhere else; who was erased or renamed is out of it at the next look.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import DateTime, bindparam, select, tuple_

from jiufang.store import tables as t
from jiufang.store.session import Session
from jiufang.workspace import showing

if TYPE_CHECKING:
    from jiufang.store.opening import Store
    from jiufang.workspace.opened import OpenWorkspace

AT_ONCE = 1000  # opened in one query
FRESH = 3.0  # seconds in which nobody looks again who came, went or was renamed
OVERLAP = dt.timedelta(minutes=2)  # a row bears the time at which its transaction began: one that took long comes late
EVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
NOBODY = UUID(int=0)

p, k = t.persons.c, t.person_keys.c


class Roll:
    """What the candidates of a tenant are called, the earliest first."""

    def __init__(self) -> None:
        self._lines: dict[UUID, tuple[int, str, str]] = {}
        self._since, self._looked, self._came = EVER, float("-inf"), False
        self._lock = threading.Lock()

    def refresh(self, session: Session) -> None:
        """Open who came or changed since the last look."""
        if time.monotonic() - self._looked < FRESH:
            return
        with self._lock:
            place = (self._since - OVERLAP if self._since > EVER else EVER, NOBODY)
            while rows := _changed(session, place):
                for row in rows:
                    self._read(session, row)
                place = (rows[-1].updated_at, rows[-1].id)
                self._since = max(self._since, place[0])
            if self._came:
                self._lines, self._came = dict(sorted(self._lines.items())), False
            self._looked = time.monotonic()

    def called(self, words: Sequence[str]) -> Iterator[UUID]:
        """Yield who has all of some words, in lower case, in their name or address; the latest first."""
        lines = self._lines
        return (id for id in reversed(lines) if all(word in lines[id][1] for word in words))

    def coded(self, part: str) -> Iterator[UUID]:
        """Yield those in whose code a part stands, in lower case; the latest first."""
        lines = self._lines
        return (id for id in reversed(lines) if part in lines[id][2])

    def _read(self, session: Session, row: Any) -> None:
        """Take a person in, or out who was erased or is somebody else at last."""
        if row.erased_at is not None or row.merged_into is not None:
            self._lines.pop(row.id, None)
        elif (known := self._lines.get(row.id)) is None or known[0] != row.version:
            told: dict[str, Any] = {}
            if row.contact is not None and row.wrapped is not None:
                session.keys.bring(row.id, row.master, row.wrapped)
                told = session.unseal(row.contact, person=row.id, at=(t.persons, row.id, "contact")) or {}
            line = f"{told.get('name') or ''}\n{told.get('email') or ''}".casefold()
            self._came |= known is None
            self._lines[row.id] = (row.version, line, showing.label(row.id).casefold())


_rolls: WeakKeyDictionary[Store, dict[UUID, Roll]] = WeakKeyDictionary()
_rolls_lock = threading.Lock()


def roll_of(ws: OpenWorkspace) -> Roll:
    """Return the roll of a workspace, empty at first."""
    with _rolls_lock:
        return _rolls.setdefault(ws.store, {}).setdefault(ws.tenant, Roll())


def _changed(session: Session, after: tuple[dt.datetime, UUID]) -> Sequence[Any]:
    """Return the next persons that changed after a place, with their sealed names."""
    columns = (p.id, p.version, p.updated_at, p.erased_at, p.merged_into, p.contact, k.master, k.wrapped)
    place = tuple_(bindparam("at", after[0], DateTime(timezone=True)), bindparam("id", after[1], p.id.type))
    query = select(*columns).outerjoin(t.person_keys, k.id == p.id).where(tuple_(p.updated_at, p.id) > place)
    return session.connection.execute(query.order_by(p.updated_at, p.id).limit(AT_ONCE)).all()
