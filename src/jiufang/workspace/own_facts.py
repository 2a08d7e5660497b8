"""Turn what software read of a candidate into lines that they can set right themselves, and what they wrote there into a new version.

Of each fact the résumé's own words stay beside it; who corrected it, and when, stays with the version.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from jiufang.documents.records import Record
from jiufang.errors import BadInput
from jiufang.profiles.records import Education, Experience, Profile, Skill, StudyStatus
from jiufang.taxonomy.degrees import Degree, find_degrees
from jiufang.text.dates import PartialDate, last_full_month, months_between, months_covered

if TYPE_CHECKING:
    from jiufang.workspace.opened import OpenWorkspace

REASON = "corrected by the candidate, by their link"
EARLIEST, LATEST = 1950, 2100  # years that a date of a career may have
MOST_SKILLS = 100


class Job(Record):
    """A line of somebody's career; dates as `2021` or `2021-11`, no end while it goes on."""

    title: str = ""
    employer: str = ""
    start: str = ""
    end: str = ""
    current: bool = False


class Study(Record):
    """A line of somebody's education."""

    school: str = ""
    field: str = ""
    degree: str = ""
    start: str = ""
    end: str = ""


class Facts(Record):
    """What software read of a candidate, as they may correct it; `profile` names the version that it was."""

    profile: UUID | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    location: str = ""
    availability: str = ""
    jobs: tuple[Job, ...] = ()
    studies: tuple[Study, ...] = ()
    skills: tuple[str, ...] = ()


def facts(ws: OpenWorkspace, person: UUID, *, by: str) -> Facts:
    """Return what software read of a candidate.

    Raises:
        NotFound: nothing was read of them.
    """
    found = ws.people.profile(person, by=by, blind=False)
    assert found.profile is not None
    read = found.profile
    return Facts(
        profile=found.id,
        **{name: getattr(read.contact, name) or "" for name in ("name", "email", "phone")},
        location=read.location or "",
        availability=read.availability or "",
        jobs=tuple(map(_job, read.experience)),
        studies=tuple(map(_study, read.education)),
        skills=tuple(dict.fromkeys(skill.name for skill in read.skills)),
    )


def correct(ws: OpenWorkspace, person: UUID, told: Facts, *, by: str) -> bool:
    """Keep what a candidate corrected as a new version; tell whether anything changed.

    Args:
        ws: the workspace.
        person: who.
        told: every line that was shown, in its order; one whose fields are all empty goes, more at the end are new.
        by: their link.

    Raises:
        BadInput: a date that there is not.
        Conflict: somebody else corrected it meanwhile.
    """
    found = ws.people.profile(person, by=by, blind=False)
    assert found.profile is not None
    if told.model_copy(update={"profile": found.id}) == facts(ws, person, by=by):
        return False
    ws.people.correct(person, changed(found.profile, told), by=by, reason=REASON, at=told.profile)
    return True


def changed(read: Profile, told: Facts) -> dict[str, Any]:
    """Return the fields of a profile as its candidate has them."""
    contact = {name: getattr(told, name) or None for name in ("name", "email", "phone")}
    work = [post for n, line in enumerate(told.jobs) if (post := _worked(_at(read.experience, n), line, read.as_of))]
    studied = [course for n, line in enumerate(told.studies) if (course := _studied(_at(read.education, n), line))]
    known = {skill.name: skill for skill in read.skills}
    named = list(dict.fromkeys(told.skills))[:MOST_SKILLS]
    return {
        "contact": read.contact.model_copy(update=contact).to_dict(),
        "location": told.location or None,
        "availability": told.availability or None,
        "experience": [one.to_dict() for one in work],
        "education": [one.to_dict() for one in studied],
        "highest_degree": read.highest_degree if tuple(studied) == read.education else _highest(studied),
        "skills": [known.get(name, Skill(name=name)).to_dict() for name in named],
        "total_months": _total(work, read.as_of),
    }


def _worked(one: Experience | None, line: Job, as_of: str) -> Experience | None:
    if one is not None and _job(one) == line:
        return one
    if not any((line.title, line.employer, line.start, line.end)):
        return None
    start, end = _date(line.start), None if line.current else _date(line.end)
    until = last_full_month(as_of) if line.current else end
    told = {"title": line.title or None, "employer": line.employer or None, "start": start, "end": end, "current": line.current}
    return (one or Experience()).model_copy(update={**told, "months": months_between(start, until) if start and until else 0})


def _studied(one: Education | None, line: Study) -> Education | None:
    if one is not None and _study(one) == line:
        return one
    if not any((line.school, line.field, line.degree)):
        return None
    told = {"school": line.school or None, "field": line.field or None, "degree_text": line.degree}
    level = {} if one is not None and one.degree_text == line.degree else {"degree": _degree(line.degree)}
    return (one or Education()).model_copy(update={**told, **level, "start": _date(line.start), "end": _date(line.end)})


def _highest(studied: Sequence[Education]) -> Degree:
    done = [one.degree for one in studied if one.status is StudyStatus.COMPLETED]
    return max(done, key=lambda degree: degree.rank, default=Degree.NONE)


def _degree(words: str) -> Degree:
    return max((degree for *_, degree in find_degrees(words)), key=lambda degree: degree.rank, default=Degree.NONE)


def _total(work: Sequence[Experience], as_of: str) -> int:
    ends = [(one.start, last_full_month(as_of) if one.current else one.end) for one in work if one.kind.counts]
    return months_covered([(start, end) for start, end in ends if start and end])


def _date(told: str) -> PartialDate | None:
    if not told.strip():
        return None
    year, _, month = told.strip().replace("/", "-").replace(".", "-").partition("-")
    good = year.isdecimal() and EARLIEST <= int(year) <= LATEST and (not month or (month.isdecimal() and 1 <= int(month) <= 12))
    if not good:
        raise BadInput("there is no such month", subject=told, hint="write it like 2021-11, or the year alone")
    return PartialDate(year=int(year), month=int(month) if month else None)


def _job(one: Experience) -> Job:
    told = {"title": one.title or "", "employer": one.employer or "", "current": one.current}
    return Job(**told, start=str(one.start or ""), end="" if one.current else str(one.end or ""))


def _study(one: Education) -> Study:
    words = {"school": one.school or "", "field": one.field or "", "degree": one.degree_text}
    return Study(**words, start=str(one.start or ""), end=str(one.end or ""))


def _at(rows: Sequence[Any], place: int) -> Any:
    return rows[place] if place < len(rows) else None
