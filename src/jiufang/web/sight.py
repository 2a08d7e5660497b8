"""Decide who of the candidates in an answer is named, by the policy and by which jobs are judged blind."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from jiufang.access.policy import Thing, sees_identity
from jiufang.web.asked import Asked
from jiufang.workspace import sight
from jiufang.workspace.records import PersonRow
from jiufang.workspace.room import Slice


def of_job(asked: Asked, job: UUID) -> bool:
    """Tell whether the candidates of a job are shown without their names; that the job is theirs to look at was found out before."""
    return not sees_identity(asked.actor, _theirs(asked), blind=sight.judged_blind(asked.ws, job))


def of_application(asked: Asked, application: UUID) -> bool:
    """Tell whether a candidate is shown without their name as an applicant; they may have been uncovered to whoever looks."""
    _, blind = sight.job_of(asked.ws, application)
    uncovered = blind and asked.ws.applicants.unblinded(application, by=asked.by)
    return not sees_identity(asked.actor, _theirs(asked), blind=blind, unblinded=uncovered)


def of_person(asked: Asked, person: UUID) -> bool:
    """Tell whether a candidate is shown without their name, outside of any job."""
    if not sees_identity(asked.actor, _theirs(asked), blind=False):
        return True
    return person in sight.hidden(asked.ws, [person], by=asked.by)


def people(asked: Asked, found: Slice[PersonRow], *, what: str) -> Slice[PersonRow]:
    """Return rows of candidates that were found blind, with the names of those who may be named."""
    if not sees_identity(asked.actor, _theirs(asked), blind=False):
        return found
    ids = [row.id for row in found.rows]
    hidden = sight.hidden(asked.ws, ids, by=asked.by)
    shown = sight.named(asked.ws, [id for id in ids if id not in hidden], by=asked.by, what=what)
    return replace(found, rows=tuple(shown.get(row.id, row) for row in found.rows))


def _theirs(asked: Asked) -> Thing:
    return Thing(asked.actor.tenant, frozenset({asked.actor.id}))
