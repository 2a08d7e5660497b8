"""Keep jobs: an opening, and each version of what it asks for, so that a score is always against what was asked at the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, select

from jiufang.errors import NotFound
from jiufang.jobs.records import Job
from jiufang.store import audit, standing
from jiufang.store import tables as t
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session

j, v = t.jobs.c, t.job_versions.c
VERSION_ID = Prepared(lambda: select(v.id).join(t.jobs, _of(j.current)).where(j.id == bindparam("job")))
CURRENT = Prepared(
    lambda: select(t.jobs, v.id.label("version_id"), v.job).outerjoin(t.job_versions, _of(j.current)).where(j.id == bindparam("job"))
)
NUMBERED = Prepared(
    lambda: (
        select(t.jobs, v.id.label("version_id"), v.job).outerjoin(t.job_versions, _of(bindparam("number"))).where(j.id == bindparam("job"))
    )
)


@dataclass(frozen=True)
class KeptJob:
    """A job as it is at one of its versions; `version` is the row's, for updates that must not overtake another."""

    id: UUID
    title: str
    status: str
    blind: bool
    number: int
    version_id: UUID
    version: int
    job: Job


def create(session: Session, job: Job, *, by: str, blind: bool = True, template: str = "社招") -> UUID:
    """Open a job with its first version.

    Args:
        session: the tenant's transaction.
        job: what it asks for.
        by: who opens it.
        blind: whether names are hidden from those who look at its candidates.
        template: which stages it has.
    """
    id = session.insert(t.jobs, title=job.title, blind=blind, template=template)
    _add_version(session, id, job, number=1, reason="", by=by)
    audit.log(session, actor=by, action="opened", subject="job", subject_id=id, requirements=len(job.requirements))
    return id


def revise(session: Session, id: UUID, job: Job, *, by: str, reason: str, version: int | None = None) -> int:
    """Change what a job asks for; earlier versions stay, and so do the scores against them.

    Args:
        session: the tenant's transaction.
        id: the job.
        job: what it asks for from now on.
        by: who changes it.
        reason: why; kept.
        version: the row's version that the change was made from.

    Returns:
        The number of the new version.

    Raises:
        NotFound: there is no such job.
        Conflict: somebody changed it in the meantime.
    """
    number = int(session.get(t.jobs, id, lock=True).current) + 1
    session.update(t.jobs, id, version=version, current=number, title=job.title)
    _add_version(session, id, job, number=number, reason=reason, by=by)
    standing.refresh(session, job=id)
    audit.log(session, actor=by, action="revised", subject="job", subject_id=id, number=number)
    return number


def load(session: Session, id: UUID, *, number: int | None = None) -> KeptJob:
    """Return a job, at its current version or an earlier one; its record bears the id that it has here.

    Raises:
        NotFound: there is no such job, or no such version.
    """
    given = {} if number is None else {"number": number}
    row = (NUMBERED if given else CURRENT).one_or_none(session.connection, job=id, **given)
    if row is None:
        raise NotFound("there is nothing of this id", subject=f"jobs {id}")
    if row.version_id is None:
        raise NotFound(f"the job has no version {number}", subject=f"jobs {id}")
    job = Job.model_validate({**row.job, "id": str(id)})
    return KeptJob(id, row.title, row.status, row.blind, number or row.current, row.version_id, row.version, job)


def version_of(session: Session, id: UUID) -> UUID:
    """Return the version of a job that counts now.

    Raises:
        NotFound: there is no such job.
    """
    row = VERSION_ID.one_or_none(session.connection, job=id)
    if row is None:
        raise NotFound("there is nothing of this id", subject=f"jobs {id}")
    return UUID(str(row.id))


def change(session: Session, id: UUID, *, by: str, version: int | None = None, **values: object) -> int:
    """Change something of a job that is no requirement: its title, status, stages, or whether it is judged blind.

    Args:
        session: the tenant's transaction.
        id: the job.
        by: who changes it.
        version: the row's version that the change was made from.
        values: `title`, `status`, `template`, `blind`.

    Returns:
        The row's new version.

    Raises:
        NotFound: there is no such job.
        Conflict: somebody changed it in the meantime.
    """
    before = session.get(t.jobs, id, lock=True)
    made = session.update(t.jobs, id, version=version, **values)
    told = {name: f"{getattr(before, name)} → {value}" for name, value in values.items() if name != "title"}
    audit.log(session, actor=by, action="changed", subject="job", subject_id=id, **{**dict.fromkeys(values, "changed"), **told})
    return made


def listed(session: Session, *, status: str | None = "open") -> Iterator[KeptJob]:
    """Yield jobs, the oldest first; None yields closed ones too."""
    query = select(t.jobs.c.id).order_by(t.jobs.c.id)
    found = query if status is None else query.where(t.jobs.c.status == status)
    for id in list(session.connection.execute(found).scalars()):
        yield load(session, id)


def _of(number: Any) -> ColumnElement[bool]:
    return and_(v.job_id == j.id, v.number == number)


def _add_version(session: Session, id: UUID, job: Job, *, number: int, reason: str, by: str) -> None:
    weights = {requirement.id: requirement.weight for requirement in job.requirements}
    session.insert(t.job_versions, job_id=id, number=number, job=job.to_dict(), weights=weights, reason=reason, made_by=by)
