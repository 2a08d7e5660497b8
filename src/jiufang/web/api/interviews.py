"""Interviews, their questions, and what each interviewer found."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import AwareDatetime, Field

from jiufang.access.roles import Permission
from jiufang.decisions.scorecards import Panel, Rating
from jiufang.documents.records import Record
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.changing import expected
from jiufang.web.declaring import needs, router
from jiufang.web.listing import ROWS, Cursor, Limit, Paging
from jiufang.web.replying import fresh, told
from jiufang.web.shapes import IfMatch, Page
from jiufang.workspace.interviews import MOST_MINUTES, CardShown, InterviewRow, InterviewShown

routes = router("interviews")

Status = Literal["planned", "held", "cancelled"]
Address = Annotated[str, Field(min_length=1, max_length=320, examples=["ivy@example.org"])]
Panelists = Annotated[
    list[Address], Field(min_length=1, max_length=20, description="the addresses of those who ask and rate", examples=[["ivy@example.org"]])
]
Minutes = Annotated[int, Field(ge=5, le=MOST_MINUTES, examples=[60])]
Where = Annotated[str, Field(max_length=1000, examples=["Room 4"])]
MOST_ROWS = 200


class InterviewWish(Record):
    """An interview to plan."""

    interviewers: Panelists
    starts_at: AwareDatetime | None = Field(
        None, description="with its time zone; null while that is open", examples=["2026-12-01T09:00:00+08:00"]
    )
    minutes: Minutes | None = None
    place: Where = ""


class InterviewChange(Record):
    """What to change about an interview; what is left out stays."""

    interviewers: Panelists | None = None
    starts_at: AwareDatetime | None = Field(None, examples=["2026-12-02T09:00:00+08:00"])
    minutes: Minutes | None = None
    place: Where | None = None


class RatingWish(Record):
    """What one interviewer found on one row."""

    row: Annotated[str, Field(max_length=200)]
    points: Annotated[int, Field(ge=0, le=10)] | None = Field(None, description="null when it was not asked")
    words: Annotated[str, Field(max_length=5000)] = ""


class CardWish(Record):
    """One's own scorecard: a draft, or with `done` handed in; then it stays."""

    ratings: Annotated[list[RatingWish], Field(max_length=MOST_ROWS)] = Field(examples=[[]])
    words: Annotated[str, Field(max_length=10_000)] = ""
    done: bool = False


@routes.get("/interviews", response_model=Page[InterviewRow])
@needs(Permission.INTERVIEWS_READ, of=things.own)
def list_interviews(
    asked: Asking,
    timed: Annotated[bool, Query(description="those with a time, the soonest first; else those without")] = True,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    status: Status | None = None,
    mine: Annotated[bool, Query(description="only those that one takes part in")] = False,
    cursor: Cursor = None,
    limit: Limit = ROWS,
) -> Response:
    """List interviews; hiring managers and interviewers see those that they take part in.

    Those for a job are at `/jobs/{job}/interviews`.
    """
    interviewer = asked.by if mine or asked.only(Permission.INTERVIEWS_READ) else ""
    return _list(asked, cursor, limit, timed=timed, since=since, until=until, status=status or "", interviewer=interviewer)


@routes.get("/jobs/{job}/interviews", response_model=Page[InterviewRow])
@needs(Permission.INTERVIEWS_READ, of=things.job)
def list_interviews_for(
    asked: Asking, job: UUID, timed: bool = True, status: Status | None = None, cursor: Cursor = None, limit: Limit = ROWS
) -> Response:
    """List the interviews for a job."""
    return _list(asked, cursor, limit, timed=timed, status=status or "", job=job)


@routes.post("/applications/{application}/interviews", status_code=201, response_model=InterviewShown)
@needs(Permission.INTERVIEWS_PLAN, of=things.application, once=True)
def plan_interview(asked: Asking, application: UUID, given: InterviewWish) -> Response:
    """Plan an interview, with the questions that the match calls for.

    What everybody on the panel rates is fixed by it.
    """
    values = given.model_dump(exclude_none=True)
    made = asked.ws.interviews.plan(application, values.pop("interviewers"), by=asked.by, **values)
    return _shown(asked, made.id, status=201)


@routes.get("/interviews/{interview}", response_model=InterviewShown)
@needs(Permission.INTERVIEWS_READ, of=things.interview)
def read_interview(asked: Asking, request: Request, interview: UUID) -> Response:
    """Read an interview with its questions.

    What each probes, the words that it rests on, and what a good answer is.
    """
    shown = asked.ws.interviews.get(interview)
    blind = sight.of_application(asked, shown.application)
    found = shown if blind else asked.ws.interviews.get(interview, by=asked.by, blind=False)
    return fresh(request, found, version=found.version, view="blind" if blind else "")


@routes.patch("/interviews/{interview}", response_model=InterviewShown)
@needs(Permission.INTERVIEWS_PLAN, of=things.interview, changes=True)
def move_interview(asked: Asking, interview: UUID, given: InterviewChange, if_match: IfMatch = None) -> Response:
    """Give an interview another time, length, place or panel."""
    asked.ws.interviews.move(interview, by=asked.by, version=expected(if_match), **given.model_dump(exclude_none=True))
    return _shown(asked, interview)


@routes.post("/interviews/{interview}/cancellation", response_model=InterviewShown)
@needs(Permission.INTERVIEWS_PLAN, of=things.interview, changes=True)
def cancel_interview(asked: Asking, interview: UUID, if_match: IfMatch = None) -> Response:
    """Say that an interview does not take place."""
    asked.ws.interviews.cancel(interview, by=asked.by, version=expected(if_match))
    return _shown(asked, interview)


@routes.post("/interviews/{interview}/holding", response_model=InterviewShown)
@needs(Permission.INTERVIEWS_PLAN, of=things.interview, changes=True)
def hold_interview(asked: Asking, interview: UUID, if_match: IfMatch = None) -> Response:
    """Say that an interview took place."""
    asked.ws.interviews.held(interview, by=asked.by, version=expected(if_match))
    return _shown(asked, interview)


@routes.get(
    "/interviews/{interview}/calendar",
    response_class=Response,
    responses={200: {"description": "an invitation", "content": {"text/calendar": {"schema": {"type": "string"}}}}},
)
@needs(Permission.INTERVIEWS_READ, of=things.interview)
def read_calendar(asked: Asking, interview: UUID) -> Response:
    """Get an interview for one's calendar (RFC 5546).

    The candidate is a code in it, since invitations travel.
    """
    return Response(asked.ws.interviews.calendar(interview), media_type="text/calendar")


@routes.get("/interviews/{interview}/scorecard", response_model=CardShown)
@needs(Permission.SCORECARDS_WRITE, of=things.panel)
def read_scorecard(asked: Asking, interview: UUID) -> Response:
    """Read one's own scorecard."""
    shown = asked.ws.interviews.card(interview, by=asked.by)
    return told(shown, version=shown.version)


@routes.put("/interviews/{interview}/scorecard", response_model=CardShown)
@needs(Permission.SCORECARDS_WRITE, of=things.panel, changes=True)
def keep_scorecard(asked: Asking, interview: UUID, given: CardWish, if_match: IfMatch = None) -> Response:
    """Keep one's own scorecard as a draft, or hand it in; a new one has the version `"0"`."""
    ratings = [Rating(**one.model_dump()) for one in given.ratings]
    version = expected(if_match)
    shown = asked.ws.interviews.rate(interview, ratings, by=asked.by, words=given.words, done=given.done, version=version)
    return told(shown, version=shown.version)


@routes.get("/interviews/{interview}/scorecards", response_model=Panel)
@needs(Permission.SCORECARDS_READ, of=things.interview)
def read_panel(asked: Asking, interview: UUID) -> Response:
    """Read the scorecards of an interview; an interviewer sees others' once their own is in."""
    return told(asked.ws.interviews.panel(interview, viewer=asked.by))


def _list(asked: Asked, cursor: str | None, limit: int, **query: str | bool | UUID | dt.datetime | None) -> Response:
    job = query.get("job")
    blind = sight.of_job(asked, job) if isinstance(job, UUID) else True
    paging = Paging(asked, "interviews", cursor, **query)
    found = asked.ws.interviews.list(by=asked.by, blind=blind, after=paging.after, limit=limit, **query)  # type: ignore[arg-type]
    return paging.answer(found)


def _shown(asked: Asked, interview: UUID, *, status: int = 200) -> Response:
    shown = asked.ws.interviews.get(interview)
    if not sight.of_application(asked, shown.application):
        shown = asked.ws.interviews.get(interview, by=asked.by, blind=False)
    location = f"/api/v1/interviews/{interview}" if status == 201 else ""
    return told(shown, status=status, version=shown.version, location=location)
