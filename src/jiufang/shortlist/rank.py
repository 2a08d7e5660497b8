"""Order matches for a job: best first, equal scores on one rank, and nobody ahead by name or file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby

from jiufang.jobs.records import Job
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
    from jiufang.matching.engine import match

    return order(job, [match(profile, job, encoder=encoder) for profile in profiles], size=size)


def blind_fingerprint(profile: Profile) -> str:
    """Return the fingerprint of what matching may know of a person: neither name nor file bears on it."""
    from jiufang.profiles.features import features

    return features(profile).fingerprint()


def order(
    job: Job, matches: Sequence[Match], *, size: int | None = None, fingerprint: Callable[[Profile], str] = blind_fingerprint
) -> Shortlist:
    """Order matches that exist; equal scores share a rank and stand in an order that names and files do not choose.

    Args:
        job: the job.
        matches: its matches, in any order.
        size: keep the best so many, ties at the border included.
        fingerprint: `blind_fingerprint`, or one that keeps what it found before.
    """
    best_first = sorted(matches, key=lambda m: -m.score)
    ordered = [m for _, tied in groupby(best_first, key=lambda m: m.score) for m in _fairly(job, list(tied), fingerprint)]
    ranks = tuple(1 + sum(other.score > m.score for other in ordered) for m in ordered)
    if size is not None:
        ranks = tuple(r for r in ranks if r <= size)
        ordered = ordered[: len(ranks)]
    return Shortlist(job=job, matches=tuple(ordered), ranks=ranks)


def _fairly(job: Job, tied: list[Match], fingerprint: Callable[[Profile], str]) -> list[Match]:
    return sorted(tied, key=lambda m: _shuffle(job, m, fingerprint(m.profile))) if len(tied) > 1 else tied


def _shuffle(job: Job, found: Match, blind: str) -> tuple[str, str]:
    """Return a key that only job, verdicts and blind features decide, so that ties stand in no one's favour."""
    verdicts = "|".join(f"{f.verdict}:{f.strength}" for f in found.findings)
    content = found.profile.sha256 or hashlib.sha256(found.profile.document.text.encode()).hexdigest()
    return hashlib.sha256(f"{job.id}|{job.title}|{verdicts}|{blind}".encode()).hexdigest(), content
