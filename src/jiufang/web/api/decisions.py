"""Advance and reject, with a reason and somebody's name under it; what it rested on; and what becomes of it in sum."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, Field

from jiufang.access.roles import Permission
from jiufang.decisions.explanation import Explanation
from jiufang.decisions.funnel import Funnel
from jiufang.decisions.reasons import Ground, grounds
from jiufang.documents.records import Record
from jiufang.errors import NotFound
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs, router
from jiufang.web.listing import ROWS, Cursor, Limit, Paging, whole
from jiufang.web.replying import told
from jiufang.web.shapes import Page
from jiufang.workspace import belonging
from jiufang.workspace.logbook import DecisionRow
from jiufang.workspace.sight import covered

routes = router("decisions")

MOST = 1000  # people of one decision


class DecisionWish(Record):
    """What somebody decides about candidates for one job: about all of them or none."""

    persons: Annotated[list[UUID], Field(min_length=1, max_length=MOST)]
    action: Annotated[
        str,
        Field(
            max_length=64, description="the stage that they go to, `advance` for the next one, `reject` or `withdraw`", examples=["advance"]
        ),
    ]
    because: Annotated[
        str, Field(max_length=64, description="why: a code of `GET /decision-reasons`, or the id of a requirement that is not met")
    ] = ""
    reason: Annotated[str, Field(max_length=2000, description="why, in words; kept sealed")] = ""
    seen: Annotated[
        dict[UUID, int],
        Field(max_length=MOST, description="the `version` of a person's application that it is decided on; 412 if they were moved since"),
    ] = {}


class Confirmed(DecisionWish):
    """A decision; for more than twenty people with what `…/confirmation` answered to the same."""

    confirmed: Annotated[str, Field(max_length=256)] = ""


class Confirmation(BaseModel):
    """What confirms a decision about many; good for ten minutes, and for this decision alone."""

    confirmed: str
    people: int


@routes.post("/jobs/{job}/decisions", status_code=201, response_model=Page[DecisionRow])
@needs(Permission.DECISIONS_MAKE, of=things.job, once=True)
def decide(asked: Asking, job: UUID, given: Confirmed) -> Response:
    """Move candidates to a stage, reject them, or write down that they withdrew.

    A rejection needs a reason. More than twenty people, or so many in no time, have to be confirmed: the answer is then 409
    `not-confirmed`; ask somebody again, get a token from `…/confirmation`, and send the same with it.
    """
    _theirs(asked, job, given.persons)
    made = asked.ws.decide_all(
        given.persons,
        given.action,
        by=asked.by,
        reason=given.reason,
        because=given.because,
        job=job,
        confirmed=given.confirmed,
        seen=given.seen,
    )
    response = whole([DecisionRow(**vars(one)) for one in made])
    response.status_code = 201
    return response


@routes.post("/jobs/{job}/decisions/confirmation", response_model=Confirmation)
@needs(Permission.DECISIONS_MAKE, of=things.job)
def confirm_decision(asked: Asking, job: UUID, given: DecisionWish) -> Response:
    """Get what confirms a decision about many, once somebody was asked again; that they were is logged."""
    _theirs(asked, job, given.persons)
    token = asked.ws.confirmation(given.persons, given.action, by=asked.by, reason=given.reason, because=given.because, job=job)
    return told({"confirmed": token, "people": len(set(given.persons))})


@routes.get("/jobs/{job}/decisions", response_model=Page[DecisionRow])
@needs(Permission.DECISIONS_READ, of=things.job)
def list_decisions(asked: Asking, job: UUID, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """List what was decided for a job, the latest first."""
    paging, blind = Paging(asked, "decisions", cursor, job=job), sight.of_job(asked, job)
    return paging.answer(asked.ws.decided.list(job=job, by=asked.by, blind=blind, after=paging.after, limit=limit))


@routes.get("/candidates/{person}/decisions", response_model=Page[DecisionRow])
@needs(Permission.DECISIONS_READ, of=things.person)
def list_decisions_about(asked: Asking, person: UUID, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """List what was decided about a candidate, the latest first.

    A hiring manager sees what was decided for their jobs.
    """
    paging, blind = Paging(asked, "decisions about", cursor, person=person), sight.of_person(asked, person)
    found = asked.ws.decided.list(person=person, by=asked.by, blind=blind, after=paging.after, limit=limit)
    if own := asked.only(Permission.DECISIONS_READ):
        found = replace(found, rows=tuple(row for row in found.rows if own in belonging.of_job(asked.ws, row.job)))
    return paging.answer(found)


@routes.get("/decisions/{decision}", response_model=DecisionRow)
@needs(Permission.DECISIONS_READ, of=things.decision)
def read_decision(asked: Asking, decision: UUID) -> Response:
    """Read a decision as it was signed."""
    blind = sight.of_job(asked, asked.ws.decided.get(decision).job)
    return told(asked.ws.decided.get(decision, by=asked.by, blind=blind))


@routes.get("/decisions/{decision}/explanation", response_model=Explanation)
@needs(Permission.DECISIONS_READ, of=things.decision)
def explain_decision(asked: Asking, decision: UUID, again: bool = True) -> Response:
    """Explain a decision by all that it rested on.

    Who decided, what the software did, each requirement with its evidence. `sum` adds the score up again from what is told here; with `again`, the program of today reads the résumé anew.
    """
    made = asked.ws.decided.get(decision)
    told_of = asked.ws.explain(decision, again=again, by=asked.by)
    if told_of.erased or not sight.of_job(asked, made.job):
        return told(told_of)
    return told(covered(asked.ws, made.person, told_of.to_dict()))


@routes.get("/decision-reasons", response_model=Page[Ground])
@needs(Permission.JOBS_READ, of=things.own)
def list_reasons(asked: Asking) -> Response:
    """List the codes of reasons, and what they are called."""
    return whole(list(grounds().values()))


@routes.get("/jobs/{job}/funnel", response_model=Funnel)
@needs(Permission.REPORTS_READ, of=things.job)
def read_funnel(
    asked: Asking, job: UUID, k: Annotated[int, Query(ge=1, le=1000, description="places that count as the top")] = 10
) -> Response:
    """Tell how many reach each stage of a job, how long it takes, and how far decisions follow the ranking."""
    return told(asked.ws.funnel(job, k=k))


def _theirs(asked: Asked, job: UUID, persons: list[UUID]) -> None:
    """Let those who reach their own jobs alone decide about those alone who applied: else deciding would be a way to see anybody."""
    if asked.only(Permission.DECISIONS_MAKE) and not belonging.applied(asked.ws, job, persons):
        raise NotFound("not all of them applied for this job", subject=f"job {job}")
