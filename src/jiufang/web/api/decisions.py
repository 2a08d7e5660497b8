"""Advance and reject, with a reason and somebody's name under it; what it rested on; and what becomes of it in sum."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, Field

from jiufang.access.roles import Permission
from jiufang.decisions.explanation import Explanation
from jiufang.decisions.funnel import Funnel
from jiufang.decisions.reasons import Ground, grounds
from jiufang.documents.records import Record
from jiufang.errors import NotFound
from jiufang.web import things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs, router
from jiufang.web.listing import whole
from jiufang.web.replying import told
from jiufang.web.shapes import Page
from jiufang.workspace import belonging

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


class Confirmed(DecisionWish):
    """A decision; for more than twenty people with what `…/confirmation` answered to the same."""

    confirmed: Annotated[str, Field(max_length=256)] = ""


class Confirmation(BaseModel):
    """What confirms a decision about many; good for ten minutes, and for this decision alone."""

    confirmed: str
    people: int


class DecisionShape(BaseModel):
    """What somebody decided; it stays as it was signed."""

    id: UUID
    number: int = Field(description="its place in the chain")
    at: dt.datetime
    made_by: str
    action: str
    person: UUID
    job: UUID
    match: UUID | None
    facts: dict[str, Any] = Field(description="score, rank and scorer at that moment, the stage before, the code of the reason")
    reason: str | None = Field(description="in words; null once the person was erased")


@routes.post("/jobs/{job}/decisions", status_code=201, response_model=Page[DecisionShape])
@needs(Permission.DECISIONS_MAKE, of=things.job, once=True)
def decide(asked: Asking, job: UUID, given: Confirmed) -> Response:
    """Move candidates to a stage, reject them, or write down that they withdrew.

    A rejection needs a reason. More than twenty people, or so many in no time, have to be confirmed: the answer is then 409
    `not-confirmed`; ask somebody again, get a token from `…/confirmation`, and send the same with it.
    """
    _theirs(asked, job, given.persons)
    made = asked.ws.decide_all(
        given.persons, given.action, by=asked.by, reason=given.reason, because=given.because, job=job, confirmed=given.confirmed
    )
    response = whole(made)
    response.status_code = 201
    return response


@routes.post("/jobs/{job}/decisions/confirmation", response_model=Confirmation)
@needs(Permission.DECISIONS_MAKE, of=things.job)
def confirm_decision(asked: Asking, job: UUID, given: DecisionWish) -> Response:
    """Get what confirms a decision about many, once somebody was asked again; that they were is logged."""
    _theirs(asked, job, given.persons)
    token = asked.ws.confirmation(given.persons, given.action, by=asked.by, reason=given.reason, because=given.because, job=job)
    return told({"confirmed": token, "people": len(set(given.persons))})


@routes.get("/jobs/{job}/decisions", response_model=Page[DecisionShape])
@needs(Permission.DECISIONS_READ, of=things.job)
def list_decisions(asked: Asking, job: UUID) -> Response:
    """List what was decided for a job, the earliest first."""
    asked.ws.stages(job)
    return whole(asked.ws.decisions(job))


@routes.get("/decisions/{decision}/explanation", response_model=Explanation)
@needs(Permission.DECISIONS_READ, of=things.decision)
def explain_decision(asked: Asking, decision: UUID, again: bool = True) -> Response:
    """Tell what a decision rested on: who decided, what the software did, each requirement with its evidence, and the sum.

    `sum` adds the score up again from what is told here; with `again`, the program of today reads the résumé anew.
    """
    return told(asked.ws.explain(decision, again=again, by=asked.by))


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
