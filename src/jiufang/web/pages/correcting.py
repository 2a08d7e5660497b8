"""Correct what was read of a candidate: the main fields in a form; what was read stays, as an earlier version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from jiufang.access.roles import Permission
from jiufang.errors import BadInput, Conflict, NotFound, RefusedByPolicy
from jiufang.profiles.records import Profile
from jiufang.taxonomy.degrees import Degree
from jiufang.web import sight, things
from jiufang.web.asked import Asked, Asking
from jiufang.web.declaring import needs
from jiufang.web.refusals import in_one
from jiufang.web.sheets import Pages, Sheet, onward, shown_again, voice_of
from jiufang.workspace.correcting import change_of
from jiufang.workspace.records import PersonRow, ProfileShown

pages = Pages()
BLANKS = 2  # empty lines for what the program did not find
CONTACT = ("name", "email", "phone", "address")
JOB = ("at", "title", "employer", "start", "end", "current")
STUDY = ("at", "degree", "field", "school", "start", "end")


class Correcting(Sheet):
    """The main fields of a profile, line by line; `profile` is the version that is corrected."""

    person: PersonRow
    profile: UUID
    contact: dict[str, str]
    jobs: tuple[dict[str, str], ...]
    studies: tuple[dict[str, str], ...]
    skills: str
    certificates: str
    degrees: tuple[str, ...] = tuple(map(str, Degree))
    reason: str = ""
    wrong: str = ""


@pages.page("/candidates/{person}/correct", "candidate_correct.html")
@needs(Permission.CANDIDATES_WRITE, of=things.person)
def correct_form(asked: Asking, person: UUID) -> Sheet:
    """Show the main fields, to be corrected."""
    shown, profile = _read(asked, person)
    return _form(asked, person, shown.id, profile)


@pages.form("/candidates/{person}/correct")
@needs(Permission.CANDIDATES_WRITE, of=things.person)
async def correct(asked: Asking, request: Request, person: UUID) -> Response:
    """Keep a corrected profile as a new version."""
    form = {key: str(value)[:5000] for key, value in (await request.form()).multi_items() if isinstance(value, str)}
    return await run_in_threadpool(_keep, asked, request, person, form)


def _keep(asked: Asked, request: Request, person: UUID, form: Mapping[str, str]) -> Response:
    _, profile = _read(asked, person)
    jobs, studies = _lines(form, "job", JOB), _lines(form, "study", STUDY)
    contact = {key: form.get(key, "") for key in CONTACT}
    at = things.id_in({"profile": form.get("profile", "")}, "profile")
    try:
        change = change_of(
            profile, contact=contact, jobs=jobs, studies=studies,
            skills=form.get("skills", "").splitlines(), certificates=form.get("certificates", "").splitlines(),
        )  # fmt: skip
        asked.ws.people.correct(person, change, by=asked.by, reason=form.get("reason", ""), at=at)
    except (BadInput, Conflict) as refused:
        told = in_one(voice_of(request), refused)
        written = {
            "contact": contact,
            "jobs": jobs,
            "studies": studies,
            "skills": form.get("skills", ""),
            "certificates": form.get("certificates", ""),
        }
        again = _form(asked, person, at, profile).model_copy(update={**written, "reason": form.get("reason", ""), "wrong": told})
        return shown_again(again, "candidate_correct.html")
    return onward(f"/candidates/{person}", voice_of(request).say("Corrected. What was read stays as an earlier version."))


def _read(asked: Asked, person: UUID) -> tuple[ProfileShown, Profile]:
    """Return the profile that counts.

    Raises:
        RefusedByPolicy: they are judged blind, and what would be corrected tells who they are.
        NotFound: nothing of theirs was read.
    """
    if sight.of_person(asked, person):
        raise RefusedByPolicy("it tells who they are, and their job is judged blind", subject=f"person {person}", hint="uncover them")
    shown = asked.ws.people.profile(person, by=asked.by, blind=False)
    if shown.profile is None:
        raise NotFound("nothing was read of this candidate", subject=f"person {person}")
    return shown, shown.profile


def _form(asked: Asked, person: UUID, id: UUID, profile: Profile) -> Correcting:
    jobs = [
        {"at": str(n), "title": one.title or "", "employer": one.employer or "", "start": str(one.start or ""),
         "end": str(one.end or ""), "current": "1" if one.current else ""}
        for n, one in enumerate(profile.experience)
    ]  # fmt: skip
    studies = [
        {"at": str(n), "degree": str(one.degree), "field": one.field or "", "school": one.school or "",
         "start": str(one.start or ""), "end": str(one.end or "")}
        for n, one in enumerate(profile.education)
    ]  # fmt: skip
    return Correcting(
        person=asked.ws.people.get(person, by=asked.by, blind=False),
        profile=id,
        contact={key: getattr(profile.contact, key) or "" for key in CONTACT},
        jobs=(*jobs, *(dict.fromkeys(JOB, "") for _ in range(BLANKS))),
        studies=(*studies, dict.fromkeys(STUDY, "") | {"degree": "none"}),
        skills="\n".join(one.name for one in profile.skills),
        certificates="\n".join(one.name for one in profile.certificates),
    )


def _lines(form: Mapping[str, str], kind: str, names: Sequence[str]) -> tuple[dict[str, str], ...]:
    """Return the lines of a form, whose fields are called `kind-number-name`; one that is ticked to go is left out."""
    count = sum(key.startswith(f"{kind}-") and key.endswith("-at") for key in form)
    return tuple(
        {name: form.get(f"{kind}-{n}-{name}", "") for name in names} for n in range(min(count, 200)) if not form.get(f"{kind}-{n}-gone")
    )
