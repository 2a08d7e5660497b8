"""Turn the main fields of a profile, as somebody corrected them line by line, into what changes; what was not touched keeps its quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from jiufang.errors import BadInput
from jiufang.profiles.education import highest_degree
from jiufang.profiles.records import Certificate, Education, Experience, Profile, Skill
from jiufang.profiles.timeline import months_of, total_months
from jiufang.taxonomy.skills import load_skills
from jiufang.text.dates import PartialDate, last_full_month

MONTH = re.compile(r"(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2]))?")

Line = Mapping[str, str]


def change_of(
    profile: Profile, *, contact: Line, jobs: Sequence[Line], studies: Sequence[Line], skills: Sequence[str], certificates: Sequence[str]
) -> dict[str, Any]:
    """Return what changes in a profile, months and degree reckoned anew.

    Args:
        profile: as it is.
        contact: name, email, phone, address.
        jobs: `at` (which entry it was; empty for a new one), `title`, `employer`, `start`, `end`, `current`.
        studies: `at`, `degree`, `field`, `school`, `start`, `end`.
        skills: their names.
        certificates: their names.

    Raises:
        BadInput: a date is none.
    """
    now = last_full_month(profile.as_of)
    try:
        worked = tuple(_job(one, profile.experience, now) for one in jobs if one["title"].strip() or one["employer"].strip())
        studied = tuple(_study(one, profile.education) for one in studies if one["field"].strip() or one["school"].strip() or one["at"])
    except ValidationError as error:
        raise BadInput(error.errors()[0]["msg"], subject="profile") from None
    known, held = {one.name: one for one in profile.skills}, {one.name: one for one in profile.certificates}
    return {
        "contact": profile.contact.model_copy(update={key: value.strip() or None for key, value in contact.items()}).to_dict(),
        "experience": [one.to_dict() for one in worked],
        "education": [one.to_dict() for one in studied],
        "skills": [(known.get(name) or Skill(name=name, id=load_skills().by_name(name))).to_dict() for name in _names(skills)],
        "certificates": [(held.get(name) or Certificate(name=name)).to_dict() for name in _names(certificates)],
        "total_months": total_months(worked, now=now),
        "highest_degree": str(highest_degree(studied)),
    }


def _job(line: Line, before: Sequence[Experience], now: PartialDate) -> Experience:
    start, end, current = _month(line["start"]), _month(line["end"]), bool(line["current"])
    told = {"title": line["title"].strip() or None, "employer": line["employer"].strip() or None, "start": start, "current": current}
    was = _at(line, before) or Experience()
    made = was.model_copy(update={**told, "end": None if current else end})
    return was if made == was else made.model_copy(update={"months": months_of(start, made.end, current=current, now=now)})


def _study(line: Line, before: Sequence[Education]) -> Education:
    told = {"degree": line["degree"], "field": line["field"].strip() or None, "school": line["school"].strip() or None}
    was = _at(line, before) or Education()
    dates = {"start": _month(line["start"]), "end": _month(line["end"])}
    return Education.model_validate({**was.to_dict(), **told, **{key: str(value) if value else None for key, value in dates.items()}})


def _at(line: Line, before: Sequence[Any]) -> Any:
    place = line["at"]
    return before[int(place)] if place.isdigit() and len(place) < 4 and int(place) < len(before) else None


def _month(told: str) -> PartialDate | None:
    told = told.strip().replace("/", "-").replace(".", "-")
    if told and not MONTH.fullmatch(told):
        raise BadInput("a date is a year, or a year and a month", subject=told, hint="such as 2021-03")
    return PartialDate.model_validate(told) if told else None


def _names(lines: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name for line in lines if (name := " ".join(line.split()))))
