"""Who applied for a job, where they stand, and what their match says; the shortlist of everybody who was matched."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import Field

from jiufang.access.roles import Permission
from jiufang.documents.records import Record
from jiufang.shortlist.records import WhyNot
from jiufang.web import sight, things
from jiufang.web.asked import Asking
from jiufang.web.declaring import needs, router
from jiufang.web.listing import ROWS, Cursor, Limit, Paging
from jiufang.web.replying import fresh, nothing, told
from jiufang.web.shapes import Page
from jiufang.web.sheet import spreadsheet
from jiufang.workspace import comparing
from jiufang.workspace.applicants import Order
from jiufang.workspace.records import ApplicationRow, MatchedRow, MatchShown
from jiufang.workspace.sight import covered

routes = router("applications")

AS_CSV: dict[str, Any] = {"content": {"text/csv": {"schema": {"type": "string"}}}}

Stage = Annotated[str, Field(max_length=64)]


class ApplicationWish(Record):
    """Somebody who shall apply."""

    person: UUID
    source: Annotated[str, Field(max_length=200)] = Field("", examples=["careers page"])


class Uncovering(Record):
    """Why somebody needs to know who a candidate is."""

    reason: Annotated[str, Field(min_length=1, max_length=2000, examples=["we call her tomorrow"])]


@routes.get("/jobs/{job}/applications", response_model=Page[ApplicationRow])
@needs(Permission.CANDIDATES_READ, of=things.job)
def list_applications(
    asked: Asking,
    job: UUID,
    stage: Annotated[list[Stage] | None, Query(max_length=20, description="only those who stand at one of these")] = None,
    order: Annotated[Order, Query(description="`lot` is by chance, the same every time; `score` is best first")] = Order.LOT,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """List the applicants of a job, with a verdict for each requirement; no quotes."""
    paging = Paging(asked, "applications", cursor, job=job, stage=stage, order=order)
    asks: dict[str, Any] = {"stages": tuple(stage or ()), "order": order, "after": paging.after, "limit": limit}
    with asked.ws.together():
        found = asked.ws.applicants.list(job, by=asked.by, blind=sight.of_job(asked, job), **asks)
    return paging.answer(found)


@routes.post("/jobs/{job}/applications", status_code=201, response_model=ApplicationRow)
@needs(Permission.CANDIDATES_WRITE, of=things.job, once=True)
def apply(asked: Asking, job: UUID, given: ApplicationWish) -> Response:
    """Let a candidate apply for a job; who did already stays where they are."""
    id = asked.ws.applicants.apply(given.person, job, source=given.source, by=asked.by)
    shown = asked.ws.applicants.get(id)
    return told(shown, status=201, version=shown.version, location=f"/api/v1/applications/{id}")


@routes.get("/applications/{application}", response_model=ApplicationRow)
@needs(Permission.CANDIDATES_READ, of=things.application)
def read_application(asked: Asking, request: Request, application: UUID) -> Response:
    """Read an application: where it stands, and what its match says without quoting anybody."""
    with asked.ws.together():
        blind = sight.of_application(asked, application)
        shown = asked.ws.applicants.get(application, by=asked.by, blind=blind)
    return fresh(request, shown, version=shown.version, view="blind" if blind else "")


@routes.post("/applications/{application}/uncovering", status_code=204)
@needs(Permission.CANDIDATES_UNBLIND, of=things.application)
def uncover(asked: Asking, application: UUID, given: Uncovering) -> Response:
    """Be shown who a candidate is although the job is judged blind.

    The reason is kept, sealed, and that you were shown it is logged. It holds for you alone.
    """
    asked.ws.applicants.unblind(application, by=asked.by, reason=given.reason)
    return nothing()


@routes.get("/applications/{application}/match", response_model=MatchShown)
@needs(Permission.MATCHES_READ, of=things.application)
def read_match_of(asked: Asking, application: UUID) -> Response:
    """Read what an application's match found, requirement by requirement, with the sentences that prove it.

    Where the job is judged blind, quotes are covered where they would tell who it is.
    """
    with asked.ws.together():
        found = asked.ws.applicants.match(application, by=asked.by, blind=sight.of_application(asked, application))
    return told(found)


@routes.get("/matches/{match}", response_model=MatchShown)
@needs(Permission.MATCHES_READ, of=things.match)
def read_match(asked: Asking, match: UUID) -> Response:
    """Read a match by its id; of a candidate who may be named, with their name."""
    shown = asked.ws.applicants.match_by_id(match)
    blind = sight.of_job(asked, shown.job) or sight.of_person(asked, shown.person)
    return told(shown if blind else asked.ws.applicants.match_by_id(match, by=asked.by, blind=False))


@routes.get("/jobs/{job}/shortlist", response_model=Page[MatchedRow], responses={200: AS_CSV})
@needs(Permission.MATCHES_READ, of=things.job)
def list_matched(asked: Asking, request: Request, job: UUID, cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """List everybody who was matched with a job as it stands, best first.

    Applicants or not; equal scores share a rank. A hiring manager sees those of them who applied. With `Accept: text/csv` it is a
    table for spreadsheets, in which no cell acts as a formula.
    """
    paging = Paging(asked, "shortlist", cursor, job=job)
    with asked.ws.together():
        blind = sight.of_job(asked, job)
        found = asked.ws.applicants.shortlist(job, by=asked.by, blind=blind, after=paging.after, limit=limit)
    if asked.only(Permission.MATCHES_READ):
        found = replace(found, rows=tuple(row for row in found.rows if row.application))
    return spreadsheet(found.rows) if "text/csv" in request.headers.get("accept", "") else paging.answer(found)


@routes.get("/applications/{application}/why-not", response_model=WhyNot)
@needs(Permission.MATCHES_READ, of=things.application)
def explain_place(
    asked: Asking, application: UUID, k: Annotated[int, Query(ge=1, le=1000, description="how many places there are")] = 10
) -> Response:
    """Tell what keeps an applicant out of the first places.

    With the smallest change of facts that would bring them there.
    """
    found, blind = comparing.why_not(asked.ws, application, k=k, by=asked.by), sight.of_application(asked, application)
    person = asked.ws.applicants.get(application).candidate.id
    return told(covered(asked.ws, person, found.to_dict()) if blind else found)
