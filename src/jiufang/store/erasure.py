"""Erase a person: their key, without which nothing of theirs opens, and every row that held something of theirs.

What stays tells that something was decided and agreed to, and by whom, not about whom: decisions (their reasons sealed for good),
consents and the audit log carry the person's id alone. GDPR art. 17, PIPL art. 47.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, Table, delete, func, or_, select

from jiufang.errors import BadInput
from jiufang.store import audit, people
from jiufang.store.connect import Database
from jiufang.store.session import Session
from jiufang.store.tables import (
    applications,
    documents,
    erasures,
    interviews,
    matches,
    merge_proposals,
    messages,
    notes,
    person_identifiers,
    person_keys,
    persons,
    profiles,
    scorecards,
    screening_sessions,
    taggings,
)

# Each before those that it refers to.
EMPTIED = (
    scorecards, interviews, screening_sessions, messages, notes, matches, profiles, documents, applications, taggings, person_identifiers,
)  # fmt: skip


@dataclass(frozen=True)
class Certificate:
    """That a person was erased: who they were by id, when, how many rows went from where, and which backups their key was taken out of."""

    persons: tuple[UUID, ...]
    at: dt.datetime
    removed: dict[str, int]
    backups: tuple[str, ...] = ()
    backups_not_reached: tuple[str, ...] = ()


def erase(session: Session, person: UUID, *, by: str) -> Certificate:
    """Erase a person, with everybody who was merged with them.

    Args:
        session: the tenant's transaction; afterwards `scrub` clears the disk of what was removed.
        person: any one of their ids.
        by: who asked for it.

    Raises:
        NotFound: there is no such person.
        BadInput: nobody asked for it.
    """
    if not by.strip():
        raise BadInput("an erasure needs somebody who asked for it", subject=str(person))
    same = people.group(session, person)
    removed = {table.name: _empty(session, table, same) for table in EMPTIED}
    pairs = delete(merge_proposals).where(or_(merge_proposals.c.person_id.in_(same), merge_proposals.c.other_id.in_(same)))
    removed[merge_proposals.name] = session.connection.execute(pairs).rowcount
    removed[person_keys.name] = sum(session.keys.erase(one) for one in same)
    for one in same:
        session.update(persons, one, contact=None, erased_at=func.now())
        session.insert(erasures, person_id=one, asked_by=by, removed=removed)
    audit.log(session, actor=by, action="erased", subject="person", subject_id=same[0], **removed)
    return Certificate(tuple(same), dt.datetime.now(dt.UTC), removed)


def erase_again(session: Session, erased: list[UUID]) -> int:
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


def scrub(database: Database, certificates: Sequence[Certificate]) -> None:
    """Write the tables that erased rows stood in anew, and drop the log that tells of them: freed space still holds its old bytes.

    Args:
        database: the database; its tables are locked one after the other while they are written.
        certificates: what was erased, of one person or of many.
    """
    emptied = {persons.name} | {name for certificate in certificates for name, rows in certificate.removed.items() if rows}
    with database.owner(autocommit=True) as connection:
        for name in sorted(emptied):
            connection.exec_driver_sql(f"VACUUM (FULL) {name}")
        connection.exec_driver_sql("SELECT pg_switch_wal()")
        connection.exec_driver_sql("CHECKPOINT")


def _empty(session: Session, table: Table, same: list[UUID]) -> int:
    return session.connection.execute(delete(table).where(table.c.person_id.in_(same))).rowcount
