"""Turn what a source tells of applications into records: who applied for what, what became of it, and why something was left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Why(StrEnum):
    """Why an application teaches nothing, or may not; each is counted in the report."""

    OPEN = "no decision yet"
    WITHDRAWN = "the candidate withdrew"
    FILLED = "the position was filled or closed"
    DUPLICATE = "a duplicate application"
    OTHER = "ended for a reason that says nothing of fit"
    UNKNOWN = "a stage that nobody has explained"
    NO_STAGE = "no stage and no outcome is told"
    NO_RESUME = "no text of a résumé"
    NO_AD = "no text of a job"
    NO_CONSENT = "the person has not agreed, or has objected"
    AGAIN = "an earlier application of the same person for the same job"
    CONFLICT = "the same person and job with two outcomes, and no date to tell which came last"
    ACROSS = "its person or job belongs to another part"
    LATE = "decided after the test begins, so nothing before the test may know it"


@dataclass(frozen=True, slots=True)
class Application:
    """One row of a source, in the source's own words; it names a person, so it is never kept.

    Args:
        row: where it was told: file and line.
        keys: what identifies the person, such as `email:li@example.com`, the surest first; empty if nothing does.
        job: what identifies the job; empty if nothing does.
        title: of the job.
        ad: text of the job.
        resume: text of the résumé.
        names: of the person; they are taken out of every text.
        schools: of the person; taken out too.
        stages: what is told of stage and outcome, a cell each.
        hired: whether a column says outright that they were hired.
        label: y in [0, 1] where the source tells it itself.
        at: when it was decided, else when they applied.
        family: of the job.
        lang: of the résumé; found out when empty.
        groups: what the person said of themselves, by attribute.
        consent: whether their data may be learnt from.
    """

    row: str
    keys: tuple[str, ...] = ()
    job: str = ""
    title: str = ""
    ad: str = ""
    resume: str = ""
    names: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    hired: bool | None = None
    label: float | None = None
    at: dt.date | None = None
    family: str = ""
    lang: str = ""
    groups: Mapping[str, str] = field(default_factory=dict)
    consent: bool = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an application: its label, or why it has none; `rung` is the furthest stage that it reached."""

    label: float | None = None
    why: Why | None = None
    rung: str = ""
    told: str = ""
