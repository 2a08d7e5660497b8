"""Keep decisions: made by a person, for a reason, never changed, with what the software said at that moment."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, any_, bindparam, cast, select

from jiufang.errors import BadInput, NotFound, RefusedByPolicy, Sealed
from jiufang.store import applications, audit, ledger
from jiufang.store import tables as t
from jiufang.store.ids import new_id
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session

REJECT = "reject"


@dataclass(frozen=True)
class Decision:
    """What somebody decided; the reason is None once its person was erased."""

    id: UUID
    number: int
    at: dt.datetime
    made_by: str
    action: str
    person: UUID
    job: UUID
    match: UUID | None
    facts: dict[str, Any]
    reason: str | None


def decide(
    session: Session,
    *,
    person: UUID,
    job: UUID,
    action: str,
    by: str,
    reason: str = "",
    match: UUID | None = None,
    rank: int | None = None,
    told: Mapping[str, Any] | None = None,
) -> UUID:
    """Write a decision down, and move the person's application to its stage.

    Args:
        session: the tenant's transaction.
        person: the candidate.
        job: the job.
        action: `interview`, `offer`, `reject`, … : the stage that the candidate goes to.
        by: the human being who decides.
        reason: why; a rejection needs one (GDPR art. 22, PIPL art. 24: nobody is rejected by software).
        match: what the decision was made on; its score and scorer are written down with it.
        rank: where the candidate stood in the list.
        told: what else is written down in the clear, such as the code of a reason (`because`); no word of the candidate.

    Raises:
        RefusedByPolicy: nobody decides, or a rejection has no reason.
        BadInput: there is no action.
    """
    if not by.strip():
        raise RefusedByPolicy("only a person decides about a person", subject=action, hint="say who decides")
    if not action.strip():
        raise BadInput("a decision needs an action", subject=str(person))
    if action == REJECT and not (reason.strip() or (told or {}).get("because")):
        raise RefusedByPolicy("nobody is rejected without a reason", subject=str(person), hint="say why; the reason is kept")
    session.keys.of(person)
    id = new_id()
    said, version = _said(session, match, rank)
    facts = {**said, **(told or {})}
    sealed = session.seal(reason, person=person, at=(t.decisions, id, "reason")) if reason else None
    values = {"made_by": by, "action": action, "person_id": person, "job_id": job, "job_version_id": version, "match_id": match}
    ledger.append(session, t.decisions, id=id, facts=facts, reason=sealed, **values)
    applications.move(session, person, job, action)
    audit.log(session, actor=by, action="decided", subject="person", subject_id=person, job=str(job), decision=str(id))
    return id


def load(session: Session, id: UUID) -> Decision:
    """Return a decision.

    Raises:
        NotFound: there is none.
    """
    found = several(session, [id])
    if not found:
        raise NotFound("there is no such decision", subject=str(id))
    return found[0]


def several(session: Session, ids: Sequence[UUID]) -> list[Decision]:
    """Return decisions by their ids, the earliest first."""
    return _read(session, SEVERAL.all(session.connection, ids=list(ids)))


def of_person(session: Session, person: UUID) -> list[Decision]:
    """Return what was decided about a person, the earliest first."""
    return _read(session, OF_PERSON.all(session.connection, person=person))


def of_job(session: Session, job: UUID) -> list[Decision]:
    """Return what was decided for a job, the earliest first."""
    return _read(session, OF_JOB.all(session.connection, job=job))


def verify(session: Session, *, known: ledger.Head | None = None) -> ledger.Verdict:
    """Tell whether all decisions are as they were made."""
    return ledger.verify(session, t.decisions, known=known)


def _said(session: Session, match: UUID | None, rank: int | None) -> tuple[dict[str, Any], UUID | None]:
    """Return what the software said of the candidate when the decision was made."""
    if match is None:
        return {}, None
    row = session.get(t.matches, match)
    return {"score": row.score, "low": row.low, "high": row.high, "scorer": row.scorer, "rank": rank}, row.job_version_id


def _read(session: Session, rows: Sequence[Any]) -> list[Decision]:
    session.keys.fetch(row.person_id for row in rows if row.sealed is not None)
    return [Decision(facts=json.loads(row.told), reason=_reason(session, row.person_id, row.id, row.sealed), **_named(row)) for row in rows]


def _decisions(condition: ColumnElement[bool]) -> Select[Any]:
    columns = (
        c.id,
        c.number,
        c.at,
        c.made_by,
        c.action,
        c.person_id,
        c.job_id,
        c.match_id,
        cast(c.facts, Text).label("told"),
        c.reason.label("sealed"),
    )
    return select(*columns).where(condition).order_by(c.number)


c = t.decisions.c
SEVERAL = Prepared(lambda: _decisions(c.id == any_(bindparam("ids", type_=ARRAY(Uuid)))))
OF_PERSON = Prepared(lambda: _decisions(c.person_id == bindparam("person")))
OF_JOB = Prepared(lambda: _decisions(c.job_id == bindparam("job")))


def _named(row: Any) -> dict[str, Any]:
    ids = {"person": row.person_id, "job": row.job_id, "match": row.match_id}
    return {"id": row.id, "number": row.number, "at": row.at, "made_by": row.made_by, "action": row.action, **ids}


def _reason(session: Session, person: UUID, decision: UUID, sealed: bytes | None) -> str | None:
    if sealed is None:
        return ""
    try:
        return str(session.unseal(sealed, person=person, at=(t.decisions, decision, "reason")))
    except Sealed:
        return None
