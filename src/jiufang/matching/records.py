"""The records of the matching room: a verdict per requirement, the words behind it, and a score."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from jiufang.documents.records import Evidence, Record
from jiufang.jobs.records import Job, Requirement
from jiufang.profiles.records import Profile

SCHEMA_VERSION = "1"
READER_FAILED = "reader_failed"  # code of the warning that a match was made without the reader that was asked for


class Verdict(StrEnum):
    """What a résumé shows of a requirement. Silence is `not_shown`: a question, never a "no"."""

    MET = "met"
    PARTIAL = "partial"
    NOT_SHOWN = "not_shown"
    CONTRADICTED = "contradicted"


class Finding(Record):
    """What one résumé shows of one requirement.

    `strength` in [0, 1] is what the verdict earns; `worth` is what it adds to the sum when verdicts were weighed by their
    chances, None when the strength does; `why` says in the job's language how the verdict
    came about, `code` and `values` say it in any (`messages.told`); `checker` names the rule or model that decided.
    """

    requirement: Requirement
    verdict: Verdict
    strength: float
    worth: float | None = None
    evidence: tuple[Evidence, ...] = ()
    why: str = ""
    code: str = ""
    values: tuple[tuple[str, str], ...] = ()
    checker: str = ""


class Term(Record):
    """One summand of a score: weight × value = what it contributes, before calibration."""

    name: str
    weight: float
    value: float


class MatchWarning(Record):
    """Something about the match a person should look at (a pasted ad, keyword stuffing, hidden text)."""

    code: str
    message: str
    values: tuple[tuple[str, str], ...] = ()
    evidence: tuple[Evidence, ...] = ()


class Match(Record):
    """One profile × one job.

    `score` in [0, 1] estimates that a fair expert would interview; the same input gives the same bytes.
    `interval` is its uncertainty. `signals` are named values in [0, 1]; `terms` add up to the raw score.
    """

    schema_version: str = SCHEMA_VERSION
    scorer: str
    score: float
    interval: tuple[float, float]
    findings: tuple[Finding, ...]
    signals: dict[str, float]
    terms: tuple[Term, ...] = ()
    warnings: tuple[MatchWarning, ...] = ()
    file: str = ""
    member: str | None = None
    profile: Profile = Field(exclude=True, repr=False)
    job: Job = Field(exclude=True, repr=False)

    def __getitem__(self, requirement_id: str) -> Finding:
        """Return the finding of a requirement by its id."""
        for finding in self.findings:
            if finding.requirement.id == requirement_id:
                return finding
        raise KeyError(requirement_id)
