"""Order matches for a job: best first, equal scores on one rank, and nobody ahead by name or file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from jiufang.jobs.records import Job
from jiufang.matching import match
from jiufang.matching.records import Match
from jiufang.profiles.records import Profile
from jiufang.protocols import Encoder
from jiufang.shortlist.records import Shortlist


def rank(job: Job, profiles: Iterable[Profile], *, encoder: Encoder | None, size: int | None = None) -> Shortlist:
    """Match every profile with a job and order the matches, best first.

    Args:
        job: the job.
        profiles: the candidates, in any order: it does not bear on the result.
        encoder: what turns texts into vectors; None uses words alone.
        size: keep the best so many, ties at the border included.
    """
    return order(job, [match(profile, job, encoder=encoder) for profile in profiles], size=size)


def order(job: Job, matches: Sequence[Match], *, size: int | None = None) -> Shortlist:
    """Order matches that exist; equal scores share a rank and stand in an order that names and files do not choose."""
    ordered = sorted(matches, key=lambda m: (-m.score, _shuffle(job, m)))
    ranks = tuple(1 + sum(other.score > m.score for other in ordered) for m in ordered)
    if size is not None:
        ranks = tuple(r for r in ranks if r <= size)
        ordered = ordered[: len(ranks)]
    return Shortlist(job=job, matches=tuple(ordered), ranks=ranks)


def _shuffle(job: Job, found: Match) -> str:
    """Return a key that only the content of job and evidence decides, so that ties stand in no one's favour."""
    verdicts = "|".join(f"{f.verdict}:{f.strength}" for f in found.findings)
    content = found.profile.sha256 or hashlib.sha256(found.profile.document.text.encode()).hexdigest()
    return hashlib.sha256(f"{job.id}|{job.title}|{verdicts}|{content}".encode()).hexdigest()
