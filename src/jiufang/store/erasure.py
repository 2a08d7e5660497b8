"""Erase a person: their key, without which nothing of theirs opens, and every row that held something of theirs.

Where something may be is told by the register (store/register.py). What stays tells that something was decided and agreed to, and by
whom, not about whom: decisions (their reasons sealed for good), consents and the audit log carry the person's id alone. GDPR art. 17,
PIPL art. 47.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, delete, func, or_, select, update

from jiufang.errors import BadInput
from jiufang.store import audit, people, search
from jiufang.store.register import HELD, Held, emptied
from jiufang.store.session import Session
from jiufang.store.tables import erasures, idempotency_keys, person_keys, persons


@dataclass(frozen=True)
class Certificate:
    """That a person was erased.

    Attributes:
        persons: who they were, by id.
        at: when.
        removed: how many rows went from which table; every table that may hold something of a person is named.
        backups: the backups that their key was taken out of.
        backups_not_reached: those that are not where they were written to: restored later, the person is erased again.
        scrubbed: whether the disk was cleared of what was removed; if not, the next start of the program does it.
        models: the promoted models that learnt from one of those who were erased, and are marked as stale.
    """

    persons: tuple[UUID, ...]
    at: dt.datetime
    removed: dict[str, int]
    backups: tuple[str, ...] = ()
    backups_not_reached: tuple[str, ...] = ()
    scrubbed: bool = False
    models: tuple[str, ...] = ()

    def stores(self) -> dict[str, str]:
        """Return what became of each table that may hold something of a person."""
        told = {held.table.name: str(held.reach) for held in HELD}
        return {name: f"{self.removed[name]} rows removed" if name in self.removed else reach for name, reach in told.items()}


def erase(session: Session, person: UUID, *, by: str) -> Certificate:
    """Erase a person, with everybody who was merged with them.

    Args:
        session: the tenant's transaction; afterwards `scrubbing.scrub` clears the disk of what was removed.
        person: any one of their ids.
        by: who asked for it.

    Raises:
        NotFound: there is no such person.
        BadInput: nobody asked for it.
    """
    if not by.strip():
        raise BadInput("an erasure needs somebody who asked for it", subject=str(person))
    same = people.group(session, person)
    search.forget(session, same)
    removed = {held.table.name: _empty(session, held, same) for held in emptied()}
    removed[person_keys.name] = sum(session.keys.erase(one) for one in same)
    # What was answered yesterday may tell of them; asked again, such a request is refused rather than answered from memory.
    session.connection.execute(update(idempotency_keys).where(idempotency_keys.c.response.is_not(None)).values(response=None))
    for one in same:
        session.update(persons, one, contact=None, erased_at=func.now())
        session.insert(erasures, person_id=one, asked_by=by, removed=removed)
    audit.log(session, actor=by, action="erased", subject="person", subject_id=same[0], **removed)
    return Certificate(tuple(same), dt.datetime.now(dt.UTC), removed)


def erase_again(session: Session, erased: Sequence[UUID]) -> int:
    """Erase whom an older backup brought back; return how many there were."""
    back = select(persons.c.id).where(persons.c.id.in_(erased), persons.c.erased_at.is_(None)).order_by(persons.c.id)
    found = list(session.connection.execute(back).scalars())
    for person in found:
        if session.get(persons, person).erased_at is None:  # not erased with somebody before
            erase(session, person, by="restore")
    return len(found)


def erased(session: Session) -> list[UUID]:
    """Return everybody who was erased."""
    return list(session.connection.execute(select(erasures.c.person_id).order_by(erasures.c.id)).scalars())


def erased_of_all(connection: Connection) -> dict[UUID, list[UUID]]:
    """Return who was erased, by tenant, as the superuser of a folder's own server sees it."""
    gone: dict[UUID, list[UUID]] = {}
    for tenant, person in connection.execute(select(erasures.c.tenant_id, erasures.c.person_id).order_by(erasures.c.id)):
        gone.setdefault(tenant, []).append(person)
    return gone


def _empty(session: Session, held: Held, same: list[UUID]) -> int:
    theirs = or_(*(held.table.c[name].in_(same) for name in held.by))
    return session.connection.execute(delete(held.table).where(theirs)).rowcount
