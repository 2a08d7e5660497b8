"""Tell who of some candidates may not be named to somebody now: who stands in an open job that is judged blind, and was not uncovered to them."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Uuid, any_, bindparam, func, select

from jiufang.errors import NotFound
from jiufang.store import tables as t
from jiufang.store.lists import persons as everybody
from jiufang.store.prepared import Prepared
from jiufang.store.session import Session
from jiufang.workspace import showing
from jiufang.workspace.covering import Cover
from jiufang.workspace.openings import OPEN
from jiufang.workspace.records import PersonRow

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace


def judged_blind(ws: OpenWorkspace, job: UUID) -> bool:
    """Tell whether the candidates of a job are judged without their names.

    Raises:
        NotFound: there is no such job.
    """
    with ws.session() as session:
        return bool(session.get(t.jobs, job).blind)


def job_of(ws: OpenWorkspace, application: UUID) -> tuple[UUID, bool]:
    """Return the job of an application, and whether it is judged blind.

    Raises:
        NotFound: there is no such application.
    """
    with ws.session() as session:
        found = JOB_OF.one_or_none(session.connection, application=application)
    if found is None:
        raise NotFound("there is no such application", subject=f"application {application}")
    return found.id, found.blind


JOB_OF = Prepared(
    lambda: (
        select(t.jobs.c.id, t.jobs.c.blind)
        .join(t.applications, t.applications.c.job_id == t.jobs.c.id)
        .where(t.applications.c.id == bindparam("application"))
    )
)


def hidden(ws: OpenWorkspace, persons: Collection[UUID], *, by: str) -> frozenset[UUID]:
    """Return those of some persons whose names `by` may not see, wherever they meet them: by one page the next would give them away.

    Args:
        ws: the workspace.
        persons: ids, each of whom they are at last.
        by: who looks.
    """
    if not persons:
        return frozenset()
    with ws.session() as session:
        return hidden_in(session, persons, by=by)


def hidden_in(session: Session, persons: Collection[UUID], *, by: str) -> frozenset[UUID]:
    """Return what `hidden` returns, within a transaction that is open already."""
    asked = everybody.roots(session, persons)
    found = {row.root for row in STANDING.all(session.connection, by=by, roots=list(set(asked.values())))}
    return frozenset(id for id, at_last in asked.items() if at_last in found)


def named(ws: OpenWorkspace, persons: Collection[UUID], *, by: str, what: str) -> dict[UUID, PersonRow]:
    """Return some persons with their names; that somebody saw them is logged."""
    if not persons:
        return {}
    with ws.session() as session:
        return showing.candidates(session, persons, by=by, blind=False, what=what)


def called(ws: OpenWorkspace, persons: Collection[UUID], *, by: str, blind: bool, what: str) -> dict[UUID, PersonRow]:
    """Return what some persons are called, by their ids, whoever they are at last; those who were erased are not in it.

    Args:
        ws: the workspace.
        persons: their ids.
        by: who looks.
        blind: leave out who they are; else that somebody saw their names is logged.
        what: where, for the log.
    """
    if not persons:
        return {}
    with ws.session() as session:
        return showing.candidates(session, persons, by=by, blind=blind, what=what)


def _standing() -> Select[Any]:
    """Return the query of who of some persons stands in a blind job; they are named one by one: a join over who is whom would read everybody."""
    p, a, j, log = t.persons.c, t.applications.c, t.jobs.c, t.audit_log.c
    given, root = any_(bindparam("roots", type_=ARRAY(Uuid))), func.coalesce(p.root_id, p.id).label("root")
    uncovered = select(log.id).where(log.subject_id == a.id, log.action == "unblinded", log.actor == bindparam("by")).exists()
    standing = select(root).distinct().join(t.applications, a.person_id == p.id).join(t.jobs, j.id == a.job_id)
    return standing.where(j.blind, j.status == OPEN, a.duplicate_of.is_(None), ~uncovered, (p.id == given) | (p.root_id == given))


STANDING = Prepared(_standing)


def covered(ws: OpenWorkspace, person: UUID, told: Any) -> Any:
    """Return JSON-ready data about a person without the words that tell who it is."""
    with ws.session() as session:
        return Cover.of(session, person).all(told)
