"""The records of the shortlist room: matches in order, ranks with ties, and what holds somebody back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jiufang.documents.records import Evidence, Record
from jiufang.jobs.records import Job
from jiufang.matching.records import Finding, Match, Verdict

SCHEMA_VERSION = "1"


class Unscored(Record):
    """A candidate whom no software has assessed and somebody has to read: by id, and by name unless that is hidden."""

    id: str
    name: str = ""
    why: str = "refused"  # they did not want to be assessed by software (PIPL art. 24, GDPR art. 22)


class Shortlist(Record):
    """Matches for one job, best first; `ranks[i]` belongs to the i-th match, equal scores share a rank.

    `unscored` are to be read by a person, in an order drawn by lot; they stand beside the ranking, before it where one comes after the
    other, and have no place in it. `failed` names what could not be read: {file, reason}.
    """

    schema_version: str = SCHEMA_VERSION
    job: Job
    matches: tuple[Match, ...] = ()
    ranks: tuple[int, ...] = ()
    unscored: tuple[Unscored, ...] = ()
    failed: tuple[dict[str, str], ...] = ()

    def __iter__(self) -> Iterator[Match]:  # type: ignore[override]
        return iter(self.matches)

    def __len__(self) -> int:
        return len(self.matches)

    def __getitem__(self, index: int) -> Match:
        return self.matches[index]

    def to_dict(self) -> dict[str, Any]:
        """Return {job, unscored, candidates: [match + {file, member, rank}], failed} as JSON-ready plain data."""
        unscored = [one.to_dict() for one in self.unscored]
        candidates = [{**m.to_dict(), "file": m.file, "member": m.member, "rank": r} for m, r in zip(self.matches, self.ranks, strict=True)]
        told = {"schema_version": self.schema_version, "job": self.job.to_dict(), "unscored": unscored}
        return {**told, "candidates": candidates, "failed": list(self.failed)}


class Loss(Record):
    """A requirement that costs a candidate score: what it would add were it met, and what the résumé says instead."""

    finding: Finding
    cost: float


class Change(Record):
    """One fact that would have to be different: the requirement, from which verdict to which."""

    requirement_id: str
    text: str
    before: Verdict
    after: Verdict


class WhyNot(Record):
    """Why a candidate is not among the first k, and the fewest changes of facts that would bring them there.

    `changes` is empty when they are there already; `reachable` is False when even meeting everything would not do.
    """

    rank: int
    k: int
    score: float
    score_needed: float
    losses: tuple[Loss, ...] = ()
    changes: tuple[Change, ...] = ()
    score_after: float = 0.0
    reachable: bool = True


class Side(Record):
    """One requirement of two candidates side by side; `lead` is > 0 when the first one shows more."""

    requirement_id: str
    text: str
    first: Verdict
    second: Verdict
    lead: float
    first_evidence: tuple[Evidence, ...] = ()
    second_evidence: tuple[Evidence, ...] = ()


class Comparison(Record):
    """Two candidates for one job, requirement by requirement, the widest differences first."""

    first_score: float
    second_score: float
    sides: tuple[Side, ...]
