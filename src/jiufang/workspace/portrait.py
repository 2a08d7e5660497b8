"""Turn what was read of a candidate into what their page lays out: a life in lines with its gaps, and each fact with the words that say it.

Blind, it says nothing of names, contacts, schools and years of study, and quotes are covered where they would tell who it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from jiufang.documents.records import Evidence
from jiufang.profiles.missing import gaps
from jiufang.profiles.notices import OVERLAP_MONTHS
from jiufang.profiles.records import Education, Experience, Profile, WorkKind
from jiufang.text.dates import PartialDate, last_full_month
from jiufang.workspace.covering import Cover
from jiufang.workspace.room import Shown

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

GAP = "gap"
TELLING = ("contact.", "education.")  # what is missing there is asked of the person, and tells who it is where somebody looks
Covering = Callable[[str], str]


class Stretch(Shown):
    """A line of a life: an engagement, or a gap between two. `overlaps` tells that another job was held at the same time for long."""

    kind: str
    title: str = ""
    employer: str = ""
    start: str = ""
    end: str = ""
    current: bool = False
    months: int = 0
    overlaps: bool = False
    quotes: tuple[str, ...] = ()
    done: tuple[str, ...] = ()


class Study(Shown):
    """A course of study; blind, without school and years."""

    degree: str
    field: str = ""
    status: str = ""
    school: str = ""
    start: str = ""
    end: str = ""
    quotes: tuple[str, ...] = ()


class Fact(Shown):
    """A skill, certificate or language: what, how well or in force, and the words that say it; `used` in work, not only in a list."""

    name: str
    level: str = ""
    beside: str = ""
    used: bool = False
    quotes: tuple[str, ...] = ()


class Guess(Shown):
    """What is not stated: the value, by which rule, how sure."""

    field: str
    value: str
    rule: str
    confidence: float
    quotes: tuple[str, ...] = ()


class Notice(Shown):
    """Something to look at or to ask for."""

    code: str
    message: str
    quotes: tuple[str, ...] = ()


class Portrait(Shown):
    """A candidate laid out; `life` begins with the latest."""

    profile: UUID
    blind: bool
    as_of: str
    lang: str
    made_by: str = ""
    highest_degree: str
    total_months: int
    location: str = ""
    availability: str = ""
    expected_salary: str = ""
    life: tuple[Stretch, ...] = ()
    studies: tuple[Study, ...] = ()
    skills: tuple[Fact, ...] = ()
    certificates: tuple[Fact, ...] = ()
    languages: tuple[Fact, ...] = ()
    projects: tuple[Fact, ...] = ()
    missing: tuple[Notice, ...] = ()
    inferred: tuple[Guess, ...] = ()
    warnings: tuple[Notice, ...] = ()


def of(ws: OpenWorkspace, person: UUID, *, by: str = "", blind: bool = True) -> Portrait:
    """Return a candidate laid out.

    Args:
        ws: the workspace.
        person: who.
        by: who looks.
        blind: leave out who they are.

    Raises:
        NotFound: there is no such candidate, or nothing of theirs was read.
    """
    from jiufang.store import profiles

    shown = ws.people.profile(person, by=by, blind=blind)
    cover: Cover | None = None
    with ws.session() as session:
        whole = shown.profile or profiles.load(session, shown.id)
        if blind:
            cover = Cover.of(session, person)
    return drawn(whole, id=shown.id, made_by=shown.made_by, cover=cover)


def drawn(profile: Profile, *, id: UUID, made_by: str = "", cover: Cover | None = None) -> Portrait:
    """Return a profile laid out; with a cover, blind."""
    blind = cover is not None
    over: Covering = _same if cover is None else cover.text
    told: dict[str, Any] = {"profile": id, "blind": blind, "as_of": profile.as_of, "lang": profile.lang, "made_by": made_by}
    return Portrait(
        **told,
        highest_degree=profile.highest_degree,
        total_months=profile.total_months,
        location=over(profile.location or ""),
        availability=over(profile.availability or ""),
        expected_salary=over(profile.expected_salary or ""),
        life=life(profile, over),
        studies=tuple(_study(one, over, blind=blind) for one in profile.education),
        skills=tuple(
            Fact(name=over(one.name), level=one.level or "", used=one.used, quotes=_quotes(one.spans, over))
            for one in sorted(profile.skills, key=lambda one: not one.used)
        ),
        certificates=tuple(
            Fact(name=over(one.name), level=one.status, beside=_period(one.issued, one.expires), quotes=_quotes(one.evidence, over))
            for one in profile.certificates
        ),
        languages=tuple(
            Fact(name=one.name, level=one.level or "", beside=_tests(one.level_text, one.tests), quotes=_quotes(one.evidence, over))
            for one in profile.languages
        ),
        projects=tuple(
            Fact(name=over(one.name), beside=_period(one.start, one.end), quotes=_quotes(one.evidence, over)) for one in profile.projects
        ),
        missing=tuple(
            Notice(code=one.field, message=over(one.message)) for one in profile.missing if not (blind and one.field.startswith(TELLING))
        ),
        inferred=tuple(
            Guess(field=one.field, value=over(one.value), rule=one.rule, confidence=one.confidence, quotes=_quotes(one.evidence, over))
            for one in profile.inferred
            if not (blind and one.field.startswith(TELLING))
        ),
        warnings=tuple(Notice(code=one.code, message=over(one.message), quotes=_quotes(one.evidence, over)) for one in profile.warnings),
    )


def life(profile: Profile, over: Covering) -> tuple[Stretch, ...]:
    """Return engagements and the gaps between them, the latest first; what has no date comes last."""
    now = last_full_month(profile.as_of)
    lines = [
        (_begins(one.start), _stretch(one, profile.experience, now, over)) for one in profile.experience if one.kind is not WorkKind.GAP
    ]
    lines += [
        (first.first_month, Stretch(kind=GAP, start=str(first), end=str(last), months=last.last_month - first.first_month + 1))
        for first, last in gaps(profile)
    ]
    return tuple(line for _, line in sorted(lines, key=lambda one: -one[0]))


def _stretch(one: Experience, every: Sequence[Experience], now: PartialDate, over: Covering) -> Stretch:
    return Stretch(
        kind=one.kind,
        title=over(one.title or ""),
        employer=over(one.employer or ""),
        start=str(one.start or ""),
        end=str(one.end or ""),
        current=one.current,
        months=one.months,
        overlaps=any(_together(one, other, now) > OVERLAP_MONTHS for other in every if other is not one),
        quotes=_quotes(one.evidence, over),
        done=_quotes(one.bullets, over),
    )


def _together(one: Experience, other: Experience, now: PartialDate) -> int:
    """Return for how many months two jobs were held at the same time."""
    ends = [now if entry.current else entry.end for entry in (one, other)]
    if not (one.start and other.start and ends[0] and ends[1]) or {one.kind, other.kind} != {WorkKind.EMPLOYMENT}:
        return 0
    return min(ends[0].last_month, ends[1].last_month) - max(one.start.first_month, other.start.first_month) + 1


def _study(one: Education, over: Covering, *, blind: bool) -> Study:
    told = {"degree": one.degree, "field": over(one.field or ""), "status": one.status}
    if blind:
        return Study(**told)
    dates = {"start": str(one.start or ""), "end": str(one.end or "")}
    return Study(**told, **dates, school=one.school or "", quotes=_quotes(one.evidence, over))


def _quotes(evidence: Sequence[Evidence], over: Covering) -> tuple[str, ...]:
    told = (over(" ".join(one.quote.split())).strip() for one in evidence)
    return tuple(dict.fromkeys(quote for quote in told if quote))


def _tests(text: str, tests: Sequence[Any]) -> str:
    return " · ".join(part for part in (text, *(f"{one.test} {one.score or ''}".strip() for one in tests)) if part)


def _period(start: PartialDate | None, end: PartialDate | None) -> str:
    return " – ".join(str(one) for one in (start, end) if one)


def _begins(start: PartialDate | None) -> int:
    return start.first_month if start else -1


def _same(text: str) -> str:
    return text
