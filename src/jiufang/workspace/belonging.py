"""Tell whose own a thing is, for the policy: a job is its team's, a candidate the teams' that they apply to and the interviewers'.

    of_job, of_job_or_panel       the hiring managers of a job; and who interviews for it
    of_person                     those of all jobs that somebody applies for, and whoever interviews them
    of_application, of_interview  likewise, of one application or interview
    person_of                     whose a document, profile, message, note or match is

Whoever reaches everything is not asked about here; a thing that there is not is not found by those who might ask for it either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, Table, Text, cast, func, select, union
from sqlalchemy.dialects.postgresql import JSONB

from jiufang.errors import NotFound
from jiufang.store import tables as t
from jiufang.store.lists import applications

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

OF_PERSONS = {
    "document": t.documents,
    "profile": t.profiles,
    "message": t.messages,
    "note": t.notes,
    "match": t.matches,
    "attachment": t.attachments,
    "screening": t.screening_sessions,
}
"""What belongs to a person, by what paths call it."""


def of_job(ws: OpenWorkspace, job: UUID) -> frozenset[UUID]:
    """Return the hiring managers of a job."""
    return _users(ws, select(t.job_team.c.user_id).where(t.job_team.c.job_id == job))


def of_job_or_panel(ws: OpenWorkspace, job: UUID) -> frozenset[UUID]:
    """Return the hiring managers of a job, and whoever interviews for it."""
    applied = select(t.applications.c.id).where(t.applications.c.job_id == job)
    team = select(t.job_team.c.user_id).where(t.job_team.c.job_id == job)
    return _users(ws, union(team, _panels(t.interviews.c.application_id.in_(applied))))


def of_person(ws: OpenWorkspace, person: UUID) -> frozenset[UUID]:
    """Return whose own a candidate is: the teams of the jobs that they apply for, and their interviewers."""
    same = _same(person)
    return _users(ws, union(_teams(t.applications.c.person_id.in_(same)), _panels(t.interviews.c.person_id.in_(same))))


def of_application(ws: OpenWorkspace, application: UUID) -> frozenset[UUID]:
    """Return whose own an application is: its job's team, and its interviewers."""
    mine = _teams(t.applications.c.id == application), _panels(t.interviews.c.application_id == application)
    return _users(ws, union(*mine))


def of_interview(ws: OpenWorkspace, interview: UUID) -> frozenset[UUID]:
    """Return whose own an interview is: its job's team, and who asks and rates."""
    application = select(t.interviews.c.application_id).where(t.interviews.c.id == interview).scalar_subquery()
    return _users(ws, union(_teams(t.applications.c.id == application), _panels(t.interviews.c.id == interview)))


def of_panel(ws: OpenWorkspace, interview: UUID) -> frozenset[UUID]:
    """Return who asks and rates in an interview."""
    return _users(ws, _panels(t.interviews.c.id == interview))


def of_decision(ws: OpenWorkspace, decision: UUID) -> frozenset[UUID]:
    """Return whose own a decision is: its job's team."""
    job = select(t.decisions.c.job_id).where(t.decisions.c.id == decision).scalar_subquery()
    return _users(ws, select(t.job_team.c.user_id).where(t.job_team.c.job_id == job))


def of_match(ws: OpenWorkspace, match: UUID) -> frozenset[UUID]:
    """Return whose own a match is: its job's team, if its candidate applied for that job."""
    m, v = t.matches.c, t.job_versions.c
    person = select(m.person_id).where(m.id == match).scalar_subquery()
    job = select(v.job_id).join(t.matches, m.job_version_id == v.id).where(m.id == match).scalar_subquery()
    applied = (t.applications.c.job_id == job) & t.applications.c.person_id.in_(_same(person))
    return _users(ws, _teams(applied))


def applied(ws: OpenWorkspace, job: UUID, persons: Collection[UUID]) -> bool:
    """Tell whether all of some persons applied for a job."""
    with ws.session() as session:
        return all(applications.found(session, person, job) for person in persons)


def of_screening(ws: OpenWorkspace, screening: UUID) -> frozenset[UUID]:
    """Return whose own a screening conversation is, besides the candidate's: its job's team."""
    c = t.screening_sessions.c
    application = select(c.application_id).where(c.id == screening).scalar_subquery()
    return _users(ws, _teams(t.applications.c.id == application))


def person_of(ws: OpenWorkspace, kind: str, id: UUID) -> UUID:
    """Return whose something is.

    Args:
        ws: the workspace.
        kind: what it is, one of `OF_PERSONS`.
        id: its id.

    Raises:
        NotFound: there is none.
    """
    table: Table = OF_PERSONS[kind]
    with ws.session() as session:
        found = session.connection.execute(select(table.c.person_id).where(table.c.id == id)).scalar_one_or_none()
    if found is None:
        raise NotFound("there is no such thing here", subject=f"{kind} {id}")
    return UUID(str(found))


def _teams(applications: ColumnElement[bool]) -> Select[Any]:
    """Return the teams of the jobs of some applications."""
    return select(t.job_team.c.user_id).join(t.applications, t.applications.c.job_id == t.job_team.c.job_id).where(applications)


def _panels(interviews: ColumnElement[bool]) -> Select[Any]:
    """Return the users who ask and rate in some interviews, which name them by their addresses."""
    named = cast(func.lower(cast(t.interviews.c.interviewers, Text)), JSONB)
    return select(t.users.c.id).join(t.interviews, named.contains(func.to_jsonb(func.lower(t.users.c.email)))).where(interviews)


def _same(person: UUID | ScalarSelect[Any]) -> Select[Any]:
    """Return everybody who is the same as a person."""
    asked = t.persons.alias("asked")
    root = select(func.coalesce(asked.c.root_id, asked.c.id)).where(asked.c.id == person).scalar_subquery()
    return select(t.persons.c.id).where((t.persons.c.id == root) | (t.persons.c.root_id == root))


def _users(ws: OpenWorkspace, query: Any) -> frozenset[UUID]:
    with ws.session() as session:
        found: Iterable[UUID] = session.connection.execute(query).scalars()
        return frozenset(found)
