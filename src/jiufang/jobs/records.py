"""The records of the jobs room: what an employer asks for, each requirement with the words that ask it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import Field, field_validator

from jiufang.documents.records import Document, Evidence, Record
from jiufang.errors import InvalidJob, RefusedByPolicy
from jiufang.taxonomy.degrees import Degree

SCHEMA_VERSION = "1"
MOST_TONE = 0.05  # of the scale; docs/tone.md


class Kind(StrEnum):
    """What a requirement is about."""

    SKILL = "skill"
    EXPERIENCE_YEARS = "experience_years"
    DEGREE = "degree"
    CERTIFICATE = "certificate"
    LANGUAGE = "language"
    LOCATION = "location"
    DOMAIN = "domain"  # a field of business, a kind of project, a record of results
    SOFT = "soft"  # leading, teaching, communicating
    OTHER = "other"


class Requirement(Record):
    """One thing that the job asks for; `text` is verbatim from the ad when the ad was read.

    `skills` lists alternatives within groups: every group must be shown, any member of a group will do
    ("Java, and AutoCAD or SolidWorks" is (("Java",), ("AutoCAD", "SolidWorks"))). `languages` does the same for
    the ISO 639 codes of languages, of which `language` is the first.
    `weight` is relative to the other requirements; None means the default for must or nice.
    """

    id: str
    text: str
    kind: Kind = Kind.OTHER
    must: bool = True
    weight: float | None = None
    min_years: float | None = None
    degree: Degree | None = None
    fields: tuple[str, ...] = ()
    skill: str | None = None
    skills: tuple[tuple[str, ...], ...] = ()
    language: str | None = None
    languages: tuple[tuple[str, ...], ...] = ()
    level: str | None = None
    location: str | None = None
    evidence: Evidence | None = None


class UnlawfulCriterion(Record):
    """A wish in the ad that may not be used, or stands for one: flagged and left out of scoring.

    `ground` is sex, age, marriage, native_place, ethnicity, religion, health, school_tier, appearance,
    native_speaker, nationality, political_status, photo or superstition; `reason` names the rule it runs against.
    """

    ground: str
    quote: str
    reason: str
    evidence: Evidence | None = None


class ToneWeight(Record):
    """What the owner of a job lets the tone of a candidate's letters count for, and why; absent, it counts for nothing.

    `share` is the part of the scale, at most MOST_TONE, that lies between the most negative and the most positive letter.

    Raises:
        RefusedByPolicy: the share is above the cap.
        InvalidJob: there is no share or no reason.
    """

    share: float
    reason: str

    @field_validator("share")
    @classmethod
    def _within_cap(cls, share: float) -> float:
        if share > MOST_TONE:
            raise RefusedByPolicy(f"tone may count for at most {MOST_TONE:.0%} of the scale, not {share:.2%}", subject="tone")
        if not share > 0:
            raise InvalidJob("the share of tone is not above 0", subject="tone", hint="leave `tone` out to turn it off")
        return share

    @field_validator("reason")
    @classmethod
    def _with_reason(cls, reason: str) -> str:
        if not reason.strip():
            raise InvalidJob("tone counts without a reason", subject="tone", hint="say in `reason` why the job needs it; it is kept")
        return reason


class Job(Record):
    """A job: its requirements, its duties (kept apart), and what in the ad may not be used."""

    schema_version: str = SCHEMA_VERSION
    id: str = "job"
    lang: str = "en"
    title: str = ""
    sector: str | None = None
    location: str | None = None
    requirements: tuple[Requirement, ...] = ()
    duties: tuple[Evidence, ...] = ()
    unlawful: tuple[UnlawfulCriterion, ...] = ()
    warnings: tuple[str, ...] = ()
    tone: ToneWeight | None = None
    text: str = ""
    document: Document | None = Field(default=None, exclude=True, repr=False)

    @classmethod
    def from_text(cls, text: str, *, id: str = "job", lang: str | None = None) -> Job:
        """Read an ad: typed requirements, duties, and unlawful criteria."""
        from jiufang.jobs.parse import parse_job

        return parse_job(Document.from_text(text), id=id, lang=lang)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Job:
        """Take a job as given, requirements and all; fields of requirements that are absent are read from their text.

        Raises:
            InvalidJob: the data does not describe a job.
        """
        from jiufang.jobs.parse import job_from_dict

        return job_from_dict(data)

    @classmethod
    def read(cls, path: Any) -> Job:
        """Read an ad from a file of any supported kind, or a job from a .json file."""
        from jiufang.jobs.parse import read_job

        return read_job(path)
