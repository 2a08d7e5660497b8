"""Keep what a person agreed to: for which purpose, on which words, until they take it back (GDPR art. 7, PIPL art. 14-16)."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from jiufang.errors import RefusedByPolicy
from jiufang.store import audit, people, standing
from jiufang.store import tables as t
from jiufang.store.refusals import ASSESSMENT
from jiufang.store.session import Session


@dataclass(frozen=True)
class Consent:
    """One time that a person agreed, or took it back."""

    person: UUID
    purpose: str
    given: bool
    basis: str
    text_version: str
    text_sha256: bytes
    recorded_by: str
    at: dt.datetime


def record(session: Session, person: UUID, *, purpose: str, given: bool, text: str, version: str, by: str, basis: str = "consent") -> None:
    """Write down that a person agreed to a purpose, or took it back.

    Args:
        session: the tenant's transaction.
        person: who.
        purpose: to what: `screening`, `matching`, `talent_pool`, …
        given: True when they agreed, False when they took it back.
        text: the words that they were shown; their hash is kept.
        version: the version of those words.
        by: who wrote it down: the candidate's link, or a recruiter.
        basis: on what ground, where it is not consent.
    """
    told = hashlib.sha256(text.encode()).digest()
    row: dict[str, Any] = {"text_version": version, "text_sha256": told, "recorded_by": by, "basis": basis}
    session.get(t.persons, person)
    session.insert(t.consents, person_id=person, purpose=purpose, given=given, **row)
    if purpose == ASSESSMENT:
        standing.refresh(session, persons=[person])
    audit.log(session, actor=by, action="agreed" if given else "withdrew", subject="person", subject_id=person, purpose=purpose)


def holds(session: Session, person: UUID, purpose: str) -> bool:
    """Tell whether a person agrees to a purpose now; the latest word of anybody who is the same person counts."""
    c = t.consents.c
    query = select(c.given).where(c.person_id.in_(people.group(session, person)), c.purpose == purpose)
    return bool(session.connection.execute(query.order_by(c.created_at.desc(), c.id.desc()).limit(1)).scalar_one_or_none())


def require(session: Session, person: UUID, purpose: str) -> None:
    """Go on only with a person's consent.

    Raises:
        RefusedByPolicy: there is none, or it was taken back.
    """
    if not holds(session, person, purpose):
        raise RefusedByPolicy(f"this person does not agree to {purpose}", subject=str(person), hint="ask them first")


def history(session: Session, person: UUID) -> list[Consent]:
    """Return every time that a person agreed or took it back, the earliest first."""
    c = t.consents.c
    columns = (c.person_id, c.purpose, c.given, c.basis, c.text_version, c.text_sha256, c.recorded_by, c.created_at)
    query = select(*columns).where(c.person_id.in_(people.group(session, person))).order_by(c.created_at, c.id)
    return [Consent(*row) for row in session.connection.execute(query)]
