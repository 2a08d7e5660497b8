"""Turn what looks odd in a résumé into notices for the recruiter; none of them changes a score."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from jiufang.documents.records import Document
from jiufang.profiles.records import Experience, Warning_, WorkKind
from jiufang.text.dates import PartialDate

OVERLAP_MONTHS = 3  # shorter overlaps are hand-overs and rounded dates


def find_notices(document: Document, experience: tuple[Experience, ...], *, now: PartialDate) -> tuple[Warning_, ...]:
    """Return notices on hidden text, problems of reading, overlapping full-time jobs and dates that run backwards.

    Args:
        document: what was read, with what it hides.
        experience: the engagements.
        now: the last full month.
    """
    return (*_hidden(document), *_problems(document), *_backwards(experience), *_overlaps(experience, now=now))


def _hidden(document: Document) -> Iterator[Warning_]:
    counts: dict[str, int] = {}
    for hidden in document.hidden:
        counts[hidden.family] = counts.get(hidden.family, 0) + len(hidden.quote)
    for family, characters in counts.items():
        yield Warning_(
            code=f"hidden_text.{family}", message=f"{characters} characters cannot be seen on the page ({family}); they count for nothing"
        )


def _problems(document: Document) -> Iterator[Warning_]:
    for problem in document.problems:
        yield Warning_(code=problem.code, message=problem.message)


def _backwards(experience: tuple[Experience, ...]) -> Iterator[Warning_]:
    for entry in experience:
        if entry.start and entry.end and entry.end.last_month < entry.start.first_month:
            yield Warning_(code="dates_backwards", message=f"ends ({entry.end}) before it begins ({entry.start})", evidence=entry.evidence)


def _overlaps(experience: tuple[Experience, ...], *, now: PartialDate) -> Iterator[Warning_]:
    jobs = [(e.start, now if e.current else e.end, e) for e in experience if e.kind is WorkKind.EMPLOYMENT]
    dated = sorted(((s.first_month, e.last_month, entry) for s, e, entry in jobs if s and e), key=lambda job: job[:2])
    for (first, end, one), (start, last, other) in pairwise(dated):
        months = min(end, last) - start + 1
        if months > OVERLAP_MONTHS and one.employer != other.employer and first <= start:
            message = f"{one.employer or '?'} and {other.employer or '?'} overlap by {months} months; counted once"
            yield Warning_(code="overlapping_jobs", message=message, evidence=(*one.evidence, *other.evidence))
