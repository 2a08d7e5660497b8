"""Turn rows of the store into the records of `jiufang.workspace.records`, with or without who somebody is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from jiufang.store import audit, lots
from jiufang.store.lists import applications, persons
from jiufang.store.lists.openings import Opening
from jiufang.store.session import Session
from jiufang.workspace.records import ApplicationRow, MatchRow, OpeningRow, PersonRow

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are taken for another
LABEL_LENGTH = 5


def label(person: UUID) -> str:
    """Return what a candidate is called where their name is not shown: the same on every page, and nothing of theirs in it.

    >>> label(UUID(int=7))
    'C-YTPYA'
    """
    number, code = lots.draw("label", person), ""
    for _ in range(LABEL_LENGTH):
        number, digit = divmod(number, len(LETTERS))
        code += LETTERS[digit]
    return f"C-{code}"


def person_row(one: persons.Person) -> PersonRow:
    """Return a candidate in a line; with a name, where their contact was opened."""
    contact, outline = one.contact, one.outline
    row = PersonRow(
        id=one.id,
        version=one.version,
        created_at=one.created_at,
        label=(contact.name if contact else None) or label(one.id),
        blind=contact is None,
        name=contact.name if contact else None,
        email=contact.email if contact else None,
        phone=contact.phone if contact else None,
        documents=one.documents,
        applications=one.applications,
        tags=one.tags,
    )
    if outline is None:
        return row
    told = {"title": outline.title, "highest_degree": outline.highest_degree, "total_months": outline.total_months}
    return row.model_copy(update={**told, "location": outline.location, "lang": outline.lang, "profile": outline.profile})


def candidates(session: Session, ids: Iterable[UUID], *, by: str, blind: bool, what: str, job: UUID | None = None) -> dict[UUID, PersonRow]:
    """Return candidates by their ids; whose names were shown is logged, so call it last in a transaction."""
    asked = list(dict.fromkeys(ids))
    found = persons.of(session, asked, identity=not blind)
    if not blind:
        seen = list(dict.fromkeys(one.id for one in found.values()))
        audit.saw(session, actor=by, persons=seen, what=what, **({"job": str(job)} if job else {}))
    return {id: person_row(one) for id, one in found.items()}


def apart(session: Session, ids: Iterable[UUID], *, by: str, blind: bool, what: str) -> dict[UUID, PersonRow]:
    """Return persons as documents introduced them, by their ids; whose names were shown is logged, so call it last."""
    found = persons.apart(session, list(dict.fromkeys(ids)), identity=not blind)
    if not blind:
        audit.saw(session, actor=by, persons=sorted(found), what=what)
    return {id: person_row(one) for id, one in found.items()}


def application_rows(
    session: Session, rows: Sequence[applications.Application], *, by: str, blind: bool, what: str, job: UUID | None = None
) -> list[ApplicationRow]:
    """Return applications with their candidates."""
    who = candidates(session, (row.person for row in rows), by=by, blind=blind, what=what, job=job)
    return [_application(row, who[row.person]) for row in rows if row.person in who]


def opening_row(one: Opening) -> OpeningRow:
    """Return a job in a line."""
    return OpeningRow(
        id=one.id,
        version=one.version,
        title=one.title,
        status=one.status,
        template=one.template,
        blind=one.blind,
        number=one.number,
        requirements=one.requirements,
        created_at=one.created_at,
        updated_at=one.updated_at,
        stages=dict(one.stages),
        applicants=sum(one.stages.values()),
        team=tuple(sorted(one.team)),
    )


def match_row(scored: applications.Scored) -> MatchRow:
    """Return what a match says in the clear."""
    return MatchRow(
        id=scored.match,
        score=scored.score,
        interval=(scored.low, scored.high),
        rank=scored.rank,
        scorer=scored.scorer,
        verdicts=dict(scored.verdicts),
        counts=scored.counts,
    )


def _application(row: applications.Application, candidate: PersonRow) -> ApplicationRow:
    return ApplicationRow(
        id=row.id,
        version=row.version,
        job=row.job,
        stage=row.stage,
        stage_since=row.stage_since,
        source=row.source,
        created_at=row.created_at,
        candidate=candidate,
        match=match_row(row.scored) if row.scored else None,
        refused=row.refused,
    )
