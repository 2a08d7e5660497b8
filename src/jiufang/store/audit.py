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
    settle(session)
    ledger.append(
        session, audit_log, actor=_somebody(actor, action), action=action, subject=subject, subject_id=subject_id, details=details
    )
    session.note(f"{subject}.{action}".replace(" ", "_"), subject_id, **details)


def saw(session: Session, *, actor: str, persons: Sequence[UUID], what: str, **details: Fact) -> None:
    """Write down that somebody saw who candidates are, of one or of a page of them, when all else of the transaction is done.

    Args:
        session: the tenant's transaction; what was seen is handed out once it has ended.
        actor: who.
        persons: whom they saw.
        what: on what occasion: `list`, `document`, `profile`, `shortlist`.
        details: ids, counts.
    """
    if not persons:
        return
    told: dict[str, Fact] = {"what": what, **details}
    line = {"actor": _somebody(actor, "saw"), "action": "saw", "subject": "person", "subject_id": persons[0], "details": told}
    if len(persons) > 1:
        line |= {"subject": "persons", "subject_id": None, "details": {**told, "persons": [str(person) for person in persons]}}
    else:
        session.note("person.saw", persons[0], **told)
    session.seen.append({**line, "persons": tuple(persons)})


def settle(session: Session) -> None:
    """Write down what was seen in a transaction, at its end: others who write to the log wait from here until it commits."""
    if not session.seen:
        return
    seen, session.seen = session.seen, []
    lines = [{name: value for name, value in one.items() if name != "persons"} for one in seen]
    for entry, one in zip(ledger.extend(session, audit_log, lines), seen, strict=True):
        if len(one["persons"]) > 1:
            ids = [new_id() for _ in one["persons"]]
            SEEN.run(session.connection, tenant=session.tenant, entry=entry, ids=ids, persons=list(one["persons"]))


def entries(session: Session, *, subject_id: UUID | None = None, limit: int = 100) -> list[Entry]:
    """Return the latest lines, the newest first; of one subject, if one is given."""
    settle(session)
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
