"""Openings: what they ask for and asked for, whose own they are, and everybody matched with them."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Path, Request, Response
from pydantic import Field

from jiufang.access.roles import Permission
from jiufang.decisions.stages import Template
from jiufang.documents.records import Record
from jiufang.errors import NotFound
from jiufang.jobs.records import Job, Kind
from jiufang.taxonomy.degrees import Degree
from jiufang.web import things
from jiufang.web.asked import Asking
from jiufang.web.changing import expected
from jiufang.web.declaring import needs, router
from jiufang.web.listing import ROWS, Cursor, Limit, Paging, whole
from jiufang.web.replying import fresh, told
from jiufang.web.shapes import IfMatch, Page, TaskShape
from jiufang.workspace import background
from jiufang.workspace.records import OpeningRow, OpeningShown, Revised, VersionRow, VersionShown

routes = router("jobs")

MOST_REQUIREMENTS = 200
AD = "Data engineer\n\nRequirements\n- 3 years of Python\n- Kafka or Flink\n"
Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
Words = Annotated[str, Field(max_length=2000)]
Title = Annotated[str, Field(max_length=300)]
Reason = Annotated[str, Field(max_length=2000, description="kept with the version; needed once there are results")]


class RequirementWish(Record):
    """One thing that a job asks for; what is left out is read from the words."""

    text: Annotated[str, Field(min_length=1, max_length=2000)]
    id: Annotated[str, Field(max_length=64)] | None = None
    kind: Kind | None = None
    must: bool | None = None
    weight: Weight | None = None
    min_years: Annotated[float, Field(ge=0, le=60, allow_inf_nan=False)] | None = None
    degree: Degree | None = None
    fields: Annotated[list[Words], Field(max_length=50)] | None = None
    skill: Words | None = None
    skills: Annotated[list[Annotated[list[Words], Field(max_length=50)]], Field(max_length=50)] | None = None
    language: Annotated[str, Field(max_length=35)] | None = None
    level: Words | None = None
    location: Words | None = None


class JobWish(Record):
    """What a job asks for: the words of an ad, requirements one by one, or both."""

    text: Annotated[str, Field(max_length=100_000)] | None = None
    title: Title | None = None
    lang: Annotated[str, Field(max_length=10)] | None = None
    sector: Title | None = None
    location: Title | None = None
    requirements: Annotated[list[RequirementWish], Field(max_length=MOST_REQUIREMENTS)] | None = None

    def plain(self) -> dict[str, Any]:
        """Return what was given, as `Job.from_dict` takes it."""
        return self.model_dump(mode="json", exclude_none=True)


class Opening(Record):
    """A job to open."""

    job: JobWish = Field(examples=[{"text": AD}])
    blind: bool = Field(True, description="its candidates are judged without names, pictures, contacts, schools and dates")
    template: Title = Field("社招", description="which stages it has: `社招`, `校招`, `agency`, or one of the company's own")
    team: Annotated[list[UUID], Field(max_length=50, description="the users whose own it is: its hiring managers")] = Field(
        default_factory=list
    )


class OpeningChange(Record):
    """What to change about a job; what is left out stays. No score rests on any of it."""

    title: Title | None = Field(None, examples=["Data engineer, Berlin"])
    status: Literal["open", "closed"] | None = None
    template: Title | None = None
    blind: bool | None = None


class Revision(Record):
    """What a job asks for from now on; fields that are left out stay."""

    job: JobWish = Field(examples=[{"requirements": [{"text": "3 years of Python"}, {"text": "Kafka", "must": False}]}])
    reason: Reason = Field("", examples=["Kafka turned out to be nice to have"])


class Weights(Record):
    """What requirements weigh, by their ids; null is the weight that must or nice has by itself."""

    weights: dict[Annotated[str, Field(max_length=64)], Weight | None] = Field(max_length=MOST_REQUIREMENTS, examples=[{"R1": 2.0}])
    reason: Reason = Field("", examples=["Python matters most"])


class Team(Record):
    """Whose own a job is."""

    users: Annotated[list[UUID], Field(max_length=50)]


class Ad(Record):
    """The words of an ad."""

    text: Annotated[str, Field(min_length=1, max_length=100_000, examples=[AD])]


@routes.get("/jobs", response_model=Page[OpeningRow])
@needs(Permission.JOBS_READ, of=things.own)
def list_jobs(asked: Asking, status: Literal["open", "closed", "all"] = "open", cursor: Cursor = None, limit: Limit = ROWS) -> Response:
    """List jobs, the newest first, with how many stand at each stage.

    A hiring manager sees their own.
    """
    paging = Paging(asked, "jobs", cursor, status=status)
    own = asked.only(Permission.JOBS_READ)
    found = asked.ws.openings.list(status=None if status == "all" else status, own=own, after=paging.after, limit=limit)
    return paging.answer(found)


@routes.post("/jobs", status_code=201, response_model=OpeningShown)
@needs(Permission.JOBS_WRITE, of=things.own, once=True)
def open_job(asked: Asking, given: Opening) -> Response:
    """Open a job.

    Requirements are read from the words, unless they are given. Unlawful criteria are flagged and set aside. A hiring manager who
    opens a job has it for their own.
    """
    if strangers := [user for user in given.team if asked.entrance.users.by_id(user) is None]:
        raise NotFound("there is no such user", subject=f"user {strangers[0]}")
    made = asked.ws.add_job(Job.from_dict(given.job.plain()), by=asked.by, blind=given.blind, template=given.template)
    only, id = asked.only(Permission.JOBS_WRITE), UUID(made.id)
    team = {*given.team, *([only] if only else [])}
    shown = asked.ws.openings.assign(id, team, by=asked.by) if team else asked.ws.openings.get(id)
    return told(shown, status=201, version=shown.version, location=f"/api/v1/jobs/{id}")


@routes.post("/job-readings", response_model=Job)
@needs(Permission.JOBS_WRITE, of=things.own)
def read_ad(asked: Asking, given: Ad) -> Response:
    """Read an ad without keeping it: its requirements, and what in it may not be used."""
    return told(Job.from_text(given.text))


@routes.get("/jobs/{job}", response_model=OpeningShown)
@needs(Permission.JOBS_READ, of=things.job_to_read)
def read_job(asked: Asking, request: Request, job: UUID) -> Response:
    """Read a job with what it asks for."""
    shown = asked.ws.openings.get(job)
    return fresh(request, shown, version=shown.version, view=str(shown.applicants))


@routes.patch("/jobs/{job}", response_model=OpeningShown)
@needs(Permission.JOBS_WRITE, of=things.job, changes=True)
def change_job(asked: Asking, job: UUID, given: OpeningChange, if_match: IfMatch = None) -> Response:
    """Change title, status, stages, or whether the job is judged blind."""
    shown = asked.ws.openings.change(job, by=asked.by, version=expected(if_match), **given.model_dump())
    return told(shown, version=shown.version)


@routes.put("/jobs/{job}/requirements", response_model=Revised)
@needs(Permission.JOBS_WRITE, of=things.job, changes=True)
def revise_job(asked: Asking, job: UUID, given: Revision, if_match: IfMatch = None) -> Response:
    """Change what a job asks for.

    Earlier versions stay, with the scores against them. Once there are results a reason is needed, and everybody is matched again.
    """
    made = asked.ws.openings.revise(job, given.job.plain(), by=asked.by, reason=given.reason, version=expected(if_match))
    return told(made, version=made.opening.version)


@routes.put("/jobs/{job}/weights", response_model=Revised)
@needs(Permission.JOBS_WRITE, of=things.job, changes=True)
def weigh_job(asked: Asking, job: UUID, given: Weights, if_match: IfMatch = None) -> Response:
    """Change what requirements weigh; it makes a new version."""
    made = asked.ws.openings.weigh(job, given.weights, by=asked.by, reason=given.reason, version=expected(if_match))
    return told(made, version=made.opening.version)


@routes.put("/jobs/{job}/team", response_model=OpeningShown)
@needs(Permission.JOBS_WRITE, of=things.tenant, changes=True)
def assign_job(asked: Asking, job: UUID, given: Team, if_match: IfMatch = None) -> Response:
    """Say whose own a job is; for those who reach all jobs."""
    shown = asked.ws.openings.assign(job, given.users, by=asked.by, version=expected(if_match))
    return told(shown, version=shown.version)


@routes.get("/jobs/{job}/versions", response_model=Page[VersionRow])
@needs(Permission.JOBS_READ, of=things.job_to_read)
def list_versions(asked: Asking, job: UUID) -> Response:
    """List the versions of what a job asks for, the latest first: who made them, and why."""
    return whole(asked.ws.openings.versions(job))


@routes.get("/jobs/{job}/versions/{number}", response_model=VersionShown)
@needs(Permission.JOBS_READ, of=things.job_to_read)
def read_version(asked: Asking, job: UUID, number: Annotated[int, Path(ge=1, le=1_000_000)]) -> Response:
    """Read a version of what a job asks for."""
    return told(asked.ws.openings.at(job, number))


@routes.get("/jobs/{job}/stages", response_model=Template)
@needs(Permission.JOBS_READ, of=things.job_to_read)
def read_stages(asked: Asking, job: UUID) -> Response:
    """Read the stages of a job."""
    return told(asked.ws.stages(job))


@routes.get("/stage-templates", response_model=Page[Template])
@needs(Permission.JOBS_READ, of=things.own)
def list_templates(asked: Asking) -> Response:
    """List the stages that a job can have: the three that come with the program, and the company's own."""
    return whole(asked.ws.templates())


@routes.post("/jobs/{job}/matching", status_code=202, response_model=TaskShape)
@needs(Permission.JOBS_WRITE, of=things.job)
def match_job(asked: Asking, job: UUID) -> Response:
    """Match everybody with a job as it stands, in the background; asked again, it is the same task."""
    return told(background.match_later(asked.ws, job, by=asked.by), status=202)
