"""Keep applications: one person for one job, at the stage that somebody moved them to."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from jiufang.store import lots, people, standing
from jiufang.store.ids import new_id
from jiufang.store.session import Session
from jiufang.store.tables import applications

NEW = "new"


def apply(session: Session, person: UUID, job: UUID, *, source: str = "") -> None:
    """Let a person apply for a job; who did already stays where they are."""
    row = {**_row(session, person, job), "stage": NEW, "source": source}
    statement = upsert(applications).values(row).on_conflict_do_nothing().returning(applications.c.id)
    if session.connection.execute(statement).scalar_one_or_none():
        _count(session, person, job)


def move(session: Session, person: UUID, job: UUID, stage: str) -> None:
    """Move a person to a stage; who was found in the pool applies by it."""
    row = {**_row(session, person, job), "stage": stage}
    moved = {"stage": stage, "stage_since": func.now(), "updated_at": func.now(), "version": applications.c.version + 1}
    statement = upsert(applications).values(row)
    again = statement.on_conflict_do_update(index_elements=["tenant_id", "person_id", "job_id"], set_=moved)
    if session.connection.execute(again.returning(applications.c.version)).scalar_one() == 1:
        _count(session, person, job)


def stages(session: Session, job: UUID) -> dict[UUID, str]:
    """Return where each applicant of a job stands."""
    query = select(applications.c.person_id, applications.c.stage).where(applications.c.job_id == job)
    return {row.person_id: row.stage for row in session.connection.execute(query)}


def _row(session: Session, person: UUID, job: UUID) -> dict[str, object]:
    return {"tenant_id": session.tenant, "id": new_id(), "person_id": person, "job_id": job, "lot": lots.draw(job, person)}


def _count(session: Session, person: UUID, job: UUID) -> None:
    """Let a new application have its match, and be the one that counts unless somebody who is the same person applied before."""
    standing.count_once(session, people.group(session, person))
    standing.refresh(session, job=job, persons=[person])
