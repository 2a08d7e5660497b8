"""The records of candidates, applications and jobs as pages and programs get them.

Personal fields are None where they are not shown; `version` is the row's, for `If-Match`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from jiufang.jobs.records import Job
from jiufang.matching.records import Match
from jiufang.profiles.records import Profile
from jiufang.workspace.room import Shown


class PersonRow(Shown):
    """A candidate in a line; `label` is the name, or where that is not shown a code that stays the same."""

    id: UUID
    version: int
    created_at: dt.datetime
    label: str
    blind: bool
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    title: str = ""
    highest_degree: str = "none"
    total_months: int = 0
    location: str | None = None
    lang: str = ""
    profile: UUID | None = None
    documents: int = 0
    applications: int = 0
    tags: tuple[str, ...] = ()


class DocumentRow(Shown):
    """A file of a candidate; `original` tells whether its bytes are kept (what came in an archive is kept as text)."""

    id: UUID
    version: int
    person: UUID
    created_at: dt.datetime
    kind: str
    name: str | None
    member: str | None
    media_type: str
    size: int
    status: str
    reason: str | None
    original: bool


class DocumentText(Shown):
    """What a document visibly says; blind, without what identifies its person."""

    id: UUID
    person: UUID
    blind: bool
    lang: str
    text: str


class ProfileRow(Shown):
    """A version of what a document says of its person: read by a program, or corrected by somebody."""

    id: UUID
    version: int
    person: UUID
    document: UUID
    created_at: dt.datetime
    current: bool
    made_by: str
    reason: str | None
    reader: str
    as_of: str
    lang: str


class ProfileShown(ProfileRow):
    """A profile with its content: `features` is the blind part, `profile` everything, None where it is not shown."""

    features: dict[str, Any]
    profile: Profile | None = None


class MatchRow(Shown):
    """What a match says without quoting anybody: score, how sure, rank among the applicants, a verdict a requirement."""

    id: UUID
    score: float
    interval: tuple[float, float]
    rank: int
    scorer: str
    verdicts: dict[str, str]
    counts: dict[str, int]


class ApplicationRow(Shown):
    """One candidate for one job; `match` is None as long as none speaks for them: not matched yet, or `refused` by them."""

    id: UUID
    version: int
    job: UUID
    stage: str
    stage_since: dt.datetime
    source: str
    created_at: dt.datetime
    candidate: PersonRow
    match: MatchRow | None = None
    refused: bool = False


class MatchShown(Shown):
    """A match with its findings and their quotes; blind, quotes are covered where they would tell who it is."""

    id: UUID
    person: UUID
    job: UUID
    job_version: int
    rank: int
    blind: bool
    match: Match


class MatchedRow(Shown):
    """Somebody in the list of everybody who was matched with a job, applicant or not."""

    id: UUID
    rank: int
    score: float
    interval: tuple[float, float]
    scorer: str
    verdicts: dict[str, str]
    counts: dict[str, int]
    candidate: PersonRow
    application: UUID | None = None
    stage: str | None = None


class PersonShown(PersonRow):
    """A candidate with what is kept of them; `same` are the ids of those who were merged into them."""

    address: str | None = None
    links: tuple[str, ...] = ()
    same: tuple[UUID, ...] = ()
    files: tuple[DocumentRow, ...] = ()
    applied: tuple[ApplicationRow, ...] = ()


class OpeningName(Shown):
    """A job to choose, by what it is called."""

    id: UUID
    title: str
    status: str
    blind: bool


class OpeningRow(Shown):
    """A job in a line: how many stand at each stage, and which version of its requirements counts."""

    id: UUID
    version: int
    title: str
    status: str
    template: str
    blind: bool
    number: int
    requirements: int
    created_at: dt.datetime
    updated_at: dt.datetime
    stages: dict[str, int]
    applicants: int
    team: tuple[UUID, ...] = ()


class OpeningShown(OpeningRow):
    """A job with what it asks for; `results` tells that somebody was matched with this version already."""

    version_id: UUID
    job: Job
    results: bool


class VersionRow(Shown):
    """A version of what a job asks for: who made it so, why, and how many matches were made with it."""

    id: UUID
    number: int
    made_by: str
    reason: str
    created_at: dt.datetime
    matches: int


class VersionShown(VersionRow):
    """A version with what it asks for."""

    job: Job
    weights: dict[str, float | None]


class Revised(Shown):
    """A job as it is after a change; `task` matches everybody again where there were results before."""

    opening: OpeningShown
    task: UUID | None = None


class Seen(Shown):
    """A line of the audit log."""

    number: int
    at: dt.datetime
    actor: str
    action: str
    subject: str
    subject_id: UUID | None
    details: dict[str, Any]
