"""Write down who did or saw what: ids and counts, never a word of a candidate."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, cast, func, insert, select

from jiufang.errors import BadInput
from jiufang.store import ledger
from jiufang.store.ids import new_id
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.store.tables import audit_log, sightings

SEEN = Prepared(
    lambda: insert(sightings).from_select(
        ["tenant_id", "entry_id", "id", "person_id"],
        select(
            bindparam("tenant", type_=Uuid),
            bindparam("entry", type_=Uuid),
            func.unnest(bindparam("ids", type_=ARRAY(Uuid))),
            func.unnest(bindparam("persons", type_=ARRAY(Uuid))),
        ),
    )
)  # two lists of the same length: one row a pair

Fact = str | int | float | bool | None | Sequence[str]


@dataclass(frozen=True)
class Entry:
    """One line of the audit log."""

    number: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    subject_id: UUID | None
    details: dict[str, Any]


def log(session: Session, *, actor: str, action: str, subject: str, subject_id: UUID | None = None, **details: Fact) -> None:
    """Add a line.

    Args:
        session: the tenant's transaction; the line is there exactly if what it tells of is.
        actor: who: a user's address, or the name of a part of the program.
        action: what, in the past tense: `decided`, `opened`, `erased`.
        subject: of what kind: `person`, `job`, `document`.
        subject_id: which one.
        details: ids, counts, versions.

    Raises:
        BadInput: nobody did it.
    """
    ledger.append(
        session, audit_log, actor=_somebody(actor, action), action=action, subject=subject, subject_id=subject_id, details=details
    )
    session.note(f"{subject}.{action}".replace(" ", "_"), subject_id, **details)


def saw(session: Session, *, actor: str, persons: Sequence[UUID], what: str, **details: Fact) -> None:
    """Write down that somebody saw who candidates are, of one or of a page of them.

    Args:
        session: the tenant's transaction; what was seen is handed out once it has ended.
        actor: who.
        persons: whom they saw.
        what: on what occasion: `list`, `document`, `profile`, `shortlist`.
        details: ids, counts.
    """
    if len(persons) == 1:
        log(session, actor=actor, action="saw", subject="person", subject_id=persons[0], what=what, **details)
        return
    if not persons:
        return
    told = {"what": what, "persons": [str(person) for person in persons], **details}
    entry = ledger.append(session, audit_log, actor=_somebody(actor, "saw"), action="saw", subject="persons", details=told)
    ids = [new_id() for _ in persons]
    SEEN.run(session.connection, tenant=session.tenant, entry=entry, ids=ids, persons=list(persons))


def entries(session: Session, *, subject_id: UUID | None = None, limit: int = 100) -> list[Entry]:
    """Return the latest lines, the newest first; of one subject, if one is given."""
    c = audit_log.c
    query = (
        select(c.number, c.at, c.actor, c.action, c.subject, c.subject_id, cast(c.details, Text).label("details"))
        .order_by(c.number.desc())
        .limit(limit)
    )
    rows = session.connection.execute(query if subject_id is None else query.where(c.subject_id == subject_id))
    return [Entry(**{**row._mapping, "details": json.loads(row.details)}) for row in rows]


def verify(session: Session, *, known: ledger.Head | None = None) -> ledger.Verdict:
    """Tell whether the log is as it was written."""
    return ledger.verify(session, audit_log, known=known)


def _somebody(actor: str, action: str) -> str:
    if not actor.strip():
        raise BadInput("an entry of the audit log needs somebody who did it", subject=action)
    return actor
